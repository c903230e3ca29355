"""The words of printed values: symbols of statistics and units from the vocabulary, and the words of the grammar.

In:   the rows of ``statistics.tsv`` and ``units.tsv``, and the words listed here (CI, IQR, SD, ``at least``, ``to`` …).
Out:  a ``Lexicon``, which finds the longest word or figure at a place of a text.

A word is found as it is written in its row; one that is wholly in small letters and has four of them or more is found
with capitals too. So ``OR`` is the odds ratio and ``or`` is not, and ``Median`` is ``median``.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from mi2ld.dossier.vocabulary import Term, Vocabulary
    from mi2ld.model import Quantity

P_VALUE = "p-value"
"""The key of the statistic that a p-value alone is."""
COUNT = "count"
"""The key of the statistic whose symbol may stand before a count in brackets: ``30% (n = 12)``."""
PERCENT = "%"
TITRE = "{titer}"
"""The UCUM code of a dilution, which is printed as ``1:320``."""

_SIGNS = {
    "LPAR": "(",
    "RPAR": ")",
    "LSQB": "[",
    "RSQB": "]",
    "COMMA": ",",
    "SEMICOLON": ";",
    "COLON": ":",
    "SLASH": "/",
    "DASH": "-",
    "PLUS": "+",
    "PLUS_MINUS": "±|+/-",
    "EQUALS": "=",
    "TO": "to|à",
    "OF": "of|out of|sur|de",
}
_BOUNDS = {
    "<": "<|less than|under|below|fewer than|moins de",
    ">": ">|more than|over|above|greater than|plus de",
    "≤": "≤|<=|=<|at most|up to|no more than|au plus|jusqu'à",
    "≥": "≥|>=|=>|at least|no less than|au moins",
    "≈": "≈|~|about|approximately|approx.|around|nearly|circa|ca.|environ|près de",
}
_INTERVALS = {
    "ConfidenceInterval": "CI|C.I.|CIs|confidence interval|confidence intervals|confidence limits"
    "|IC|IC à|intervalle de confiance|intervalle de confiance à",
    "CredibleInterval": "CrI|credible interval|ICr|ICr à|intervalle de crédibilité|intervalle de crédibilité à",
    "InterquartileRange": "IQR|interquartile range|inter-quartile range|interquartile interval|Q1-Q3|Q1, Q3|25th-75th percentile"
    "|25th-75th percentiles|EIQ|IIQ|écart interquartile|intervalle interquartile|étendue interquartile",
    "ValueRange": "range|min-max|minimum-maximum|étendue|extrêmes",
}
_SPREADS = {
    "StandardDeviation": "SD|S.D.|s.d.|sd|standard deviation|ET|écart type|écart-type|DS",
    "StandardError": "SE|S.E.|s.e.|SEM|S.E.M.|s.e.m.|standard error|standard error of the mean|ES|ESM|erreur type"
    "|erreur-type|erreur standard",
}
_ADJUSTMENTS = {
    "adjusted": "adjusted|adj.|multivariable-adjusted|ajusté|ajustée|aj.",
    "crude": "crude|unadjusted|brut|brute|non ajusté|non ajustée",
}
_SIGNIFICANCE = {
    "Significant": "significant|statistically significant|significatif|significative",
    "NotSignificant": "not significant|not statistically significant|non-significant|nonsignificant|non significant"
    "|NS|ns|N.S.|n.s.|non significatif|non significative",
}
_WORDS = {
    "BOUND": _BOUNDS,
    "INTERVAL": _INTERVALS,
    "SPREAD": _SPREADS,
    "ADJUSTMENT": _ADJUSTMENTS,
    "SIGNIFICANCE": _SIGNIFICANCE,
}

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_SAME = str.maketrans(
    {
        **dict.fromkeys("\t\n\r\u00a0\u2002\u2003\u2007\u2009\u200a\u202f", " "),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", "-"),
        "\u00b5": "\u03bc",
        "\u2019": "'",
        "\u223c": "~",
        "\u2248": "≈",
        "\u2a7d": "≤",
        "\u2a7e": "≥",
        "\u2266": "≤",
        "\u2267": "≥",
        "\u22c5": "·",
    }
)

_FIGURE = re.compile(
    r"(?:(?P<grouped>[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+|(?: [0-9]{3})+)(?![0-9]))(?P<after>[.·][0-9]+)?"
    r"|(?P<comma>[0-9]+,[0-9]+)"
    r"|(?P<plain>[0-9]+(?:[.·][0-9]+)?|[.·][0-9]+))"
    r"(?:[eE](?P<power>[+-]?[0-9]{1,3})(?![0-9]))?",
    re.ASCII,
)
_POWER = re.compile(r"[×x*·] ?10(?:\^?(?P<plain>-?[0-9]{1,3})|(?P<raised>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}))(?![0-9])")
_OPENING = re.compile(r" *([\[(]) *")
_CLOSING = {"[": re.compile(r" *\]"), "(": re.compile(r" *\)")}
_RUN = re.compile(r"[^\W\d]+(?:[-'][^\W\d]+)*|.")


class Word(NamedTuple):
    """What a word is: a terminal of the grammar, and what it stands for."""

    terminal: str
    means: str
    adjustment: str = ""


_GRAMMAR_WORDS = (
    *((symbol, Word(terminal, symbol)) for terminal, cell in _SIGNS.items() for symbol in cell.split("|")),
    *(
        (symbol, Word(terminal, means))
        for terminal, meanings in _WORDS.items()
        for means, cell in meanings.items()
        for symbol in cell.split("|")
    ),
)


class Figure(NamedTuple):
    """A figure as typed: its value, and how its comma is to be read (``grouped``, ``comma`` or neither)."""

    value: Decimal
    style: str


class Found(NamedTuple):
    """What stands at a place of a text, and where it ends."""

    terminal: str
    value: Word | Figure | int
    end: int


@dataclass(frozen=True, slots=True)
class Statistic:
    """One row of ``statistics.tsv``: how it is printed, and what values it may have."""

    key: str
    symbols: tuple[tuple[str, str], ...]
    french: str
    null: Decimal | None
    minimum: Decimal | None
    maximum: Decimal | None


@dataclass(frozen=True, slots=True)
class Unit:
    """One row of ``units.tsv``: its UCUM code, and how it is printed after a figure, and after a one."""

    ucum: str
    symbols: tuple[str, ...]
    english: str
    french: str
    one_en: str
    one_fr: str


def same_signs(text: str) -> str:
    """Return a text of the same length in which blanks, dashes and signs that mean one thing are one sign."""
    return text.translate(_SAME)


def symbols_of(cell: str) -> Iterator[tuple[str, str]]:
    """Return the symbols of a cell, each with the adjustment that it says: ``OR|aOR=adjusted``.

    >>> list(symbols_of("OR|aOR=adjusted"))
    [('OR', ''), ('aOR', 'adjusted')]
    """
    for part in cell.split("|"):
        symbol, _, adjustment = part.strip().partition("=")
        if symbol:
            yield symbol, adjustment


def _decimal(cell: str | None) -> Decimal | None:
    return Decimal(cell) if cell else None


def _is_free(symbol: str) -> bool:
    """Return whether a symbol is found with capitals too."""
    return symbol == symbol.lower() and sum(map(str.isalpha, symbol)) > 3


def _ends_in_word(symbol: str, text: str, end: int) -> bool:
    """Return whether a symbol that ends at ``end`` is only the beginning of a longer word or number."""
    last, after = symbol[-1], text[end : end + 1]
    return (last.isalpha() and after.isalpha()) or (last.isdecimal() and after.isdecimal())


@dataclass(frozen=True)
class Lexicon:
    """The words of printed values; ``Lexicon.of(vocabulary)`` makes it once for a vocabulary."""

    statistics: dict[str, Statistic]
    units: dict[str, Unit]
    parsed: dict[str, Quantity] = field(default_factory=dict, repr=False, compare=False)
    """Each value that was read, by its text: papers print few values that differ."""
    shown: dict[Quantity, tuple[str, str]] = field(default_factory=dict, repr=False, compare=False)
    """How each value that was read is shown in English and French."""

    @staticmethod
    def of(vocabulary: Vocabulary) -> Lexicon:
        """Return the lexicon of a vocabulary."""
        return vocabulary.lexicon

    @staticmethod
    def read(terms: Iterable[Term]) -> Lexicon:
        """Return the lexicon that the rows of statistics and units make."""
        statistics: dict[str, Statistic] = {}
        units: dict[str, Unit] = {}
        for term in terms:
            cells = term.extra
            if term.file == "statistics":
                limits = (_decimal(cells.get(name)) for name in ("null", "minimum", "maximum"))
                symbols = tuple(symbols_of(cells.get("symbols", "")))
                statistics[term.key] = Statistic(term.key, symbols, term.short_fr, *limits)
            elif term.file == "units":
                code, names = cells.get("ucum", ""), tuple(s for s, _ in symbols_of(cells.get("symbols", "")))
                units[code] = Unit(
                    code, names, term.label_en, term.label_fr, cells.get("one_en", ""), cells.get("one_fr", "")
                )
        return Lexicon(statistics, units)

    def null_value(self, statistic: str) -> Decimal | None:
        """Return the value of no effect of a statistic: 1 for a ratio, 0 for a difference; None where it has none."""
        found = self.statistics.get(statistic)
        return found.null if found else None

    @cached_property
    def words(self) -> dict[str, dict[str, Word]]:
        """Return what each word is, by terminal."""
        found: dict[str, dict[str, Word]] = {}
        for symbol, word in (*_GRAMMAR_WORDS, *self._rows()):
            found.setdefault(" ".join(same_signs(symbol).split()), {}).setdefault(word.terminal, word)
        return found

    def _rows(self) -> Iterator[tuple[str, Word]]:
        """Return the symbols of statistics and units."""
        for statistic in self.statistics.values():
            terminal = "P" if statistic.key == P_VALUE else "STATISTIC"
            for symbol, adjustment in statistic.symbols:
                yield symbol, Word(terminal, statistic.key, adjustment)
        for unit in self.units.values():
            for symbol in unit.symbols:
                yield symbol, Word("PERCENT" if unit.ucum == PERCENT else "UNIT", unit.ucum)

    @cached_property
    def _by_first(self) -> dict[str, list[tuple[str, bool]]]:
        """Return the words by first character, longest first, each with whether it is found with capitals too."""
        found: dict[str, list[tuple[str, bool]]] = {}
        for word in sorted(self.words, key=len, reverse=True):
            free = _is_free(word)
            found.setdefault(word[0], []).append((word, free))
            if free and word[0].upper() != word[0]:
                found.setdefault(word[0].upper(), []).append((word, True))
        return found

    def _word_at(self, text: str, at: int) -> str:
        """Return the longest word that stands at a place, or an empty one."""
        for word, free in self._by_first.get(text[at : at + 1], ()):
            end = at + len(word)
            same = text.startswith(word, at) or (free and text[at:end].lower() == word)
            if same and not _ends_in_word(word, text, end):
                return word
        return ""

    def find(self, text: str, at: int, allowed: Container[str]) -> Found | None:
        """Return the longest word or figure at a place: one that may stand there, or else any; None if there is none.

        ``text`` has been through ``same_signs``.
        """
        found = [*self._figures(text, at), *self._words(text, at)]
        fitting = [item for item in found if item.terminal in allowed] or found
        # at the head of a value, where "adjusted" may stand, "range" is the statistic; later it names an interval
        first = "STATISTIC" if "ADJUSTMENT" in allowed else "INTERVAL"
        return max(fitting, key=lambda item: (item.end, item.terminal == first), default=None)

    def _figures(self, text: str, at: int) -> Iterator[Found]:
        if match := _FIGURE.match(text, at):
            yield Found("NUMBER", _figure(match), match.end())
        if match := _POWER.match(text, at):
            power = match["plain"] or match["raised"].translate(_SUPERSCRIPTS)
            yield Found("POWER", int(power), match.end())

    def _words(self, text: str, at: int) -> Iterator[Found]:
        symbol = self._word_at(text, at)
        for word in self.words.get(symbol, {}).values():
            yield self._with_repetition(text, at + len(symbol), word)

    def _with_repetition(self, text: str, end: int, word: Word) -> Found:
        """Return a word, together with its own short form in brackets if that follows: ``odds ratio [OR]``."""
        found = Found(word.terminal, word, end)
        opening = _OPENING.match(text, end)
        symbol = self._word_at(text, opening.end()) if opening else ""
        short = self.words.get(symbol, {}).get(word.terminal)
        if opening is None or short is None or short.means != word.means:
            return found
        closing = _CLOSING[opening[1]].match(text, opening.end() + len(symbol))
        adjusted = word._replace(adjustment=word.adjustment or short.adjustment)
        return Found(word.terminal, adjusted, closing.end()) if closing else found

    def nearest(self, word: str, terminals: Container[str]) -> str:
        """Return the word that was probably meant, of those that may stand there; empty if none is near."""
        known = [w for w, meanings in self.words.items() if any(t in terminals for t in meanings)]
        small = same_signs(word).lower()
        for candidate in known:
            if candidate.lower() == small:
                return candidate
        near = difflib.get_close_matches(small, [w for w in known if len(w) > 2], n=1, cutoff=0.7)
        return near[0] if near else ""


def _figure(match: re.Match[str]) -> Figure:
    if grouped := match["grouped"]:
        digits = grouped.replace(",", "").replace(" ", "") + (match["after"] or "")
        style = "grouped" if grouped.count(",") == 1 and not match["after"] else ""
    elif match["comma"]:
        digits, style = match["comma"].replace(",", "."), "comma"
    else:
        digits = match["plain"]
        style = "point" if "." in digits or "·" in digits else ""
    if match["after"]:
        style = "point"
    return Figure(shifted(Decimal(digits.replace("·", ".")), int(match["power"] or 0)), style)


def shifted(value: Decimal, power: int) -> Decimal:
    """Return a decimal times a power of ten, exactly: no digit is rounded off."""
    sign, digits, exponent = value.as_tuple()
    return Decimal((sign, digits, int(exponent) + power)) if power else value


def run_at(text: str, at: int) -> str:
    """Return the word or sign that stands at a place, to quote it."""
    match = _RUN.match(text, at)
    return match[0] if match else text[at : at + 1]
