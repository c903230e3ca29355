"""Reading figures and times: values as printed, p-values, time windows, sides of a result and predictors."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mi2ld import names
from mi2ld.dossier import fields as form
from mi2ld.dossier.quantity import Lexicon, ValueFault, check_quantity, parse_quantity
from mi2ld.dossier.reading import UNSTATED, Pairs, Reading
from mi2ld.dossier.units import unit_fault
from mi2ld.dossier.yaml import MappingNode, Node, ScalarNode
from mi2ld.model import GroupValue, Marker, Moment, Predictor, PValue, Quantity, Window
from mi2ld.problems import Problem, Where

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from mi2ld.dossier.vocabulary import Term, Vocabulary

SIC = "[sic]"
_LENGTH = re.compile(r"(?<![^\W_])([0-9]+(?:[.,][0-9]+)?)[ -]?([^\W\d_]+)")
_NAME_A_GROUP = "name a group, or make one of kind reference"
TIME_UNITS = ("h", "d", "wk", "mo", "a")
"""The UCUM codes that the length of a time window may be given in."""


class ValueReading(Reading):
    """Reads everything that has a figure in it."""

    def __init__(self, path: str, vocabulary: Vocabulary) -> None:
        """Make ready to read a file with the words and symbols of a vocabulary."""
        super().__init__(path, vocabulary)
        self.lexicon = Lexicon.of(vocabulary)

    # --- figures ---------------------------------------------------------------------------------------------

    def quantity(self, node: Node, what: str, *, of: str = "", fix: str = "") -> Quantity | None:
        """Return the figure that a scalar prints; a fault is told at its character.

        ``of`` and ``fix`` say what must stand there and how it is written, where that is more than any figure. A figure marked ``[sic]`` is the document's own misprint: it is read, and not asked whether it can be.
        """
        text = self.scalar(node, what)
        if text is None:
            return None
        sic = text.endswith(SIC)
        try:
            found = parse_quantity(text.removesuffix(SIC).rstrip(), self.lexicon)
        except ValueFault as fault:
            at = self.where(node)
            quoted = 1 if getattr(node, "style", None) in ("'", '"') else 0
            where = Where(at.path, at.line, at.column + fault.offset + quoted)
            if of and fault.code == "D402":
                self.error(where, fault.code, f"{text!r} is no {of}", fix)
            else:
                self.error(where, fault.code, fault.what, fault.fix)
            return None
        if sic:
            return replace(found, sic=True)
        serious = False
        for finding in check_quantity(found, self.lexicon):
            serious = serious or finding.level == "error"
            self.problems.append(Problem(self.where(node), finding.level, finding.code, finding.what, finding.fix))
        return None if serious else found

    def quantities(self, node: Node, what: str) -> tuple[Quantity, ...]:
        """Return the figures of a scalar or of a list of them."""
        found = (self.quantity(item, what) for item in self.items(node))
        return tuple(q for q in found if q is not None)

    def p_value(self, node: Node) -> PValue | None:
        """Return a p-value: ``0.03``, ``< 0.001``, or the words ``significant`` and ``not significant``."""
        text = self.scalar(node, "p")
        if text is None:
            return None
        printed = text if text.lower().startswith("p") else f"p {text}" if text[:1] in "<>=≤≥sn" else f"p = {text}"
        shift = len(printed) - len(text)
        try:
            found = parse_quantity(printed, self.lexicon)
        except ValueFault as fault:
            at = self.where(node)
            column = at.column + max(0, fault.offset - shift)
            self.error(Where(at.path, at.line, column), "D412", f"{text!r} is no p-value: {fault.what}", fault.fix)
            return None
        if found.p is None or found.value is not None:
            fix = "write p: 0.03, < 0.001, significant, or not significant"
            self.error(node, "D412", f"{text!r} is no p-value", fix)
            return None
        for finding in check_quantity(found, self.lexicon):
            self.problems.append(Problem(self.where(node), finding.level, finding.code, finding.what, finding.fix))
        return found.p

    def whole(self, node: Node, what: str) -> int | None:
        """Return a whole number of things, from 1 on."""
        text = self.scalar(node, what)
        if text is None:
            return None
        if not text.isascii() or not text.isdigit() or len(text) > 9 or int(text) < 1:
            self.error(node, "D413", f"{text!r} is no whole number", f"write {what}: 12")
            return None
        return int(text)

    # --- times -----------------------------------------------------------------------------------------------

    def when(self, node: Node, classes: tuple[str, ...], what: str) -> Term | Window | None:
        """Return a named time frame, or a window that a mapping gives."""
        if not isinstance(node, MappingNode):
            return None if self._is_length(node) else self.term(node, classes, what)
        pairs = self.pairs(node, what, form.WINDOW_PARTS)
        sides = [name for name in ("after", "before") if name in pairs]
        if len(sides) != 1:
            fix = "write one of after: EVENT and before: EVENT (or unstated)"
            self.error(node, "D411", f"the window of {what!r} has {len(sides)} events", fix)
            return None
        event: Term | None = None
        event_node = pairs[sides[0]][1]
        unstated = isinstance(event_node, ScalarNode) and event_node.value == UNSTATED
        if not unstated:
            event = self.term(event_node, ("Event",), sides[0])
            if event is None:
                return None
        return self._window(node, sides[0], event, pairs)

    def _window(self, node: Node, side: str, event: Term | None, pairs: Pairs) -> Window | None:
        given = [name for name in ("at", "within", "from", "to") if name in pairs]
        if given not in ([], ["at"], ["within"], ["from"], ["to"], ["from", "to"]):
            fix = "write at, or within, or from and to"
            self.error(node, "D411", f"a window has not {' and '.join(given)} together", fix)
            return None
        lengths = {name: self._length(pairs[name][1], name) for name in given}
        if None in lengths.values():
            return None
        ends = {name: (q.value, q.unit) for name, q in lengths.items() if q is not None}
        units = {unit for _, unit in ends.values()}
        if len(units) > 1:
            self.error(node, "D411", "the ends of a window have two units", "give both in one unit")
            return None
        first, last = ends.get("at") or ends.get("from"), ends.get("at") or ends.get("within") or ends.get("to")
        start, end = (first[0] if first else None), (last[0] if last else None)
        if start is not None and end is not None and start > end:
            self.error(node, "D411", "the window ends before it starts", "write the smaller length under from")
            return None
        unit = units.pop() if units else ""
        lengths_key = "-".join(f"{n}-{_slug(ends[n][0])}" for n in given)
        key = "-".join(x for x in (lengths_key, unit, side, event.key if event else UNSTATED) if x)
        return Window(side, event, start, end, unit, key)

    def _is_length(self, node: Node) -> bool:
        """Return whether a length of time stands where a time must, after telling of it."""
        text = node.value if isinstance(node, ScalarNode) else ""
        length = _LENGTH.search(text) if text not in self.vocabulary.terms else None
        if length is None:
            return False
        shown = f"{length[1]} {length[2]}"
        try:
            unit = parse_quantity(shown, self.lexicon).unit
        except ValueFault:
            return False
        if unit not in TIME_UNITS:
            return False
        fix = f"write {{at: {shown}, after: EVENT}} or {{within: {shown}, after: EVENT}}; after may be unstated"
        self.error(node, "D301", f"{text!r} is a length of time, and no time", fix)
        return True

    def _length(self, node: Node, what: str) -> Quantity | None:
        found = self.quantity(node, what)
        if found is None:
            return None
        if found.unit not in TIME_UNITS or found.bound != "=" or found.value is None or found.intervals:
            fix = "write a length of time, as 6 months"
            self.error(node, "D411", f"{found.printed!r} is no length of time", fix)
            return None
        return found

    def moment(self, node: Node, classes: tuple[str, ...], what: str) -> Moment | None:
        """Return one end of a trend: a time, alone or with the figure found then."""
        where = self.where(node)
        if not isinstance(node, MappingNode) or not any(k.value == "when" for k, _ in node.value):
            return Moment(self._time_or_unstated(node, classes, what), (), where)
        pairs = self.pairs(node, what, ("when", "value"))
        time = self._time_or_unstated(pairs["when"][1], classes, what)
        figures = self.quantities(pairs["value"][1], "value") if "value" in pairs else ()
        return Moment(time, figures, self.where(pairs["value"][1]) if "value" in pairs else where)

    def _time_or_unstated(self, node: Node, classes: tuple[str, ...], what: str) -> Term | Window | None:
        if isinstance(node, ScalarNode) and node.value == UNSTATED:
            return None
        return self.when(node, classes, what)

    # --- sides and predictors --------------------------------------------------------------------------------

    def _group_key(self, node: Node, field: form.Field) -> str:
        """Return the key of a group; a mapping or a list names one, so the word ``unstated`` is none there."""
        if not isinstance(node, ScalarNode) or node.value != UNSTATED:
            return self.reference(node, "groups", "group")
        fix = _NAME_A_GROUP
        if field.unstated:
            fix = f"write {field.name}: {UNSTATED}" + (", and study: KEY" if field.name == "group" else "")
        self.error(node, "D303", f"{UNSTATED!r} is no group, and figures are of one", fix)
        return ""

    def group(self, node: Node, field: form.Field) -> GroupValue | None:
        """Return one side of a result: a group's key, alone or with its figures."""
        if isinstance(node, ScalarNode):
            key = self._group_key(node, field)
            return GroupValue(key, self.where(node)) if key else None
        pairs = self.pairs(node, "group", form.GROUP_PARTS)
        if "is" not in pairs:
            self.error(node, "D206", "'is' is missing", "write {is: GROUP, value: FIGURE}")
            return None
        key = self._group_key(pairs["is"][1], field)
        figures = self.quantities(pairs["value"][1], "value") if "value" in pairs else ()
        where = self.where(pairs["value"][1] if "value" in pairs else node)
        quantifier, inferred, note = None, False, {}
        if "quantifier" in pairs:
            value = pairs["quantifier"][1]
            if isinstance(value, MappingNode):
                inner = self.pairs(value, "quantifier", ("is", "inferred", "note"))
                if "is" in inner:
                    quantifier = self.term(inner["is"][1], ("Quantifier",), "quantifier")
                inferred = "inferred" in inner and self.boolean(inner["inferred"][1], "inferred")
                note = self.notes(inner["note"][1]) if "note" in inner else {}
            else:
                quantifier = self.term(value, ("Quantifier",), "quantifier")
        effects = self.quantities(pairs["effect"][1], "effect") if "effect" in pairs else ()
        p = self.p_value(pairs["p"][1]) if "p" in pairs else None
        faulty = "value" in pairs and not figures
        return GroupValue(key, where, figures, quantifier, inferred, tuple(note.items()), effects, p, faulty)

    def marker(self, node: Node, field: form.Field) -> Marker | None:
        """Return a marker: a measure, with its threshold where one is given."""
        if isinstance(node, ScalarNode):
            measure = self.term(node, field.classes, field.name)
            return Marker(measure, None) if measure else None
        pairs = self.pairs(node, field.name, ("is", "value", "at", "said", "inferred", "note"))
        if "is" not in pairs:
            self.error(node, "D206", f"'is' is missing in {field.name}", "write {is: MEASURE, value: FIGURE}")
            return None
        measure = self.term(pairs["is"][1], field.classes, field.name)
        figure = self.quantity(pairs["value"][1], "value") if "value" in pairs else None
        if measure is not None and figure is not None:
            self._check_unit(measure, figure, pairs["value"][1])
        return Marker(measure, figure) if measure else None

    def _check_unit(self, measure: Term, figure: Quantity, node: Node) -> None:
        if found := unit_fault(measure, figure, self.lexicon):
            self.error(node, "D611", *found)

    def predictor(self, node: Node, classes: tuple[str, ...]) -> Predictor | None:
        """Return one predictor of an outcome, with what is said of it."""
        if isinstance(node, ScalarNode):
            kind = self.term(node, classes, "from")
            return Predictor(kind, self.where(node)) if kind else None
        pairs = self.pairs(node, "a predictor", tuple(form.PREDICTOR_PARTS))
        if "is" not in pairs:
            self.error(node, "D206", "'is' is missing", "write {is: KIND, value: FIGURE}")
            return None
        into: dict[str, Any] = {}
        unstated: set[str] = set()
        for name, (_, value) in pairs.items():
            self.field(form.PREDICTOR_PARTS[name], value, into, unstated)
        if "is" not in into:
            return None
        if "threshold" in into:
            self._check_unit(into["is"], into["threshold"], pairs["threshold"][1])
        return Predictor(
            kind=into["is"],
            where=self.where(pairs["value"][1] if "value" in pairs else node),
            threshold=into.get("threshold"),
            per=into.get("per"),
            versus=into.get("versus"),
            quantities=into.get("value", ()),
            p=into.get("p"),
            direction=into.get("direction"),
            direction_unstated="direction" in unstated,
            significance=into.get("significance"),
            faulty=any(name not in into and name not in unstated for name in pairs),
        )

    # --- one field -------------------------------------------------------------------------------------------

    def field(self, field: form.Field, node: Node, into: dict[str, Any], unstated: set[str]) -> None:
        """Read one field of a fact into ``into``, or into ``unstated``."""
        if isinstance(node, ScalarNode) and node.value == UNSTATED and field.read != "moment":
            if field.unstated:
                unstated.add(field.name)
            else:
                fix = "leave the field out" if not field.required else "write its value"
                fix = _NAME_A_GROUP if field.read in ("group", "groups") else fix
                self.error(node, "D407", f"{field.name!r} cannot be unstated", fix)
        elif field.read == "direction":
            self._direction(node, into)
        else:
            value = self._read(field, node)
            if value is not None and value != ():
                into[field.name] = value

    def _read(self, field: form.Field, node: Node) -> Any:
        """Return the value of a field, by how it is read."""
        name, classes = field.name, field.classes
        if field.read == "term":
            return self.terms(node, classes, name) if field.many else self.term(node, classes, name)
        if field.read == "groups":
            return tuple(g for item in self.items(node) if (g := self.group(item, field)) is not None)
        if field.read == "predictors":
            return tuple(p for item in self.items(node) if (p := self.predictor(item, classes)) is not None)
        readers: dict[str, Callable[[], Any]] = {
            "group": lambda: self.group(node, field),
            "when": lambda: self.when(node, classes, name),
            "moment": lambda: self.moment(node, classes, name),
            "value": lambda: self.quantity(node, name),
            "values": lambda: self.quantities(node, name),
            "p-value": lambda: self.p_value(node),
            "whole": lambda: self.whole(node, name),
            "boolean": lambda: self.boolean(node, name),
            "facts": lambda: tuple(self.reference(item, "facts", "fact") for item in self.items(node)),
            "study": lambda: self.reference(node, "studies", "study"),
            "source": lambda: self.reference(node, "sources", name),
        }
        return readers[field.read]()

    def _direction(self, node: Node, into: dict[str, Any]) -> None:
        """Read a direction, or a word that means an aspect and a direction."""
        word = self.term(node, ("Direction", "DirectionWord"), "direction")
        if word is None:
            return
        if "Direction" in word.classes:
            into["direction"] = word
            return
        terms = self.vocabulary.terms
        into["direction"] = terms[word.extra["direction"]]
        aspect = terms[word.extra["aspect"]]
        if "aspect" in into and into["aspect"] != (aspect,):
            what = f"direction {word.key!r} means the aspect {aspect.key!r}"
            self.error(node, "D408", what, "delete aspect, or name the direction alone")
        into["aspect"] = (aspect,)


def _slug(value: Decimal | None) -> str:
    return names.slug(f"x{value}").removeprefix("x")
