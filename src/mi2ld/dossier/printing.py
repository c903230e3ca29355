"""Values in print: one canonical form, which reads back as the same value, and a French one for labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mi2ld.dossier.lexicon import PERCENT, TITRE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from mi2ld.dossier.lexicon import Lexicon
    from mi2ld.model import Interval, PValue, Quantity

_ORDER = (
    "",
    "StandardDeviation",
    "StandardError",
    "ConfidenceInterval",
    "CredibleInterval",
    "InterquartileRange",
    "ValueRange",
)
_WORDS = {
    "en": {
        "StandardDeviation": "SD",
        "StandardError": "SE",
        "ConfidenceInterval": "CI",
        "CredibleInterval": "CrI",
        "InterquartileRange": "IQR",
        "ValueRange": "range",
        "Significant": "significant",
        "NotSignificant": "not significant",
        "adjusted": "adjusted",
        "crude": "crude",
        "to": " to ",
    },
    "fr": {
        "StandardDeviation": "ET",
        "StandardError": "ES",
        "ConfidenceInterval": "IC",
        "CredibleInterval": "ICr",
        "InterquartileRange": "EIQ",
        "ValueRange": "étendue",
        "Significant": "significatif",
        "NotSignificant": "non significatif",
        "adjusted": "ajusté",
        "crude": "brut",
        "to": " à ",
    },
}


SMALLEST_PLAIN_POWER = -4
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def lexical(value: Decimal) -> str:
    """Return the canonical lexical form of a decimal: no trailing zeros, no exponent.

    >>> from decimal import Decimal
    >>> lexical(Decimal("112.50")), lexical(Decimal("60.0"))
    ('112.5', '60')
    """
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def ordered(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return intervals in the order in which they are printed: spreads, then ends, by kind."""
    return tuple(sorted(intervals, key=lambda i: (i.spread is None, _ORDER.index(i.kind))))


def print_quantity(quantity: Quantity, lexicon: Lexicon) -> str:
    """Return a value in canonical print; ``parse_quantity`` reads it as the same value, but for ``printed``."""
    return _Printer(quantity, lexicon, "en").text()


def show_quantity(quantity: Quantity, lexicon: Lexicon, language: str) -> str:
    """Return a value as it is shown to readers of a language: in English its canonical print.

    French has a decimal comma, a space before ``%``, ``:`` and ``;``, and its own words (IC à 95 %, EIQ, ET, médiane).
    """
    return _Printer(quantity, lexicon, language).text()


