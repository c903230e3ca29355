"""What the figures of a dossier say of each other: sizes, units, scales, directions and signs.

In:   the records of a dossier, read without a fault.
Out:  a problem for each contradiction, at the figure that shows it (codes D610 to D620).

A figure alone is checked where it is read (``quantity.check_quantity``); here it is held against its group, its measure
and the words that stand beside it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from mi2ld.dossier.lexicon import PERCENT
from mi2ld.dossier.plausible import candidate_counts
from mi2ld.dossier.units import NO_UNIT, unit_fault, unit_name
from mi2ld.model import GroupValue, Marker, Moment, Quantity
from mi2ld.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from mi2ld.dossier.quantity import Lexicon
    from mi2ld.dossier.vocabulary import Term
    from mi2ld.model import Dossier, Fact
    from mi2ld.problems import Where

_ALPHA = Decimal("0.05")
_UP, _DOWN = "higher", "lower"
_OTHER_WAY_ROUND = ("condition", "survival", "time-to-event", "duration", "speed")
"""Aspects of which more may show as a smaller figure: a better course is a lower hazard."""
_UNLIKE = ([{PERCENT}, {NO_UNIT}], [{NO_UNIT}, {PERCENT}])
_ALIKE = ("no-difference", "comparable", "equivalent")

Sizes = dict[str, "int | None"]
"""The exact size of each group and study, where all documents state one."""


def _size(dossier: Dossier, group: str) -> int | None:
    """Return the exact size that all documents state of a group, or None."""
    entity = dossier.groups.get(group) or dossier.studies.get(group)
    sizes = [a.values[0] for a in entity.attributes if a.name == "size" and a.values] if entity else []
    exact = {q.value for q in sizes if q.bound == "="}
    return int(exact.pop()) if len(exact) == 1 and len(sizes) == 1 else None


def _as_sides(value: object) -> tuple[GroupValue, ...]:
    return value if isinstance(value, tuple) else (value,) if isinstance(value, GroupValue) else ()


def sides(fact: Fact) -> tuple[GroupValue, ...]:
    """Return every group that a fact gives a figure of: its groups, then its comparators."""
    return (*_as_sides(fact.fields.get("group")), *_as_sides(fact.fields.get("versus")))


def _measured(fact: Fact) -> Iterator[tuple[Term, Quantity, Where]]:
    """Return each figure that is a value of the fact's topic, with its place."""
    topic = fact.fields.get("topic")
    if topic is None or fact.kind not in ("measure", "compare", "trend"):
        return
    for side in sides(fact):
        for quantity in side.quantities:
            yield topic, quantity, side.where
    for name in ("from", "to"):
        moment = fact.fields.get(name)
        if isinstance(moment, Moment):
            for quantity in moment.quantities:
                yield topic, quantity, moment.where


def _check_sizes(sizes: Sizes, fact: Fact, _lexicon: Lexicon) -> Iterator[Problem]:
    for side in sides(fact):
        size = sizes.get(side.group)
        for quantity in side.quantities:
            counted = _counted(fact, quantity)
            if quantity.sic:
                continue
            if size is not None and counted is not None and counted > size:
                what = f"{quantity.printed!r} counts {counted} of {side.group!r}, which has {size} members"
                yield Problem(side.where, "error", "D610", what, "correct the count or the size; one of them is wrong")


def _counted(fact: Fact, quantity: Quantity) -> int | None:
    """Return how many members a figure is of, or counts; a bare number counts them where nothing is measured."""
    if quantity.denominator is not None or quantity.numerator is not None:
        return quantity.denominator if quantity.denominator is not None else quantity.numerator
    bare = quantity.unit == NO_UNIT and quantity.statistic in ("", "count") and quantity.bound not in ("<", "≤")
    if bare and quantity.value is not None and not quantity.value % 1 and _is_share_of_group(fact):
        return int(quantity.value)
    return None


