"""The figures of a text: the longest stretches that the value grammar reads, each with its place.

In:   a stretch of text, and the reader of values.
Out:  figures in order, none within another; digits of names, dates, addresses and references are no figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mi2ld.curate import citations
from mi2ld.dossier.lexicon import same_signs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mi2ld.dossier.vocabulary import Vocabulary
    from mi2ld.model import Quantity

_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|janv|févr|mars|avr|mai|juin|juil|août|sept|déc)[^\W\d_]*\.?"
)
_NOT_FIGURES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        *citations.PATTERNS,
        r"(?:https?://|www\.)\S+",
        r"\b\S+@\S+\.\w+",
        r"\bdoi:?\s*10\.\S+|\b10\.\d{4,9}/\S+",
        r"\bPM(?:C)?ID:?\s*\w*\d+",
        r"\b(?:NCT|ISRCTN|EudraCT|CRD)\s?\d[\d-]*",
        rf"\b\d{{1,2}}(?:er|st|[nr]d|th)?\s+{_MONTH}\s+(?:19|20)\d\d\b|\b{_MONTH}\s+(?:\d{{1,2}},\s+)?(?:19|20)\d\d\b",
        r"\b(?:19|20)\d\d\s*(?:[-–—/]|to|and|et|à|through|until)\s*(?:19|20)\d\d\b",
        r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]*\d)"
        r"(?!\s*(?:%|patients|participants|cases|person|people|subjects|IU|U|µ|μ|mg|ng))",
        r"(?:(?<=[a-z]{4})|(?<=[a-z]{4} )|(?<=[.,]))\[\d+(?:\s*[,–-]\s*\d+)*\](?=[\s.,;]|$)",
        r"[^\W\d_][\w*:+]*[-‐–]?\d[\w*:+./]*(?:-\w+)*",  # Mi-2, CD4+, HLA-DRB1*11:01, TIF1
        r"\b\d+(?:-[^\W\d_])+[\w-]*-[^\W\d_]\w+|\b\d+(?:-[a-z]+)+-\d\S*",  # 3-hydroxy-3-methylglutaryl
        r"\b\d+(?:st|[nr]d|th|er|ère|e|ème)\b",
        r"\b\d\d(?:\.\d)?\s?%\s*(?:CIs?|confidence (?:intervals?|limits?)|IC|intervalles? de confiance)\b(?!\W{0,4}\d)",
        r"\b[pP][\s-]?(?:values?|valeurs?)?\W{0,4}\d?\.\d+"
        r"(?=[^.;]{0,40}\b(?:considered|regarded|deemed|considérée?s?)\b)",
        r"\b(?:gene|factor|(?<!reactive )protein)\s+\d{1,2}(?=\s*\([^\W\d_])",  # gene 5 (MDA5)
        r"\b(?:table|figure|fig\.?|type|grade|stage|phase|tableau|stade|section|chapter|level)\s+\d+\b",
    )
)
_UNIT_AFTER_HYPHEN = re.compile(r"\d-(?:year|month|week|day|fold)")
COMPOUND = re.compile(r"(\d+)[-‐](year|month|week|day)\b(?![-‐ ]old\b)")
"""A time as an adjective: ``3-month survival``, not ``48-year-old``."""
_NUMBER = re.compile(r"(?<![^\W_])[.·]?\d(?:[\d.,·]*\d)?")
_WORD_START = re.compile(r"(?<![^\W_])[^\W_]|[<>=≤≥≈~±−+\-]")
_ENDS = re.compile(r"[^\W_]+|[%)\]°²%µ/]")
_REACH_LEFT, _REACH_RIGHT = 45, 110

_ONE_LETTER = re.compile(r"\s[a-z](?=\s+[^\W\d_]|[’'])")
"""An ``a`` or a ``d`` that goes on a sentence is a word, not years or days: ``12 a été``, ``3 d’entre eux``."""
_NOUN = re.compile(r"(?<=\d)\s+[^\W\d_]{3,}$")
_BREATH = re.compile(r"[,;:()\[\]\0]|(?<![RrIHQτχi])\d")
"""What ends the search for the beginning of a value, to the left of its number; not the two of r2."""
_NOUN_GAP = re.compile(r"\s+(?:(?!and\b|et\b|of\b|in\b|vs\b|chez\b|des\b)[^\W\d_][\w+-]*\s*){1,3}[(,\[]\s*")
_BRACKET_GAP = re.compile(r"\s*[([,;]\s*")
_REWRITES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^(\d+\s?/\s?\d+)[,;]\s*(\d+(?:[.,·]\d+)?\s?%)"), r"\1 (\2)"),
    (re.compile(r"^(\d+(?:[.,·]\d+)?\s?%)[,;]\s*(\d+\s?/\s?\d+)"), r"\2 (\1)"),
    (re.compile(r"^=\s*"), ""),
)
"""Ways to print a value that the grammar does not read, and the way that it does."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: its place, the value as the grammar takes it, and what that means."""

    start: int
    end: int
    value: str
    quantity: Quantity


def mask_names(text: str, names: Sequence[tuple[int, int]] = ()) -> str:
    """Return the text with the digits that are no figures blanked; offsets stay."""
    found = list(text)
    spans = [m.span() for pattern in _NOT_FIGURES for m in pattern.finditer(text) if not _is_unit(text, m)]
    for start, end in (*spans, *names):
        for at in range(start, end):
            if found[at].isdigit():
                found[at] = "\0"
    return "".join(found)


def _is_unit(text: str, match: re.Match[str]) -> bool:
    """Return whether the digits belong to a unit or an abbreviation of a value: ``p=0.02``, ``6-month``."""
    squared = re.fullmatch(r"(?:[RrIHQτ]|χ|chi|khi)2", match[0]) and re.match(
        r"\s*(?:[=<>:]|of\b)", text[match.end() :]
    )
    return bool(squared) or bool(_UNIT_AFTER_HYPHEN.match(text, match.start()))


