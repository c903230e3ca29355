"""The record of a proposal, and what is done with all proposals of a text: alike ones joined, each given a key.

In:   proposals in reading order.
Out:  the same, by key; a value names its group where the words beside it fit one group alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mi2ld.curate.figures import Figure
    from mi2ld.curate.passages import Clause
    from mi2ld.curate.words import Mention
    from mi2ld.model import Quantity

OPEN = "?"
"""Stands where the words near the figure do not tell."""

_N_EQUALS = re.compile(r"^[nN]\s*=\s*")
_SIGNS = (("has", "pos"), ("lacks", "neg"))


@dataclass(slots=True)
class Proposal:
    """What a figure, or several that are set against each other, may state.

    ``section`` is where the entry would stand, ``fields`` what it would hold, ``near`` the keys that its clause names,
    ``unknown`` the antibodies and HPO terms that are no row of the vocabulary.
    """

    section: str
    kind: str
    figures: list[Figure]
    fields: dict[str, Any]
    near: tuple[str, ...]
    unknown: tuple[str, ...]
    said: dict[str, Clause] = field(default_factory=dict)
    sides: list[dict[str, Any]] = field(default_factory=list)
    """What stands beside each value of a fact: the antibodies and the diagnosis that its group may have."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A clause with what was found in it."""

    text: str
    clause: Clause
    mentions: tuple[Mention, ...]
    figures: tuple[Figure, ...]

    def before(self, figure: Figure, floor: int = 0) -> str:
        """Return the words before a figure, from the start of the clause."""
        return self.text[max(self.clause.start, floor) : figure.start]

    def after(self, figure: Figure) -> str:
        """Return the words after a figure, up to the next one or the end of the clause."""
        return self.text[figure.end : self.window(figure)[1]]

    def window(self, figure: Figure) -> tuple[int, int]:
        """Return from where to where a figure is the nearest: after the one before, to the one after."""
        at = next(number for number, other in enumerate(self.figures) if other.start == figure.start)
        start = self.figures[at - 1].end if at else self.clause.start
        end = self.figures[at + 1].start if at + 1 < len(self.figures) else self.clause.end
        return start, end


def is_p(figure: Figure) -> bool:
    """Return whether a figure is a p-value and nothing more."""
    return figure.quantity.p is not None and figure.quantity.value is None and not figure.quantity.intervals


def p_text(printed: str) -> str:
    """Return a p-value as the field ``p`` of a fact has it."""
    return re.sub(r"^[pP](?:[\s-]?value)?\s*(?:=\s*)?", "", printed)


def is_count(quantity: Quantity) -> bool:
    """Return whether a value is a whole number and nothing more: of persons, or of what else is counted."""
    bare = quantity.numerator is None and not quantity.intervals and quantity.p is None and quantity.unit == "1"
    whole = quantity.value is not None and "." not in quantity.printed and quantity.value == int(quantity.value)
    return bare and whole and quantity.statistic in ("", "count") and not quantity.is_percentage


def number_of(figure: Figure) -> str:
    """Return a count without its ``n =``."""
    return _N_EQUALS.sub("", figure.value)


def is_share(quantity: Quantity) -> bool:
    """Return whether a value is a part of a whole."""
    return quantity.is_percentage or quantity.numerator is not None


def is_comparable(one: Quantity, other: Quantity) -> bool:
    """Return whether two values may be set against each other: both shares, or of one unit."""
    shares = [is_share(q) for q in (one, other)]
    return all(shares) or (not any(shares) and one.unit == other.unit)


def merge_alike(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Return the proposals; a group or a study that two documents state alike is one, with both places."""
    found: list[Proposal] = []
    for proposal in proposals:
        twin = next((p for p in found if _is_twin(p, proposal)), None)
        if twin is None:
            found.append(proposal)
        else:
            twin.said.update(proposal.said)
            twin.figures.extend(proposal.figures)
    return found


def _is_twin(one: Proposal, other: Proposal) -> bool:
    alike = one.section == other.section != "facts" and one.fields == other.fields
    return alike and not set(one.said) & set(other.said)


def name_proposals(proposals: Sequence[Proposal]) -> dict[str, Proposal]:
    """Return the proposals by key: a group's from its antibodies or diagnosis, a fact's from its topic.

    A value whose neighbouring words fit one proposed group, and no other, then names that group; where there is no
    group but a study, a lone value is of the study's population.
    """
    named: dict[str, Proposal] = {}
    for proposal in proposals:
        stem = _stem_of(proposal)
        key, number = stem, 1
        while key in named:
            number += 1
            key = f"{stem}-{number}"
        named[key] = proposal
    groups = {key: p.fields for key, p in named.items() if p.section == "groups"}
    whole = "" if groups or "study" not in named else "study"
    for proposal in proposals:
        if proposal.section == "facts":
            _name_groups(proposal, groups, whole)
    return named


def _stem_of(proposal: Proposal) -> str:
    fields = proposal.fields
    if proposal.section == "groups":
        signs = [f"{key.removeprefix('anti-')}-{sign}" for name, sign in _SIGNS for key in fields.get(name, ())[:1]]
        return "-".join(signs) or str(fields.get("diagnosis") or fields.get("population") or "group")
    main = fields.get(proposal.kind, OPEN)
    topic = main[0] if isinstance(main, list) else main
    if proposal.section == "studies":
        return "study"
    return f"{proposal.kind}-figure" if topic == OPEN else f"{topic}-{proposal.kind}"[:50].rstrip("-")


def _name_groups(proposal: Proposal, groups: dict[str, dict[str, Any]], whole: str) -> None:
    fields = proposal.fields
    if whole and "versus" not in fields:
        fields["group"] = {**fields["group"], "is": whole} if isinstance(fields["group"], dict) else whole
        return
    slots = [fields.get("group"), *(fields["versus"] if isinstance(fields.get("versus"), list) else ())]
    for slot, beside in zip(slots, proposal.sides, strict=False):
        fitting = [key for key, group in groups.items() if _fits(beside, group)]
        if isinstance(slot, dict) and beside and len(fitting) == 1:
            slot["is"] = fitting[0]
    sides = [slot["is"] for slot in slots if isinstance(slot, dict)]
    if len(set(sides)) < len(sides) and OPEN not in sides:  # one group is never set against itself
        for slot in slots[1:]:
            if isinstance(slot, dict):
                slot["is"] = OPEN


def _fits(beside: dict[str, Any], group: dict[str, Any]) -> bool:
    if beside.get("diagnosis", group.get("diagnosis")) != group.get("diagnosis"):
        return False
    return all(set(beside.get(name, ())) <= set(group.get(name, ())) for name in ("has", "lacks"))
