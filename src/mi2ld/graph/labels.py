"""Labels: every node's English and French label, in telegraphic form, from the labels of the vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mi2ld.dossier.quantity import show_quantity
from mi2ld.model import Window

if TYPE_CHECKING:
    from decimal import Decimal

    from mi2ld.dossier.quantity import Lexicon
    from mi2ld.dossier.vocabulary import Term
    from mi2ld.model import Quantity

Label = tuple[str, str]
"""English, French."""

SEPARATOR = " · "
VERSUS: Label = ("vs", "vs")
PER: Label = ("per", "par")
UNSTATED_TIME: Label = ("time not stated", "période non précisée")
WITHOUT: Label = ("without", "sans")
UNSTATED_COMPARATOR: Label = ("vs comparator not stated", "vs comparateur non précisé")
_UNITS: dict[str, Label] = {
    "a": ("years", "ans"),
    "mo": ("months", "mois"),
    "wk": ("weeks", "semaines"),
    "d": ("days", "jours"),
    "h": ("hours", "heures"),
}
_SIDES: dict[str, Label] = {"after": ("after", "après"), "before": ("before", "avant")}
_UNSTATED_EVENT: Label = ("an event not stated", "un événement non précisé")


def of_term(term: Term) -> Label:
    """Return the short labels of a term."""
    return term.short_en, term.short_fr


def of_quantity(quantity: Quantity, lexicon: Lexicon) -> Label:
    """Return a figure as it is shown in each language: French has a space before % and a decimal comma."""
    found = lexicon.shown.get(quantity)
    if found is None:
        found = show_quantity(quantity, lexicon, "en"), show_quantity(quantity, lexicon, "fr")
        lexicon.shown[quantity] = found
    return found


def comma(value: Decimal) -> str:
    """Return a decimal as French prints it."""
    return format(value, "f").replace(".", ",")


def of_window(window: Window) -> Label:
    """Return how a time window is called: ``6 months after treatment start``."""
    units = _UNITS.get(window.unit, ("", ""))
    event = of_term(window.event) if window.event else _UNSTATED_EVENT
    en, fr = _SIDES[window.side]
    if window.start is not None and window.start == window.end:
        length = f"{window.start} {units[0]} ", f"{comma(window.start)} {units[1]} "
    elif window.start is not None and window.end is not None:
        length = (
            f"{window.start} to {window.end} {units[0]} ",
            f"{comma(window.start)} à {comma(window.end)} {units[1]} ",
        )
    elif window.end is not None:
        length = f"within {window.end} {units[0]} ", f"dans les {comma(window.end)} {units[1]} "
    elif window.start is not None:
        length = f"from {window.start} {units[0]} ", f"à partir de {comma(window.start)} {units[1]} "
    else:
        length = "", ""
    return f"{length[0]}{en} {event[0]}", f"{length[1]}{fr} {event[1]}"


def of(item: Term | Window) -> Label:
    """Return the label of a term or a time window."""
    return of_window(item) if isinstance(item, Window) else of_term(item)


def join(*parts: Label | None, separator: str = SEPARATOR) -> Label:
    """Return the labels joined; missing parts are left out.

    >>> join(("fever", "fièvre"), None, ("lower", "plus bas"))
    ('fever · lower', 'fièvre · plus bas')
    """
    kept = [part for part in parts if part is not None and part[0]]
    return separator.join([p[0] for p in kept]), separator.join([p[1] for p in kept])


def listed(labels: list[Label]) -> Label:
    """Return several labels as one, joined by a plus sign."""
    return join(*labels, separator=" + ")