class _Printer:
    """Prints one value in one language."""

    def __init__(self, quantity: Quantity, lexicon: Lexicon, language: str) -> None:
        self.quantity = quantity
        self.lexicon = lexicon
        self.french = language == "fr"
        self.words = _WORDS["fr" if self.french else "en"]

    def text(self) -> str:
        """Return the whole: head, figure, and what stands in brackets."""
        quantity = self.quantity
        if quantity.value is None and not quantity.intervals:
            return "; ".join(self._p(quantity.p)) if quantity.p else ""
        figure, rest = self._figure()
        inner = [self._share(), *map(self._interval, rest), *(self._p(quantity.p) if quantity.p else ())]
        brackets = (" ; " if self.french else "; ").join(filter(None, inner))
        return " ".join(filter(None, (self._head(), figure, f"({brackets})" if brackets else "")))

    def _head(self) -> str:
        quantity = self.quantity
        statistic = self.lexicon.statistics.get(quantity.statistic)
        adjustment = self.words.get(quantity.adjustment, "")
        if statistic is None:
            return quantity.statistic
        if self.french:
            return f"{statistic.french} {adjustment}".strip()
        for symbol, adjusted in statistic.symbols:
            if adjusted == quantity.adjustment:
                return symbol
        return f"{adjustment} {statistic.symbols[0][0]}".strip()

    # --- the figure ------------------------------------------------------------------------------------------

    def _figure(self) -> tuple[str, list[Interval]]:
        """Return the figure, and the intervals that it does not show."""
        quantity, rest = self.quantity, list(self.quantity.intervals)
        bound = "" if quantity.bound == "=" else quantity.bound
        if quantity.value is None:
            first = next((i for i in rest if i.kind == "ValueRange"), rest[-1])
            rest.remove(first)
            if first.kind == "ValueRange":
                return self._with_unit(self._ends(first), first.upper), rest
            return self._with_unit(self._interval(first), first.upper), rest
        if quantity.numerator is not None and (not quantity.is_percentage or quantity.denominator is None):
            total = "" if quantity.denominator is None else f"/{quantity.denominator}"
            return f"{bound}{quantity.numerator}{total}", rest
        if quantity.numerator is not None:
            return f"{bound}{quantity.numerator}/{quantity.denominator}", rest
        shown = bound + self._number(quantity.value)
        if rest and rest[0].spread is not None and not rest[0].kind:
            shown += f" ± {self._number(rest.pop(0).spread)}"
        return self._with_unit(shown, quantity.value), rest

    def _share(self) -> str:
        """Return the percentage behind a count."""
        quantity = self.quantity
        if quantity.numerator is None or not quantity.is_percentage or quantity.value is None:
            return ""
        return self._with_unit(self._number(quantity.value), quantity.value)

    def _with_unit(self, shown: str, value: Decimal | None) -> str:
        code = self.quantity.unit
        if code in ("1", TITRE):
            return shown
        if code == PERCENT:
            return f"{shown} %" if self.french else f"{shown}%"
        unit = self.lexicon.units.get(code)
        if unit is None:
            return f"{shown} {code}"
        single = unit.one_fr if self.french else unit.one_en
        symbol = unit.french if self.french else unit.symbols[0]
        if single and value is not None and self._is_one(value):
            symbol = single
        return f"{shown}{symbol}" if symbol.startswith(("-", "%")) and not self.french else f"{shown} {symbol}"

    def _is_one(self, value: Decimal) -> bool:
        """Return whether the singular follows: in English after 1, in French below 2."""
        return abs(value) < 2 if self.french else value == 1

    def _number(self, value: Decimal | None) -> str:
        if value is None:
            return ""
        shown = format(value, "f").replace("-", "−")
        if self.french:
            shown = shown.replace(".", ",")
        return f"1:{shown}" if self.quantity.unit == TITRE else shown

    # --- intervals and p -------------------------------------------------------------------------------------

    def _ends(self, interval: Interval) -> str:
        ends = [self._number(interval.lower), self._number(interval.upper)]
        return (self.words["to"] if any("−" in end for end in ends) else "–").join(ends)

    def _interval(self, interval: Interval) -> str:
        word = self.words.get(interval.kind, "")
        if interval.spread is not None:
            return f"{word or '±'} {self._plain(interval.spread)}"
        level = "" if interval.level is None else self._plain(interval.level)
        if level:
            word = f"{word} à {level} %" if self.french else f"{level}% {word}"
        return f"{word} {self._ends(interval)}".strip()

    def _plain(self, value: Decimal) -> str:
        shown = format(value, "f").replace("-", "−")
        return shown.replace(".", ",") if self.french else shown

    def _small(self, value: Decimal) -> str:
        """Return a p-value: below 0.0001 with a power of ten, since nobody counts zeros."""
        power = value.adjusted() if value else 0
        if power >= SMALLEST_PLAIN_POWER:
            return self._plain(value)
        return f"{self._plain(value.scaleb(-power))} × 10{str(power).translate(_RAISED)}"

    def _p(self, p: PValue | None) -> list[str]:
        """Return the p-value and the word for it, each if stated."""
        if p is None:
            return []
        word = self.words.get(p.significance, "")
        if p.value is None:
            return [f"p {word}"]
        return [f"p {p.bound} {self._small(p.value)}", *filter(None, [word])]
