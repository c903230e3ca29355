"""Verify the places of a dossier against its text: digests, document bounds, hedge words, coverage."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mi2ld.dossier.text import WHITE_SPACE, decode, digest_quote, normalise_quote, read_bytes, sha256_of
from mi2ld.problems import Mi2ldError, Problem, unreadable

if TYPE_CHECKING:
    from pathlib import Path

    from mi2ld.model import Dossier, Place


@dataclass(slots=True)
class Verification:
    """What re-reading the places of one dossier found.

    ``covered`` and ``total`` count non-blank characters inside the documents; ``uncovered`` are the stretches with a
    letter or a digit that no place holds, with the line each starts in.
    """

    dossier: str
    places: int = 0
    holding: int = 0
    covered: int = 0
    total: int = 0
    uncovered: list[tuple[int, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_text(dossier: Dossier, *folders: Path) -> str:
    """Return the text of a dossier from the first of some folders that has it.

    Raises:
        Mi2ldError: If it is missing or not UTF-8, or its SHA-256 is not the dossier's (code P101).
    """
    paths = [folder / dossier.text_file for folder in folders]
    path = next((p for p in paths if p.exists()), paths[0])
    raw = read_bytes(path)
    if sha256_of(raw) != dossier.text_sha256:
        what = f"the text {path.name} has changed: its SHA-256 is {sha256_of(raw)}"
        fix = "restore the text, or find its places in the new one: mi2ld reanchor"
        raise Mi2ldError([Problem(dossier.where, "error", "P101", what, fix)])
    return decode(raw, path)


def text_not_at_hand(dossier: Dossier) -> Problem:
    """Return the warning that the places of a dossier cannot be read again, since its text is nowhere."""
    what = f"{dossier.text_file} is not at hand: its places were not read"
    return Problem(
        dossier.where, "warning", "P107", what, "put the text into the folder, or name the dossiers to verify"
    )


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for number, character in enumerate(text):
        if character == "\n" or (character == "\r" and text[number + 1 : number + 2] != "\n"):
            starts.append(number + 1)
    return [*starts, len(text)]


def verify(dossier: Dossier, text: str) -> Verification:
    """Return what re-reading every place of the dossier in its text finds."""
    found = Verification(dossier.key)
    starts = _line_starts(text)
    bounds = {}
    for document in dossier.documents.values():
        first, last = document.lines
        if last >= len(starts):
            what = f"document {document.key!r} ends in line {last}, the text in line {len(starts) - 1}"
            found.problems.append(Problem(document.where, "error", "P104", what, "mend lines"))
            continue
        bounds[document.key] = (starts[first - 1], starts[last])
    covered = bytearray(len(text))
    seen: set[tuple[str, int, int]] = set()
    for owner, place in dossier.places():
        start, end = place.start, place.end
        covered[start:end] = b"\x01" * max(0, min(end, len(text)) - start)
        if (owner, start, end) in seen:
            continue
        seen.add((owner, start, end))
        found.places += 1
        problem = _check_place(text, place, bounds.get(owner), owner)
        if problem is None:
            found.holding += 1
        else:
            found.problems.append(problem)
    for said in dossier.all_said():
        if said.hedge_words and normalise_quote(said.hedge_words) not in normalise_quote(
            text[said.place.start : said.place.end]
        ):
            what = f"the hedge {said.hedge_words!r} is not in its place"
            found.problems.append(
                Problem(said.where, "error", "P105", what, "write the hedging words as the text has them")
            )
    _cover(found, text, covered, list(bounds.values()))
    found.problems = sorted(set(found.problems))
    return found


def _check_place(text: str, place: Place, bound: tuple[int, int] | None, document: str) -> Problem | None:
    start, end = place.start, place.end
    if end > len(text):
        what = f"the place ends at {end}, the text at {len(text)}"
        return Problem(place.where, "error", "P102", what, "find the place again: mi2ld reanchor")
    digest = digest_quote(text[start:end])
    if digest != place.digest:
        what = f"the words at {start}-{end} have the digest {digest}, not {place.digest}"
        return Problem(place.where, "error", "P103", what, "find the place again: mi2ld reanchor")
    if bound is not None and not bound[0] <= start < end <= bound[1]:
        what = f"the place {start}-{end} is outside document {document!r}"
        return Problem(place.where, "error", "P104", what, "mend the place, or the lines of the document")
    return None


def _cover(found: Verification, text: str, covered: bytearray, bounds: list[tuple[int, int]]) -> None:
    for first, last in sorted(bounds):
        gap_start = -1
        for at in range(first, last + 1):
            inside = at < last
            blank = inside and text[at] in WHITE_SPACE
            if inside and not blank:
                found.total += 1
                found.covered += covered[at]
            is_gap = inside and not covered[at] and not (blank and gap_start < 0)
            if is_gap and gap_start < 0:
                gap_start = at
            elif not is_gap and gap_start >= 0:
                stretch = text[gap_start:at].strip(WHITE_SPACE)
                if any(map(str.isalnum, stretch)):
                    found.uncovered.append((text.count("\n", 0, gap_start) + 1, normalise_quote(stretch)))
                gap_start = -1


def find_texts(folder: Path) -> Path:
    """Return the folder of the texts.

    Raises:
        Mi2ldError: If it is no folder (code P106).
    """
    if not folder.is_dir():
        raise unreadable(folder, "P106", "is no folder of texts", "name the folder that holds the source texts")
    return folder
