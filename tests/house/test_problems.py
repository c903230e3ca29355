"""Each problem has a code, and each code a row that says what it means and how it is mended."""

from __future__ import annotations

import re

CODE = re.compile(r"\b([A-Z]\d{3})\b")
RAISED = re.compile(r'"([A-Z]\d{3})"|error ([A-Z]\d{3}) ')


def codes_of_source(repository) -> set[str]:
    found = set()
    for path in sorted((repository / "src").rglob("*.py")):
        found |= {a or b for a, b in RAISED.findall(path.read_text(encoding="utf-8"))}
    return found


def rows_of_page(repository) -> list[list[str]]:
    text = (repository / "docs" / "problems.md").read_text(encoding="utf-8")
    rows = [[c.strip() for c in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    return [row for row in rows if CODE.fullmatch(row[0])]


def test_the_page_of_problems_lists_the_codes_of_the_source_and_no_other(repository):
    assert {row[0] for row in rows_of_page(repository)} == codes_of_source(repository)


def test_each_code_stands_once_in_order_with_a_meaning_and_a_cure(repository):
    rows = rows_of_page(repository)
    codes = [row[0] for row in rows]
    assert codes == sorted(set(codes))
    for row in rows:
        assert len(row) == 3, row
        assert all(len(cell) > 3 for cell in row), row


def test_the_codes_that_docstrings_name_are_codes_of_the_source(repository):
    raised = codes_of_source(repository)
    for path in sorted((repository / "src").rglob("*.py")):
        for text in re.findall(
            r"\((?:codes? )?((?:[A-Z]\d{3})(?:(?:, | to | or )[A-Z]\d{3})*)\)", path.read_text(encoding="utf-8")
        ):
            assert set(CODE.findall(text)) <= raised, f"{path.name}: {text}"


def test_each_module_that_raises_has_letters_of_its_own(repository):
    """A letter names a room, so that a reader of a message knows where to look."""
    rooms: dict[str, set[str]] = {}
    for path in sorted((repository / "src" / "mi2ld").rglob("*.py")):
        for a, b in RAISED.findall(path.read_text(encoding="utf-8")):
            rooms.setdefault((a or b)[0], set()).add(path.parent.name)
    shared = {letter: names for letter, names in rooms.items() if len(names) > 1}
    assert set(shared) <= {"D", "T"}, shared  # the pipeline reads dossiers and paths too
