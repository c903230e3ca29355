"""Labels: every node's English and French label, in telegraphic form, from the labels of the vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mi2ld.dossier.vocabulary import Term
    from mi2ld.model import Quantity

Label = tuple[str, str]
"""English, French."""

SEPARATOR = " · "
VERSUS: Label = ("vs", "vs")
UNSTATED_COMPARATOR: Label = ("vs comparator not stated", "vs comparateur non précisé")
_UNITS: dict[str, Label] = {
    "a": ("years", "ans"),
    "mo": ("months", "mois"),
    "wk": ("weeks", "semaines"),
    "d": ("days", "jours"),
}


def of_term(term: Term) -> Label:
    """Return the short labels of a term."""
    return term.short_en, term.short_fr


def of_quantity(quantity: Quantity) -> Label:
    """Return a figure as it is shown in each language: French has a space before % and a decimal comma."""
    bound = "" if quantity.bound == "=" else quantity.bound
    number = format(quantity.value, "f")
    french = number.replace(".", ",")
    if quantity.denominator is not None:
        return f"{bound}{number}/{quantity.denominator}", f"{bound}{french}/{quantity.denominator}"
    if quantity.is_percentage:
        return f"{bound}{number}%", f"{bound}{french} %"
    english_unit, french_unit = _UNITS.get(quantity.unit, ("", ""))
    return f"{bound}{number} {english_unit}".strip(), f"{bound}{french} {french_unit}".strip()


def join(*parts: Label | None, separator: str = SEPARATOR) -> Label:
    """Return the labels joined; missing parts are left out.

    >>> join(("fever", "fièvre"), None, ("lower", "plus bas"))
    ('fever · lower', 'fièvre · plus bas')
    """
    kept = [part for part in parts if part is not None and part[0]]
    return separator.join(p[0] for p in kept), separator.join(p[1] for p in kept)


def listed(labels: list[Label]) -> Label:
    """Return several labels as one, joined by a plus sign."""
    return join(*labels, separator=" + ")
