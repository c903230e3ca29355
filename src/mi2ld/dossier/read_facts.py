"""Reading what documents state: facts, and the places where each document says them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mi2ld.dossier import fields as form
from mi2ld.dossier.read_values import ValueReading
from mi2ld.dossier.reading import UNSTATED, Pairs
from mi2ld.dossier.yaml import Node, ScalarNode
from mi2ld.model import Fact, Said
from mi2ld.problems import is_failing, suggest

if TYPE_CHECKING:
    from mi2ld.dossier.vocabulary import Term

_SAID = ("at", "omits", "as", "hedge", "qualifier", "wording", "reading", "by")


class FactReading(ValueReading):
    """Reads facts and what is said of them."""

    def said(self, node: Node, kind: form.FactKind | None) -> tuple[Said, ...]:
        """Return each place of a ``said``."""
        found: list[Said] = []
        for key, (key_node, value) in self.pairs(node, "said").items():
            self.references.append(("documents", key, self.where(key_node)))
            for item in self.items(value):
                if (said := self._said_once(key, key_node, item, kind)) is not None:
                    found.append(said)
        return tuple(found)

    def _said_once(self, document: str, key_node: Node, node: Node, kind: form.FactKind | None) -> Said | None:
        if isinstance(node, ScalarNode):
            place = self.place(node)
            return Said(document, place, self.where(key_node)) if place else None
        pairs = self.pairs(node, f"what {document} says", _SAID)
        if "at" not in pairs:
            self.error(node, "D206", "'at' is missing", "add at: START-END~DIGEST")
            return None
        place = self.place(pairs["at"][1])
        if place is None:
            return None
        said = Said(document, place, self.where(key_node))
        for key, (_, value) in pairs.items():
            if key == "omits":
                said.omits = self._omits(value, kind)
            elif key == "as":
                said.changes = self._changes(value, kind)
            elif key == "hedge":
                said.hedge, said.hedge_words = self._hedge(value)
            elif key == "qualifier":
                said.qualifiers = self.terms(value, ("Qualifier",), "qualifier")
            elif key == "wording":
                said.wording = self.term(value, ("Wording",), "wording")
            elif key == "reading":
                said.reading = self.term(value, ("Reading",), "reading")
            elif key == "by":
                said.by = self.reference(value, "publications", "by")
        return said

    def _omits(self, node: Node, kind: form.FactKind | None) -> tuple[str, ...]:
        found = []
        for item in self.items(node):
            name = self.scalar(item, "an omitted field")
            if name is None:
                continue
            known = [f.name for f in kind.fields if f.unstated or not f.required] if kind else []
            if name not in known:
                fix = f"name a field of this fact: {', '.join(known)}" if known else "delete omits"
                self.error(item, "D203", f"unknown field {name!r} in omits{suggest(name, known)}", fix)
            else:
                found.append(name)
        return tuple(found)

    def _changes(self, node: Node, kind: form.FactKind | None) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, (key_node, value) in self.pairs(node, "as").items():
            field = None
            if kind is not None:
                field = kind.main if key in form.FACT_KINDS and form.FACT_KINDS[key] is kind else kind.find(key)
            if field is None:
                known = [f.name for f in kind.fields] if kind else []
                fix = f"name a field of this fact: {', '.join(known)}" if known else "delete as"
                self.error(key_node, "D203", f"unknown field {key!r} in as{suggest(key, known)}", fix)
            elif isinstance(value, ScalarNode) and value.value == UNSTATED:
                self.error(value, "D407", f"{key!r} cannot be unstated under as", f"write omits: [{key}]")
            else:
                self.field(field, value, found, set())
        return found

    def _hedge(self, node: Node) -> tuple[Term | None, str]:
        pairs = self.pairs(node, "hedge", ("is", "words"))
        for name in ("is", "words"):
            if name not in pairs:
                fix = "write hedge: {is: KIND, words: the words that hedge}"
                self.error(node, "D206", f"{name!r} is missing in hedge", fix)
        kind = self.term(pairs["is"][1], ("HedgeKind",), "hedge") if "is" in pairs else None
        words = self.scalar(pairs["words"][1], "words") if "words" in pairs else None
        if words and len(words.split()) > 5:
            self.error(pairs["words"][1], "D406", "a hedge is at most five words", "keep the hedging words alone")
        return kind, words or ""

    # --- facts -----------------------------------------------------------------------------------------------

    def fact(self, key: str, key_node: Node, node: Node) -> Fact | None:
        """Return a fact, or None where its kind cannot be told."""
        pairs = self.pairs(node, f"fact {key!r}")
        kinds = [name for name in pairs if name in form.FACT_KINDS or name == "claim"]
        known = [*form.FACT_KINDS, "claim"]
        if len(kinds) != 1:
            found = "no kind" if not kinds else f"the kinds {' and '.join(kinds)}"
            near = next((s for name in pairs if (s := suggest(name, known))), "")
            self.error(
                key_node, "D207", f"fact {key!r} has {found}{near}", f"give it exactly one of: {', '.join(known)}"
            )
            return None
        kind_name = kinds[0]
        into: dict[str, Any] = {}
        unstated: set[str] = set()
        kind = self._kind(kind_name, pairs, into)
        if kind is None:
            return None
        allowed = (kind_name, *(f.name for f in kind.fields), *form.COMMON)
        for name, (name_node, _) in pairs.items():
            if name not in allowed:
                fix = f"use one of: {', '.join(allowed)}"
                self.error(name_node, "D203", f"unknown key {name!r} in {kind_name}{suggest(name, allowed)}", fix)
        if kind_name != "claim":
            self.field(kind.main, pairs[kind_name][1], into, unstated)
        # direction is read after aspect, so that the two can be compared
        for field in sorted(kind.fields, key=lambda f: f.name == "direction"):
            if field.name in pairs:
                self.field(field, pairs[field.name][1], into, unstated)
            elif field.required:
                may = " (or unstated)" if field.unstated else ""
                self.error(key_node, "D206", f"{field.name!r} is missing in fact {key!r}", f"add {field.name}: …{may}")
        self._check_fact(key_node, kind_name, into, unstated | (set(pairs) - set(into)))
        fact = Fact(
            key=key,
            kind=kind_name,
            where=self.where(key_node),
            fields=into,
            unstated=frozenset(unstated),
            said=self.said(pairs["said"][1], kind) if "said" in pairs else (),
            study=self.reference(pairs["study"][1], "studies", "study") if "study" in pairs else "",
            reported_by=into.pop("reported-by", ""),
            note=self.notes(pairs["note"][1]) if "note" in pairs else {},
            places={name: self.where(value) for name, (_, value) in pairs.items()},
        )
        if not fact.said and not is_failing(self.problems):
            self.error(key_node, "D206", f"'said' is missing in fact {key!r}", "add said: {document: PLACE}")
        named = {*into.get("of", ()), *into.get("because", ())} if kind_name == "claim" else set()
        if key in named:
            self.error(key_node, "D305", f"claim {key!r} is about itself", "name other facts")
        for name in ("broader-than", "aligned-with"):
            if name in pairs:
                links = tuple(self.reference(item, "facts", name) for item in self.items(pairs[name][1]))
                if key in links:
                    self.error(pairs[name][0], "D305", f"fact {key!r} is {name} itself", "name another fact")
                setattr(fact, name.replace("-", "_"), links)
        return fact

    def _kind(self, name: str, pairs: Pairs, into: dict[str, Any]) -> form.FactKind | None:
        if name != "claim":
            return form.FACT_KINDS[name]
        word = self.scalar(pairs["claim"][1], "claim")
        if word is None:
            return None
        if word not in form.CLAIM_KINDS:
            what = f"{word!r} is no kind of claim{suggest(word, form.CLAIM_KINDS)}"
            self.error(pairs["claim"][1], "D302", what, f"use one of: {', '.join(form.CLAIM_KINDS)}")
            return None
        into["claim"] = word
        return form.FactKind(form.Field("claim", "claim"), form.CLAIM_KINDS[word])

    def _check_fact(self, node: Node, kind: str, into: dict[str, Any], unstated: set[str]) -> None:
        """Check what a kind of fact asks of its fields together; ``unstated`` has those that could not be read too."""
        checks = {
            "compare": self._check_compare,
            "associate": self._check_associate,
            "correlate": self._check_correlate,
            "proportion": self._check_sides,
            "measure": self._check_sides,
            "trend": self._check_trend,
            "predict": self._check_predict,
        }
        if kind in checks:
            checks[kind](node, into, unstated)

    def _check_aspect(self, node: Node, kind: str, into: dict[str, Any]) -> None:
        """Tell of a direction without an aspect; what an antibody or a measure is higher in is its level."""
        if "direction" not in into or "aspect" in into:
            return
        fix = "add aspect: …, or use a word such as less-frequent"
        if (topic := into.get("topic")) is not None:
            measures = [t.key for t in self.vocabulary if t.extra.get("measure_of") == f"mi2:{topic.local}"]
            if measures:
                fix = f"add aspect: level, or name the measure and its aspect: {kind}: {' or '.join(measures)}"
            elif {"AntibodyKind", "MeasureKind"} & set(topic.classes):
                fix = "add aspect: level"
        self.error(node, "D408", f"direction {into['direction'].key!r} has no aspect", fix)

    def _check_compare(self, node: Node, into: dict[str, Any], _unstated: set[str]) -> None:
        self._check_aspect(node, "compare", into)
        if "group" in into and into["group"].group in {g.group for g in into.get("versus", ())}:
            what = f"group {into['group'].group!r} is compared with itself"
            self.error(node, "D410", what, "name another group under versus, or write unstated")
        if len(into.get("aspect", ())) > 1:
            self.error(node, "D408", "a comparison has one aspect", "write one fact per aspect")
        if into.get("jointly") and len(into.get("versus", ())) < 2:
            self.error(node, "D206", "a joint comparison has two comparators or more", "add a group to versus")

    def _check_associate(self, node: Node, into: dict[str, Any], unstated: set[str]) -> None:
        given = [n for n in ("direction", "severity") if n in into or n in unstated]
        if len(given) != 1:
            fix = "add one: direction: … (or unstated)"
            self.error(node, "D206", "an association has a direction or a severity", fix)

    def _check_correlate(self, node: Node, into: dict[str, Any], unstated: set[str]) -> None:
        if len(into.get("variables", (1, 2))) < 2:
            self.error(node, "D206", "a correlation has two variables or more", "add a variable")
        if "sign" in into and len(into.get("variables", ())) > 2:
            self.error(node, "D409", "one sign cannot hold for three variables", "write sign: unstated")
        figures = [
            q for q in into.get("value", ()) if q.value is not None and q.statistic != "coefficient-of-determination"
        ]
        coefficient = figures[0].value if figures else None
        if "sign" not in into and "sign" not in unstated:
            if coefficient is None and "value" not in unstated:
                self.error(node, "D206", "a correlation has a sign or a value", "add sign: … (or unstated)")
            elif coefficient:
                into["sign"] = self.vocabulary.terms["positive" if coefficient > 0 else "negative"]

    def _check_sides(self, node: Node, into: dict[str, Any], unstated: set[str]) -> None:
        for side in into.get("group", ()):
            if not (side.quantities or side.faulty or side.quantifier or "quantifier" in {*into, *unstated}):
                fix = "add value to the group, or quantifier (or unstated)"
                self.error(node, "D206", f"group {side.group!r} has neither a value nor a quantifier", fix)

    def _check_trend(self, node: Node, into: dict[str, Any], _unstated: set[str]) -> None:
        ends = [n for n in ("from", "to") if n in into]
        if "across" in into and ends:
            self.error(node, "D415", "a trend runs over time or across a measure, not both", "keep one of them")
        elif "across" not in into and len(ends) < 2:
            fix = "add from: WHEN and to: WHEN (or unstated), or across: MEASURE"
            self.error(node, "D415", "a trend has no two ends", fix)
        self._check_aspect(node, "trend", into)

    def _check_predict(self, node: Node, into: dict[str, Any], _unstated: set[str]) -> None:
        for predictor in into.get("from", ()):
            said = predictor.quantities or predictor.p or predictor.direction or predictor.significance
            if not said and not predictor.direction_unstated and not predictor.faulty:
                what = f"nothing is said of the predictor {predictor.kind.key!r}"
                self.error(predictor.where, "D206", what, "add its value, p, significance or direction (or unstated)")
