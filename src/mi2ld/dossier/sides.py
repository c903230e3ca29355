"""What may stand at which side of a fact: nothing that is typed is dropped, and no p-value is tied to what it may not belong to.

In:   the records of a dossier, read without a fault.
Out:  a problem for each figure at a place where it would be lost (code D622) or could mean two things (D623).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mi2ld.model import GroupValue
from mi2ld.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mi2ld.model import Dossier, Fact
    from mi2ld.problems import Where

_TAKEN: dict[tuple[str, str], frozenset[str]] = {
    ("compare", "group"): frozenset({"value", "quantifier"}),
    ("compare", "versus"): frozenset({"value", "effect", "p"}),
    ("proportion", "group"): frozenset({"value", "quantifier"}),
    ("measure", "group"): frozenset({"value", "quantifier"}),
    ("change", "group"): frozenset({"value", "quantifier"}),
}
"""What a side of a kind of fact takes beside its group; every other side takes the group alone."""


def _groups(fact: Fact, name: str) -> tuple[GroupValue, ...]:
    value = fact.fields.get(name)
    if isinstance(value, GroupValue):
        return (value,)
    return tuple(item for item in value if isinstance(item, GroupValue)) if isinstance(value, tuple) else ()


def _given(side: GroupValue) -> list[str]:
    found = (("value", side.quantities), ("quantifier", side.quantifier), ("effect", side.effects), ("p", side.p))
    return [name for name, value in found if value]


def _lost(fact: Fact) -> Iterator[Problem]:
    """Return a problem for each part of a side that this kind of fact does not take there."""
    for name in ("group", "versus"):
        taken = _TAKEN.get((fact.kind, name), frozenset())
        if name == "versus" and fact.fields.get("jointly"):
            taken = frozenset({"value"})
        for side in _groups(fact, name):
            for part in _given(side):
                if part not in taken:
                    what = f"{part!r} of {side.group!r} has no place under {name!r} of {fact.kind}"
                    yield Problem(side.where, "error", "D622", what, _mend(fact, name, part))


def _mend(fact: Fact, name: str, part: str) -> str:
    if fact.kind == "compare" and name == "group":
        return "write it at the group under versus that it is of"
    if fact.kind == "compare" and part in ("effect", "p"):
        return f"write {part}: under the fact, since all its groups are compared at once"
    if fact.kind in ("correlate", "diagnose", "pool") and part == "value":
        return "write value: under the fact"
    if fact.kind == "trend" and part == "value":
        return "write it under from and to: {when: …, value: …}"
    return "state it as a fact of its own"


def _unclear(fact: Fact) -> Iterator[Problem]:
    """Return a problem for each figure that stands for several results, or beside another of its kind."""
    fields = fact.fields
    if fact.kind == "compare" and len(_groups(fact, "versus")) > 1 and not fields.get("jointly"):
        for name in ("effect", "p"):
            if name in fields:
                what = f"{name!r} stands for {len(_groups(fact, 'versus'))} comparisons"
                fix = f"write {name}: at the group under versus that it is of, or jointly: true if it is of all at once"
                yield Problem(_at(fact, name), "error", "D623", what, fix)
    if fact.kind == "predict" and len(fields.get("from", ())) > 1:
        for name in ("p", "significance"):
            if name in fields:
                what = f"{name!r} stands for {len(fields['from'])} predictors"
                yield Problem(_at(fact, name), "error", "D623", what, f"write {name}: at each predictor that it is of")
    own = [(q, "p" in fields) for q in (*fields.get("effect", ()), *fields.get("value", ()))]
    own += [(q, "p" in fields or side.p is not None) for side in _groups(fact, "versus") for q in side.effects]
    for quantity, another in own:
        if another and quantity.p is not None and quantity.p.value is not None:
            what = f"{quantity.printed!r} has a p-value, and another stands beside it"
            yield Problem(_at(fact, "p"), "error", "D623", what, "keep one of the two")


def _at(fact: Fact, name: str) -> Where:
    return fact.places.get(name, fact.where)


def check_sides(dossier: Dossier) -> list[Problem]:
    """Return what stands where it would be lost, or where it could mean two things."""
    return [p for fact in dossier.facts.values() for check in (_lost, _unclear) for p in check(fact)]
