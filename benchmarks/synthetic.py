"""Synthetic dossiers of the real form: each with two arms, a publication, a study, and comparisons with percentages."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TOPICS = ("muscle-weakness", "calcinosis", "fever", "interstitial-lung-disease", "lung-involvement")
FRAMES = ("onset", "follow-up", "disease-course")


def place(number: int) -> str:
    digest = hashlib.sha256(str(number).encode()).hexdigest()[:16]
    return f"{number * 50}-{number * 50 + 40}~{digest}"


def dossier(number: int, findings: int) -> str:
    """Return the YAML of one dossier; every second finding is a comparison, which rests on two of them."""
    sha = hashlib.sha256(f"text {number}".encode()).hexdigest()
    lines = [
        "# A synthetic dossier, for measuring only.",
        f"dossier: syn-{number:04d}",
        "format: 1",
        "status: draft",
        "curators: [curator-1]",
        f"text: {{file: text-{number:04d}.txt, sha256: {sha}, lang: en}}",
        "documents:",
        "  doc:",
        "    kind: abstract",
        "    lines: 1-900",
        f"    title: {{is: Synthetic abstract {number}, at: {place(1)}}}",
        "    sources: [p1]",
        "publications:",
        "  p1:",
        f"    title: {{en: Synthetic paper {number}}}",
        '    authors: ["Author A", "Author B"]',
        '    issued: "2020-01"',
        f"    said: {{doc: {place(2)}}}",
        "studies:",
        f"  s1: {{published-in: p1, said: {{doc: {place(3)}}}}}",
        "groups:",
        f"  pos: {{kind: arm, study: s1, diagnosis: dermatomyositis, has: [anti-mi2], size: 100, said: {{doc: {place(4)}}}}}",
        f"  neg: {{kind: arm, study: s1, diagnosis: dermatomyositis, lacks: [anti-mi2], size: 200, said: {{doc: {place(5)}}}}}",
        "facts:",
    ]
    # a fact with two percentages states three findings: two frequencies and the comparison that rests on them
    for fact in range((findings + 2) // 3):
        high, low = 50 + (fact * 7 + number) % 49, 10 + (fact * 5 + number) % 39
        lines += [
            f"  fact-{fact}:",
            f"    compare: {TOPICS[fact % len(TOPICS)]}",
            f"    when: {FRAMES[fact // len(TOPICS) % len(FRAMES)]}",
            f"    group: {{is: pos, value: {high}%}}",
            f"    versus: [{{is: neg, value: {low}%}}]",
            "    direction: more-frequent",
            f"    said: {{doc: {place(10 + fact)}}}",
        ]
    return "\n".join(lines) + "\n"


def write_dossiers(folder: Path, *, dossiers: int, findings: int) -> list[Path]:
    """Write the dossiers into a folder and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(dossiers):
        path = folder / f"syn-{number:04d}.yaml"
        path.write_text(dossier(number, findings), encoding="utf-8")
        paths.append(path)
    return paths
