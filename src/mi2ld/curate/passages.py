"""A plain text in parts: its language, its documents, and the clauses that state one thing each.

In:   the text as it was read, line ends kept.
Out:  offsets into it; nothing is normalised, so that a place holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FUNCTION_WORDS = {
    "en": "the of and in with to was were is are for by from that than this as on at or be not had has have their",
    "fr": "le la les des du de et en dans avec une un est sont pour par que qui ont au aux sur ou plus été chez leur",
}
"""The commonest words that the other language does not have; they tell two languages apart within a few sentences."""

_WORD = re.compile(r"[^\W\d_]+")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_BULLET = re.compile(r"[ \t]*(?:[-–—•*‣▪]|\(?\d{1,2}[.)])[ \t]+(?=\S)")
_RUN_IN = re.compile(
    r"(?:Background|Introduction|Objectives?|Purpose|Aims?|(?:Patients and )?[Mm]ethods|Results|Findings"
    r"|Conclusions?|Discussion)(?=[A-Z][a-z]* )"
)
"""The label of a part of an abstract that has run into the sentence after it: ``MethodsWe enrolled``."""
_STOP = re.compile(
    rf"(?:[.!?…]+[\"»”’)\]]*)(?=\s|\Z|{_RUN_IN.pattern})|(?<!&gt)(?<!&lt)(?<!&ge)(?<!&le)(?<!&amp)(?<!&nbsp);"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:vs|e\.g|i\.e|cf|al|approx|ca|no|fig|dr|pr|st|resp|incl|max|min|etc|env|ex))$", re.IGNORECASE
)
_LABEL = re.compile(r"[A-Z][A-Z][A-Z ,&/]+:[ \t]*|\*\*[A-Z][\w ]+:?\*\*:?[ \t]*")
_MIN_WORDS = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number from 1, where it starts, and where its text ends (before blanks and the line end)."""

    number: int
    start: int
    end: int
    text: str

    @property
    def is_blank(self) -> bool:
        """Return whether the line holds nothing but white space."""
        return not self.text


@dataclass(frozen=True, slots=True)
class Part:
    """A document within the text: its lines, first to last."""

    lines: tuple[Line, ...]

    @property
    def start(self) -> int:
        """Return the offset of its first character."""
        return self.lines[0].start

    @property
    def end(self) -> int:
        """Return the offset after its last character that is not blank."""
        return self.lines[-1].end


@dataclass(frozen=True, slots=True)
class Clause:
    """What stands between two stops, semicolons, bullets or blank lines; ``heading`` is a line that stands alone."""

    start: int
    end: int
    heading: bool = False


def guess_language(text: str) -> str:
    """Return ``en`` or ``fr`` by the share of their function words, or nothing when neither is twice as common.

    Two languages need no library: the models of py3langid and lingua take tens of megabytes to tell a hundred apart.

    >>> guess_language("Une étude a comparé les patients avec et sans anticorps dans la maladie.")
    'fr'
    """
    words = [word.casefold() for word in _WORD.findall(text)]
    counts = {language: sum(word in known for word in words) for language, known in _KNOWN.items()}
    (best, most), (_, least) = sorted(counts.items(), key=lambda item: -item[1])
    return best if most >= 3 and most >= 2 * least else ""


_KNOWN = {language: frozenset(words.split()) for language, words in _FUNCTION_WORDS.items()}


def split_lines(text: str) -> list[Line]:
    """Return the lines of a text, numbered as ``lines:`` of a dossier counts them."""
    found = []
    for number, match in enumerate(_LINE.finditer(text), 1):
        if match.start() == len(text) and number > 1:
            break
        raw = match[0]
        shown = raw.strip()
        start = match.start() + (len(raw) - len(raw.lstrip()) if shown else 0)
        found.append(Line(number, start, start + len(shown), shown))
    return found


