"""The dossier of the two briefs: every fact of the inventory is in it, and no sentence of the text anywhere."""

from __future__ import annotations

import gzip
import re
import subprocess
import unicodedata
from typing import TYPE_CHECKING

import pytest

from mi2ld.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

RUN = 8
TITLES = {6, 49, 38, 87, 88, 89}
AUTHORS = {39, 90}
LINKS = set(range(40, 45))
REFERENCES_FROM = 86
"""Bibliographic data is no sentence: lines of the file, from FACTS.md section 1."""


@pytest.mark.parametrize("number", range(1, 81))
def test_the_fact_of_the_inventory_can_be_found_from_the_dossier(number, real_dossier):
    comments = re.findall(r"(?:^|\s)#(.*)$", real_dossier.read_text(encoding="utf-8"), re.M)
    assert re.search(rf"\bF{number:02d}\b", "\n".join(comments[2:]))


@pytest.mark.parametrize("number", range(1, 27))
def test_the_ambiguity_of_the_inventory_is_kept_in_a_note(number, real_dossier):
    found = real_dossier.read_text(encoding="utf-8")
    if number == 24:
        assert "A24" in found
    notes = re.findall(r"^\s+(en|fr): \"?([A0-9, ]+)\.", found, re.M)
    for language in ("en", "fr"):
        assert any(f"A{number}" in re.split(r"[, ]+", names) for spoken, names in notes if spoken == language), language


# --- no sentence of the text -------------------------------------------------------------------------------------


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, a word broken after its hyphen as one."""
    text = unicodedata.normalize("NFC", text)
    return re.findall(r"\w+", re.sub(r"-\s*\n\s*", "", text).lower())


def runs(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[n : n + RUN]) for n in range(len(found) - RUN + 1)}


def find_sentence(texts: Iterable[tuple[str, str]], wanted: set[tuple[str, ...]]) -> list[str]:
    """Return the names of the texts in which a run of the running text stands; not the words, which would show them."""
    return [name for name, text in texts if not wanted.isdisjoint(runs(text))]


@pytest.fixture(scope="module")
def wanted(source_text_dir) -> set[tuple[str, ...]]:
    """Return every run of eight words of the running text."""
    lines = (source_text_dir / "anti-mi2-briefs-fr.txt").read_text(encoding="utf-8").split("\n")
    apart = TITLES | AUTHORS | LINKS
    kept = [line for n, line in enumerate(lines, 1) if n not in apart and n != 37 and n < REFERENCES_FROM]
    found = runs("\n".join(kept))
    assert len(found) > 500
    return found


def texts_of(paths: Iterable[Path]) -> Iterable[tuple[str, str]]:
    for path in paths:
        if path.is_file() and path.stat().st_size < 20_000_000:
            raw = path.read_bytes()
            if raw[:2] == b"\x1f\x8b":
                raw = gzip.decompress(raw)
            yield path.name, raw.decode("utf-8", "replace")


@pytest.mark.text
def test_no_run_of_eight_words_of_the_text_stands_in_the_repository(wanted, repository):
    done = subprocess.run(
        ["git", "ls-files", "-coz", "--exclude-standard"], cwd=repository, capture_output=True, check=True, text=True
    )
    files = [repository / name for name in done.stdout.split("\0") if name]
    assert repository / "ontology" / "facts" / "mi2-2019.yaml" in files
    assert find_sentence(texts_of(files), wanted) == []


@pytest.mark.text
def test_no_run_of_eight_words_of_the_text_stands_in_a_release(wanted, release):
    files = sorted(release.iterdir())
    assert len(files) > 10
    assert find_sentence(texts_of(files), wanted) == []


@pytest.mark.text
def test_a_planted_sentence_is_found_however_its_lines_are_broken(wanted, source_text_dir, tmp_path):
    lines = (source_text_dir / "anti-mi2-briefs-fr.txt").read_text(encoding="utf-8").split("\n")
    spoken = " ".join(lines[50:53])  # the first sentence of the second brief
    plain, broken, escaped, short = (
        tmp_path / name for name in ("plain.md", "broken.yaml", "capitals.txt", "short.txt")
    )
    plain.write_text(f"# A note\n\n> {spoken}\n", encoding="utf-8")
    broken.write_text("note: |\n" + "\n".join(f"  {w}" for w in spoken.split()), encoding="utf-8")
    escaped.write_text(spoken.upper(), encoding="utf-8")
    short.write_text(" ".join(words(spoken)[: RUN - 1]), encoding="utf-8")
    found = find_sentence(texts_of([plain, broken, escaped, short]), wanted)
    assert found == ["plain.md", "broken.yaml", "capitals.txt"]


@pytest.mark.text
def test_a_local_build_with_the_texts_holds_its_sentences(
    wanted, repository, source_text_dir, tmp_path, monkeypatch, capsys
):
    """What the check finds nothing of in the default release is what it finds here."""
    monkeypatch.chdir(repository)
    out = tmp_path / "local"
    code = main(["build", "--texts", str(source_text_dir), "--out", str(out)])
    assert code == 0, capsys.readouterr().err[:500]
    assert "mi2ld.nt" in find_sentence(texts_of(out.iterdir()), wanted)