def _is_share_of_group(fact: Fact) -> bool:
    """Return whether the figures of a fact say how many of a group, since its topic is no measure."""
    if fact.kind not in ("compare", "proportion", "change"):
        return False
    topic = fact.fields.get("topic")
    topics = fact.fields.get("outcomes", ()) if topic is None else (topic,)
    return not any("MeasureKind" in term.classes for term in topics)


def _check_shares(_sizes: Sizes, fact: Fact, lexicon: Lexicon) -> Iterator[Problem]:
    """Return a problem for each share of a group that is in a unit; a rate or a named statistic may be."""
    if not _is_share_of_group(fact):
        return
    for side in sides(fact):
        for quantity in side.quantities:
            unit = quantity.unit
            if unit in (NO_UNIT, PERCENT) or unit.startswith(("/", "%/")) or quantity.statistic or quantity.sic:
                continue
            what = f"{quantity.printed!r} is in {unit_name(unit, lexicon)}, and a share of a group is a count or a %"
            fix = "write it alone, as 41, 41% or 41/100; a figure in a unit is of a measure, or of a statistic it names"
            yield Problem(side.where, "error", "D619", what, fix)


def _form(quantity: Quantity, statistics: Iterable[str]) -> str:
    """Return ``%`` for a percentage, ``1`` for a bare number that may be one too, else nothing."""
    if quantity.sic or quantity.value is None:
        return ""
    if quantity.is_percentage:
        return PERCENT
    bare = quantity.unit == NO_UNIT and quantity.denominator is None and quantity.statistic in statistics
    return NO_UNIT if bare else ""


def _forms(side: GroupValue, other: GroupValue) -> set[str]:
    """Return the forms of a side's figures; a bare number of another statistic than the other side's is none."""
    statistics = ("", "count", *(q.statistic for q in other.quantities))
    return {_form(q, statistics) for q in side.quantities}


def _check_forms(_sizes: Sizes, fact: Fact, _lexicon: Lexicon) -> Iterator[Problem]:
    """Warn of a comparison in which one side is a percentage and the other a bare number."""
    if fact.kind != "compare" or "group" not in fact.fields:
        return
    group = fact.fields["group"]
    for side in _as_sides(fact.fields.get("versus")):
        if [_forms(group, side), _forms(side, group)] in _UNLIKE:
            shown = " and ".join(repr(s.quantities[0].printed) for s in (group, side))
            what = f"of {shown}, one side is a percentage, the other is not"
            fix = "see whether one of them lacks its %, or is a count"
            yield Problem(side.where, "warning", "D620", what, fix)


def _check_counts(sizes: Sizes, fact: Fact, _lexicon: Lexicon) -> Iterator[Problem]:
    """Warn of a share of a whole group that no number of its members gives, or not the number that is printed."""
    if fact.kind not in ("compare", "proportion", "change"):
        return
    for side in sides(fact):
        size = sizes.get(side.group)
        for quantity in side.quantities:
            if size is None or not _is_share(quantity) or quantity.value is None:
                continue
            counts = candidate_counts(quantity.value, size)
            if counts and quantity.numerator in (None, *counts):
                continue
            shown = f'"{quantity.printed} [sic]"'
            fix = f"see whether it counts fewer members; if it is printed so, write {shown} and a note"
            what = f"no count out of the {size} of {side.group!r} gives {quantity.printed}"
            if quantity.numerator is not None:
                share = round(100 * Decimal(quantity.numerator) / size, 1)
                what = f"{quantity.numerator} of the {size} of {side.group!r} are {share}%, not {quantity.value}%"
            yield Problem(side.where, "warning", "D616", what, fix)


def _is_share(quantity: Quantity) -> bool:
    """Return whether a figure is a share of a group with no denominator of its own."""
    plain = quantity.is_percentage and quantity.statistic in ("", "percentage") and quantity.bound == "="
    within = quantity.value is not None and 0 <= quantity.value <= 100
    return plain and within and quantity.denominator is None and not quantity.sic


def _check_units(_sizes: Sizes, fact: Fact, lexicon: Lexicon) -> Iterator[Problem]:
    for topic, quantity, where in (*_measured(fact), *_thresholds(fact)):
        if found := unit_fault(topic, quantity, lexicon):
            yield Problem(where, "error", "D611", *found)