def split_parts(text: str) -> list[Part]:
    """Return the documents of a text: divided where two or more blank lines stand and each side is running text.

    A side of fewer than 40 words (a title, a list of links) belongs to the part before it, or else to the one after.
    """
    lines = split_lines(text)
    blocks: list[list[Line]] = [[]]
    blanks = 0
    for line in lines:
        if line.is_blank:
            blanks += 1
            continue
        if blanks > 1 and blocks[-1]:
            blocks.append([])
        blocks[-1].extend(lines[line.number - 1 - blanks : line.number] if blocks[-1] else [line])
        blanks = 0
    merged: list[list[Line]] = []
    for block in blocks:
        if merged and (_is_short(block) or _is_short(merged[-1])):
            merged[-1].extend(lines[merged[-1][-1].number : block[-1].number])
        elif block:
            merged.append(block)
    return [Part(tuple(block)) for block in merged]


def _is_short(lines: Iterable[Line]) -> bool:
    return sum(len(_WORD.findall(line.text)) for line in lines if not _is_address(line)) < _MIN_WORDS


def _is_address(line: Line) -> bool:
    return line.text.startswith(("http://", "https://"))


def find_headings(part: Part) -> set[int]:
    """Return the numbers of the lines that are headings: short, without a stop, text or a gap after them."""
    lines = part.lines
    width = max((len(line.text) for line in lines if not _is_address(line)), default=0)
    found = set()
    for at, line in enumerate(lines):
        before = lines[at - 1] if at else None
        after = lines[at + 1] if at + 1 < len(lines) else None
        starts = before is None or before.is_blank or before.number in found
        ends = after is None or after.is_blank or after.text[:1].isupper()
        if (
            not line.is_blank
            and starts
            and ends
            and len(line.text) < 0.8 * max(width, 60)
            and not re.search(r"[.;:,]$", line.text)
            and not _is_address(line)
        ):
            found.add(line.number)
    return found


def split_clauses(text: str, part: Part) -> list[Clause]:
    """Return the clauses of a document, in order."""
    headings = find_headings(part)
    found: list[Clause] = []
    block: list[Line] = []
    for line in part.lines:
        if line.is_blank or line.number in headings or _BULLET.match(line.text) or _LABEL.match(line.text):
            found.extend(_clauses_of(text, block))
            block = []
        if line.number in headings:
            found.append(Clause(line.start, line.end, heading=True))
        elif not line.is_blank:
            block.append(line)
    found.extend(_clauses_of(text, block))
    return found


def _clauses_of(text: str, block: list[Line]) -> Iterator[Clause]:
    if not block:
        return
    start, end = block[0].start, block[-1].end
    opening = _BULLET.match(text, start) or _LABEL.match(text, start)
    at = opening.end() if opening else start
    for match in _STOP.finditer(text, at, end):
        if _is_inside(text, at, match.start()) or not _is_stop(text, match, end):
            continue
        stop = match.start() if match[0][0] in ".;" and not match[0].startswith("..") else match.end()
        if clause := _trimmed(text, at, stop):
            yield clause
        at = match.end()
    if clause := _trimmed(text, at, end):
        yield clause


def _is_inside(text: str, start: int, at: int) -> bool:
    """Return whether a bracket is open there; one that never closes counts for nothing."""
    opened = text.rfind("(", start, at)
    return opened > text.rfind(")", start, at) and 0 <= text.find(")", at) < at + 200


def _is_stop(text: str, match: re.Match[str], end: int) -> bool:
    if match[0] == ";":
        return True
    after = text[match.end() : end].lstrip()
    if after and match[0] == "." and (_ABBREVIATION.search(text, max(0, match.start() - 8), match.start())):
        return False
    return not after or not after[0].islower()


def _trimmed(text: str, start: int, end: int) -> Clause | None:
    words = text[start:end]
    begin = start + len(words) - len(words.lstrip())
    if label := _RUN_IN.match(text, begin, end):
        begin = label.end()
    short = text[begin:end].rstrip()
    return Clause(begin, begin + len(short)) if short else None
