"""Cells of a CSV file, each with the line and column of every character: what Python's ``csv`` does not tell.

In:   the text of a file whose delimiter is a comma, a semicolon or a tab.
Out:  rows of cells, or the problem that ``csv`` found.
"""

from __future__ import annotations

import bisect
import csv
import io
import re
from dataclasses import dataclass

from mi2ld.problems import Mi2ldError, Problem, Where

DELIMITERS = "\t;,"
MARKS = "*†‡§¶‖#ᵃᵇᶜᵈᵉᶠᵍ"
"""Signs that lead to a footnote, where they end a cell."""

_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_LINE_END = re.compile(r"\r\n|\r|\n")
_BLANKS = " \t\r\n\u00a0\u2007\u2009\u202f"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its words without blanks and footnote marks at the ends, and the place of each of their characters."""

    text: str
    places: tuple[Where, ...]

    def __bool__(self) -> bool:
        """Return whether something stands in it."""
        return bool(self.text)

    def at(self, offset: int = 0) -> Where:
        """Return the place of a character; one behind the end is the place after the last."""
        return self.places[min(max(offset, 0), len(self.places) - 1)]


class _Places:
    """The line and column of every offset of a text."""

    def __init__(self, text: str, path: str) -> None:
        self.path = path
        self.starts = [0, *(m.end() for m in _LINE_END.finditer(text))]

    def where(self, offset: int) -> Where:
        line = bisect.bisect_right(self.starts, offset)
        return Where(self.path, line, offset - self.starts[line - 1] + 1)


def _spans(text: str, delimiter: str) -> list[list[tuple[int, int]]]:
    """Return where each cell starts and ends, quotes and all; ``csv`` has found the text well formed."""
    plain = re.compile(rf"[^{re.escape(delimiter)}\r\n]*")
    rows: list[list[tuple[int, int]]] = [[]]
    at = 0
    while True:
        match = _QUOTED.match(text, at) or plain.match(text, at)
        assert match is not None  # noqa: S101  (the second pattern fits the empty string)
        rows[-1].append(match.span())
        at = match.end()
        if at >= len(text):
            return rows
        ending = _LINE_END.match(text, at)
        if ending is None:
            at += 1
            continue
        at = ending.end()
        if at >= len(text):
            return rows
        rows.append([])


def _cell(value: str, start: int, end: int, text: str, places: _Places) -> Cell:
    """Return a cell; a doubled quote is one character of it and two of the file."""
    offsets = list(range(start, end))
    if text[start : start + 1] == '"':
        inner, at = [], start + 1
        while at < end - 1:
            inner.append(at)
            at += 2 if text[at] == '"' else 1
        offsets = inner
    first = len(value) - len(value.lstrip(_BLANKS))
    kept = value.strip(_BLANKS)
    without = kept.rstrip(MARKS + _BLANKS)
    shown = without or kept
    here = offsets[first : first + len(shown)]
    after = here[-1] + 1 if here else start
    return Cell(shown, tuple(places.where(offset) for offset in (*here, after)))


def delimiter_of(text: str) -> str:
    r"""Return the delimiter that makes the most cells of the first three lines: ``csv.Sniffer`` guesses from too little.

    >>> delimiter_of("Trait;A;B\nFièvre;1,5;2,5\n")
    ';'
    """
    head = "\n".join(_QUOTED.sub("", text).splitlines()[:3])
    return max(DELIMITERS, key=head.count)


def read_cells(text: str, path: str) -> list[list[Cell]]:
    r"""Return the rows of a CSV text; an empty line is a row of one empty cell.

    >>> [[c.text for c in row] for row in read_cells('a,"b ""c"" d"\n', "t.csv")]
    [['a', 'b "c" d']]

    Raises:
        Mi2ldError: If a quote does not close, or stands before other words (code C101).
    """
    delimiter = delimiter_of(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        values = [row or [""] for row in reader]
    except csv.Error as error:
        where = Where(path, max(reader.line_num, 1), 1)
        fix = "write a quote in a cell twice, and close each cell that a quote opens"
        raise Mi2ldError([Problem(where, "error", "C101", f"is not CSV: {error}", fix)], 2) from None
    if not text:
        return []
    places = _Places(text, path)
    return [
        [_cell(value, start, end, text, places) for value, (start, end) in zip(row, spans, strict=True)]
        for row, spans in zip(values, _spans(text, delimiter), strict=True)
    ]
