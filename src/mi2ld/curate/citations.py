"""Citations by their form: the dates, volumes and pages of a reference, which are no results.

In:   a line of text, or the lines of a paragraph.
Out:  patterns for the digits of a citation, and the runs of lines that are references and nothing else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mi2ld.curate.passages import Line

AUTHOR = r"(?:[a-zà-þ]{1,4} ){0,3}[A-ZÀ-Þ][\w'’\-]+(?:[ -][\w'’\-]+){0,3}? [A-ZÀ-Þ]{1,4}(?:\s?\(\d+(?:,\s?\d+)*\))*"
"""A name as references print it: ``van der Berg A(1)``."""

_MONTH = (
    r"(?i:jan(?:uary|vier)?|feb(?:ruary)?|févr?(?:ier)?|mar(?:ch|s)?|apr(?:il)?|avr(?:il)?|may|mai|june?|juin|july?"
    r"|juil(?:let)?|aug(?:ust)?|août|sept?(?:ember|embre)?|oct(?:ober|obre)?|nov(?:ember|embre)?"
    r"|dec(?:ember)?|déc(?:embre)?)\b\.?"
)
_YEAR = r"(?<![\d.,])(?:19|20)\d\d"
_DATED = rf"{_YEAR}(?:\s+{_MONTH}(?:\s+\d{{1,2}})?)?"
_ISSUE = r"(?:\s?\(\s?[A-Za-z]{0,6}\.?\s?\d[\w\s./–-]{0,12}\)|\s+Suppl\.?(?:\s\d+)?)"
_PAGES = r"[A-Za-z]{0,2}\d{1,6}(?:\s?[-–—]\s?[A-Za-z]{0,2}\d{1,6})?\b"
_RANGE = r"[eEsS]?\d{1,6}\s?[-–—]\s?[eEsS]?\d{1,6}\b"
_NO_MORE = r"(?![.,:]\d|\s?%)"

_VOLUME = rf"{_DATED}\s*[;,]\s*\d{{1,4}}(?:{_ISSUE}(?:\s?[:,]\s?{_PAGES})?|\s?:\s?{_PAGES}){_NO_MORE}"
_NATURE = rf"\b\d{{1,4}}(?:{_ISSUE})?,\s?{_RANGE}\s?\((?:19|20)\d\d\)"
PATTERNS = (
    _VOLUME,
    _NATURE,
    rf"(?<![\d.,:])(?<!\bCI )(?<!\bIC )\b\d{{2,4}}:{_RANGE}{_NO_MORE}",  # 60:1234-40, and no titre 1:40-160
    rf"\b\d{{1,4}}\(\d[\w\s./–-]{{0,12}}\):\s?{_PAGES}{_NO_MORE}",  # 42(3): 454-60
    r"\b(?:19|20)\d\d([-/.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])\b",
    r"\b(?:0?[1-9]|[12]\d|3[01])([/.])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d\b",
    rf"{_YEAR}\s+{_MONTH}(?:\s+\d{{1,2}}\b(?=\s*(?:[;:,.)]|$)))?",
    rf"\bpp?\.\s?{_RANGE}|\bvol\.\s?\d+",
)
"""What is cited by numbers: dates, volumes with their issue, and pages."""

_CITED = re.compile(
    rf"(?:{_VOLUME}|{_NATURE})[.,;)]?\s*(?:\b(?:doi|pmc?id|epub|online|published|https?)\b.*)?$", re.IGNORECASE
)
_ENTRY = re.compile(rf"(?:\[?\d{{1,3}}[.\])]{{0,2}}\s+)?{AUTHOR}(?:[,;.:]|\s+(?:et al|and|et|&)\b)")
_JOURNAL = re.compile(rf"(?:\[?\d{{1,3}}[.\])]{{0,2}}\s+)?[A-ZÀ-Þ][^\d;:]{{2,80}}?\s(?={_VOLUME})")
_IDENTIFIER = re.compile(r"\W*(?:doi|pmc?id|epub)\b", re.IGNORECASE)
_MAX_LINES = 6


def references(paragraph: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Yield where a paragraph's references stand: from authors, or a journal alone, to the volume that ends a line."""
    at = 0
    while at < len(paragraph):
        last = _last_of_reference(paragraph, at)
        if last is None:
            at += 1
            continue
        while last + 1 < len(paragraph) and _IDENTIFIER.match(paragraph[last + 1].text):
            last += 1
        yield paragraph[at].start, paragraph[last].end
        at = last + 1


def _last_of_reference(paragraph: Sequence[Line], first: int) -> int | None:
    """Return the line on which the reference that begins on a line ends, or None where none begins."""
    text = paragraph[first].text
    if _JOURNAL.match(text) and _CITED.search(text):
        return first
    if not _ENTRY.match(text):
        return None
    for number in range(first, min(first + _MAX_LINES, len(paragraph))):
        if number > first and _ENTRY.match(paragraph[number].text):
            return None
        if _CITED.search(paragraph[number].text):
            return number
    return None