def _thresholds(fact: Fact) -> Iterator[tuple[Term, Quantity, Where]]:
    """Return the threshold of a fact, with what it is a value of; those of predictors are checked where they are read."""
    topic, threshold = fact.fields.get("topic") or fact.fields.get("test"), fact.fields.get("threshold")
    if topic is not None and threshold is not None:
        yield topic, threshold, fact.places["threshold"]


def _check_scales(_sizes: Sizes, fact: Fact, _lexicon: Lexicon) -> Iterator[Problem]:
    for topic, quantity, where in _measured(fact):
        low, high = topic.extra.get("scale_low"), topic.extra.get("scale_high")
        beyond = quantity.value is not None and (
            (low and quantity.value < Decimal(low)) or (high and quantity.value > Decimal(high))
        )
        if beyond and not quantity.sic and quantity.statistic in ("", "mean", "median") and not quantity.is_percentage:
            what = f"{quantity.printed!r} is off the scale of {topic.key!r}, {low or '…'} to {high or '…'}"
            yield Problem(where, "error", "D617", what, "correct the figure, or the scale in the measure's row")


def _compare(value: Decimal, other: Decimal | int) -> int:
    return (value > other) - (value < other)


def _sign(quantity: Quantity, lexicon: Lexicon) -> int | None:
    """Return on which side of no effect a figure lies: 1, -1 or 0; None where its statistic has no such point."""
    null = lexicon.null_value(quantity.statistic)
    if null is None or quantity.value is None or quantity.bound != "=" or quantity.sic:
        return None
    return _compare(quantity.value, null)


def _against(first: tuple[Quantity, ...], second: tuple[Quantity, ...]) -> int | None:
    """Return whether the first figure is above the second, where the two can be compared."""
    if not first or not second:
        return None
    a, b = first[0], second[0]
    comparable = a.statistic == b.statistic and a.unit == b.unit and a.is_percentage == b.is_percentage
    if not comparable or a.value is None or b.value is None or {a.bound, b.bound} != {"="} or a.sic or b.sic:
        return None
    if a.denominator and b.denominator and not a.is_percentage:
        return _compare(a.value * b.denominator, b.value * a.denominator)
    return _compare(a.value, b.value)


def _contradicts(direction: str, sign: int | None) -> bool:
    return sign is not None and ((direction == _UP and sign < 0) or (direction == _DOWN and sign > 0))


def _directed(fact: Fact, lexicon: Lexicon) -> Iterator[tuple[Term, str, int | None, Where]]:
    """Return each direction with a figure that should bear it out: words, figure, its sign and its place."""
    fields = fact.fields
    direction = fields.get("direction")
    if any(aspect.key in _OTHER_WAY_ROUND for aspect in fields.get("aspect", ())):
        return
    if direction is not None:
        for quantity in (*fields.get("effect", ()), *(fields.get("value", ()) if fact.kind == "pool" else ())):
            place = fact.places.get("effect") or fact.places.get("value") or fact.where
            yield direction, quantity.printed, _sign(quantity, lexicon), place
    if direction is not None and fact.kind == "compare":
        for side in fields.get("versus", ()):
            shown = " and ".join(q.printed for s in (fields["group"], side) for q in s.quantities[:1])
            yield direction, shown, _against(fields["group"].quantities, side.quantities), side.where
            for quantity in side.effects:
                yield direction, quantity.printed, _sign(quantity, lexicon), side.where
    if direction is not None and fact.kind == "trend" and "from" in fields and "to" in fields:
        start, end = fields["from"], fields["to"]
        shown = " and ".join(q.printed for m in (start, end) for q in m.quantities[:1])
        yield direction, shown, _against(end.quantities, start.quantities), end.where
    if fact.kind == "predict":
        for predictor in fields.get("from", ()):
            if predictor.direction is not None:
                for quantity in predictor.quantities:
                    yield predictor.direction, quantity.printed, _sign(quantity, lexicon), predictor.where