class Scanner:
    """Finds the figures of one text."""

    def __init__(self, text: str, vocabulary: Vocabulary, names: Sequence[tuple[int, int]] = ()) -> None:
        """Take a text, the words of values, and the stretches whose digits belong to names."""
        from mi2ld.dossier.quantity import Lexicon

        self.text = text
        self._lexicon = Lexicon.of(vocabulary)
        self._signs = same_signs(mask_names(text, names))

    def find(self, start: int, end: int) -> list[Figure]:
        """Return the figures between two offsets: at each number the longest stretch around it that is a value."""
        found: list[Figure] = []
        at = start
        while match := _NUMBER.search(self._signs, at, end):
            figure = self._compound(match.start(), end) or self._longest(at, *match.span(), end)
            if figure is None:
                at = match.end()
            else:
                figure = self._without_noun(figure)
                joined = self._joined(found[-1], figure) if found else None
                found[-1:] = [joined] if joined else [*found[-1:], figure]
                at = max(figure.end, match.end())
        return found

    def _compound(self, at: int, end: int) -> Figure | None:
        """Return the time that ``3-month`` stands for, with its place, or None."""
        match = COMPOUND.match(self._signs, at, end)
        if match is None:
            return None
        value = f"{match[1]} {match[2]}s"
        quantity = self._read(value)
        return None if isinstance(quantity, int) else Figure(at, match.end(), value, quantity)

    def _read(self, value: str) -> Quantity | int:
        """Return a value, or the offset at which the text can be none."""
        from mi2ld.dossier.quantity import ValueFault, parse_quantity

        try:
            return parse_quantity(value, self._lexicon)
        except ValueFault as fault:
            return fault.offset

    def _longest(self, floor: int, first: int, last: int, ceiling: int) -> Figure | None:
        """Return the longest value that begins at or before a number and holds it; the nearest of equal ones."""
        ends = self._ends(last, min(ceiling, last + _REACH_RIGHT))
        best: Figure | None = None
        for begin in self._starts(max(floor, first - _REACH_LEFT), first):
            found = self._from(begin, first, ends)
            if found and (best is None or found.end - found.start > best.end - best.start):
                best = found
        return best

    def _from(self, begin: int, first: int, ends: list[int]) -> Figure | None:
        """Return the longest value that begins at a place; what is said of a stretch bounds the next one to try."""
        limit = self._reach(begin, ends[-1])
        for end in reversed(ends):
            if end > limit or limit <= first:
                continue
            raw = self.text[begin:end]
            printed = re.sub(r"\s+", " ", raw)
            value = self._read(printed)
            if not isinstance(value, int):
                return Figure(begin, end, printed, value)
            if (other := _rewritten(printed)) == printed:
                limit = begin + _uncompressed(raw, value)
            elif not isinstance(again := self._read(other), int):
                return Figure(begin, end, other, again)
        return None

    def _reach(self, start: int, end: int) -> int:
        """Return where the words of values stop, from an offset on: no value goes further.

        It is much cheaper than a fault of the grammar, whose message looks for near words.
        """
        at = start
        while at < end:
            if self._signs[at].isspace():
                at += 1
            elif found := self._lexicon.find(self._signs, at, ()):
                at = found.end
            else:
                return at
        return at

    def _starts(self, floor: int, first: int) -> Iterator[int]:
        """Yield where a value may begin: at the number, or at a word or sign before it in the same breath."""
        for match in reversed(list(_WORD_START.finditer(self._signs, floor, first))):
            if _BREATH.search(self._signs[match.start() : first]):
                break
            yield match.start()
        yield first

    def _ends(self, last: int, ceiling: int) -> list[int]:
        """Return where a value may end, the nearest first."""
        found = [last]
        for match in _ENDS.finditer(self._signs, last, ceiling):
            if "\0" in self._signs[last : match.end()]:
                break
            if not _ONE_LETTER.match(self._signs, match.start() - self._signs[match.start() - 1].isspace()):
                found.append(match.end())
        return found

    def _joined(self, one: Figure, other: Figure) -> Figure | None:
        """Return two figures as the one that they are with words between: ``22 patients (35%)``."""
        gap = self.text[one.end : other.start]
        share = other.quantity.is_percentage and other.quantity.numerator is None and not one.quantity.is_percentage
        interval = other.quantity.value is None and other.quantity.intervals and not one.quantity.intervals
        if not (share and _NOUN_GAP.fullmatch(gap)) and not (interval and _BRACKET_GAP.fullmatch(gap)):
            return None
        value = f"{one.value} ({other.value})"
        quantity = self._read(value)
        return None if isinstance(quantity, int) else Figure(one.start, other.end, value, quantity)

    def _without_noun(self, figure: Figure) -> Figure:
        """Return a number of persons without their name: ``58``, not ``58 patients``."""
        noun = _NOUN.search(self.text[figure.start : figure.end])
        if not figure.quantity.unit.startswith("{") or noun is None:
            return figure
        end = figure.start + noun.start()
        short = re.sub(r"\s+", " ", self.text[figure.start : end])
        value = self._read(short)
        return figure if isinstance(value, int) else Figure(figure.start, end, short, value)


def _rewritten(printed: str) -> str:
    for pattern, by in _REWRITES:
        printed = pattern.sub(by, printed)
    return printed


def _uncompressed(raw: str, offset: int) -> int:
    """Return the offset in a text of an offset in that text with each white space made one blank."""
    kept = [at for at, sign in enumerate(raw) if not (sign.isspace() and raw[at - 1 : at].isspace())]
    return kept[offset] if offset < len(kept) else len(raw)
