"""Whether a figure is in a unit that its measure is given in.

In:   a row of ``measures.tsv`` (column ``units``), a figure, and the lexicon.
Out:  what is wrong with the unit, in words: units by their labels, not by their codes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mi2ld.dossier.lexicon import Lexicon
    from mi2ld.dossier.vocabulary import Term
    from mi2ld.model import Quantity

NO_UNIT = "1"
"""The UCUM code of a bare number."""


def unit_name(code: str, lexicon: Lexicon) -> str:
    """Return the English label of a unit, or its code where it has no row."""
    if code == NO_UNIT:
        return "no unit"
    unit = lexicon.units.get(code)
    return unit.english if unit else code


def _any_of(words: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def unit_fault(measure: Term, figure: Quantity, lexicon: Lexicon) -> tuple[str, str] | None:
    """Return what is wrong with the unit of a figure of a measure, and the mend; None where nothing is.

    A kind that is no measure, or a measure with no units in its row, takes any.
    """
    units = [u for u in measure.extra.get("units", "").split("|") if u]
    if not units or figure.unit in units or figure.is_percentage:
        return None
    names = _any_of([unit_name(code, lexicon) for code in units])
    if figure.unit == NO_UNIT:
        what = f"{figure.printed!r} has no unit; {measure.key!r} is in {names}"
        return what, f"write the unit too, as {figure.printed} {unit_name(units[0], lexicon)}"
    what = f"{figure.printed!r} is in {unit_name(figure.unit, lexicon)}; {measure.key!r} is in {names}"
    return what, "write one of its units, or add the unit to the row in ontology/templates/measures.tsv"