def _check_directions(_sizes: Sizes, fact: Fact, lexicon: Lexicon) -> Iterator[Problem]:
    for direction, shown, sign, where in _directed(fact, lexicon):
        if _contradicts(direction.key, sign):
            what = f"direction {direction.key!r} contradicts {shown}"
            yield Problem(where, "error", "D612", what, "correct the direction, the order of the groups, or the figure")


def _check_sign(_sizes: Sizes, fact: Fact, _lexicon: Lexicon) -> Iterator[Problem]:
    sign = fact.fields.get("sign")
    if sign is None or fact.kind != "correlate":
        return
    wanted = _UP if sign.key == "positive" else _DOWN
    for quantity in fact.fields.get("value", ()):
        if quantity.value is not None and not quantity.sic and _contradicts(wanted, _compare(quantity.value, 0)):
            what = f"sign {sign.key!r} contradicts {quantity.printed!r}"
            yield Problem(fact.places.get("value", fact.where), "error", "D613", what, "correct the sign or the figure")


def _check_absence(_sizes: Sizes, fact: Fact, _lexicon: Lexicon) -> Iterator[Problem]:
    direction, p = fact.fields.get("direction"), fact.fields.get("p")
    effects = fact.fields.get("effect", ())
    values = [p, *(q.p for q in effects)]
    small = any(v is not None and v.value is not None and v.value < _ALPHA and v.bound in "=<≤" for v in values)
    if direction is not None and direction.key in _ALIKE and small:
        place = fact.places.get("p") or fact.places.get("effect") or fact.where
        what = f"direction {direction.key!r} stands beside a p-value below 0.05"
        yield Problem(place, "warning", "D614", what, "see whether the document says that the groups differ")


def _check_arms(dossier: Dossier) -> Iterator[Problem]:
    """Return a problem for each study whose arms hold more members than it has."""
    for key, study in dossier.studies.items():
        total = _size(dossier, key)
        arms = [k for k, g in dossier.groups.items() if g.study == key and g.kind == "StudyArm"]
        sizes = [size for arm in arms if (size := _size(dossier, arm)) is not None]
        if total is not None and sum(sizes) > total:
            where = next(a.where for a in study.attributes if a.name == "size")
            what = f"the arms of {key!r} have {sum(sizes)} members, and the study has {total}"
            yield Problem(where, "error", "D615", what, "correct a size, or make overlapping groups subgroups")


def _check_groups(dossier: Dossier) -> Iterator[Problem]:
    """Return a warning for each group that nothing stated tells from another of the same study."""
    seen: dict[tuple[object, ...], str] = {}
    for key, group in dossier.groups.items():
        if group.label or group.kind == "PooledPopulation":
            continue
        traits = sorted(
            (a.name, _shown(value)) for a in group.attributes for value in a.values if a.name not in ("size", "role")
        )
        other = seen.setdefault((group.study, group.kind, *traits), key)
        if other != key:
            what = f"nothing tells group {key!r} from group {other!r}"
            yield Problem(group.where, "warning", "D618", what, "add what the members share, or label: {en: …, fr: …}")


def _shown(value: object) -> str:
    """Return what tells one value of an attribute from another."""
    if isinstance(value, Marker):
        return f"{value.measure.key} {value.printed}"
    return str(getattr(value, "key", None) or getattr(value, "printed", value))


_CHECKS: tuple[Callable[[Sizes, Fact, Lexicon], Iterator[Problem]], ...] = (
    _check_sizes,
    _check_counts,
    _check_shares,
    _check_forms,
    _check_units,
    _check_scales,
    _check_directions,
    _check_sign,
    _check_absence,
)


def check_dossier(dossier: Dossier, lexicon: Lexicon) -> list[Problem]:
    """Return what the figures of a dossier contradict: each other, their groups, their measures, or the words."""
    found = [*_check_arms(dossier), *_check_groups(dossier)]
    sizes = {key: _size(dossier, key) for key in (*dossier.groups, *dossier.studies)}
    for fact in dossier.facts.values():
        for check in _CHECKS:
            found.extend(check(sizes, fact, lexicon))
    return found
