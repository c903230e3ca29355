"""Builders, third storey: results, from what was counted and measured in groups."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mi2ld import names
from mi2ld.graph import labels
from mi2ld.graph.entities import EntityBuilder
from mi2ld.graph.nodes import ModelNode, PropositionNode
from mi2ld.model import GroupValue, Predictor, PValue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mi2ld.dossier.vocabulary import Term
    from mi2ld.graph.labels import Label
    from mi2ld.graph.statements import Slot
    from mi2ld.model import Fact, Moment, Quantity

_SETTING = ("when", "site", "by", "under", "endpoint", "analysis")
_TEST = ("p", "significance", "adjustment", "adjusted-for")
RELEVANT = {
    "group": (
        "topic",
        "outcomes",
        "variables",
        *_SETTING,
        "group",
        "versus",
        "quantifier",
        "threshold",
        "sign",
        "strength",
        "value",
        *_TEST,
    ),
    "comparison": ("topic", *_SETTING, "group", "aspect", "direction", "versus", "threshold", "effect", *_TEST),
    "trend": ("topic", *_SETTING, "from", "to", "across", "aspect", "direction", "effect", *_TEST),
    "effect": ("outcome", *_SETTING, "from", "aspect", *_TEST),
    "diagnostic": ("test", "for", *_SETTING, "threshold", "value", *_TEST),
    "pooled": ("topic", *_SETTING, "aspect", "direction", "value", "studies", "participants", *_TEST),
    "other": (
        "antibody",
        "with",
        "aspect",
        "direction",
        "severity",
        "in",
        "when",
        "of",
        "is",
        "among",
        "quantifier",
        "attribute",
    ),
}
"""The fields whose variation changes a proposition of each form; which groups it has stands in its key."""

_OMISSIONS = {
    "versus": "ComparatorNotStated",
    "when": "TimeFrameNotStated",
    "sign": "SignNotStated",
    "strength": "StrengthNotStated",
    "significance": "SignificanceNotStated",
    "direction": "DirectionNotStated",
    "group": "GroupNotStated",
    "aspect": "AspectNotStated",
    "under": "TreatmentNotStated",
    "site": "SiteNotStated",
    "quantifier": "QuantifierNotStated",
    "variables": "VariableNotStated",
    "threshold": "ThresholdNotStated",
}
_SHARES = (
    "",
    "percentage",
    "prevalence-proportion",
    "survival-probability",
    "event-free-survival",
    "cumulative-incidence",
)
"""The statistics whose percentage is a share of a group."""
_SPOKEN = {"outcomes": "change", "variables": "correlate", "topic": "of"}


class ResultBuilder(EntityBuilder):
    """Builds the propositions of each kind of result."""

    def _suffix(self, fact: Fact, document: str, changed: frozenset[str], form: str) -> str:
        """Return what a variant adds to the key of its proposition: nothing where no field of it differs."""
        if not document:
            return ""
        parts = []
        for name in RELEVANT[form]:
            if name in changed:
                words = _words(fact.fields.get(name))
                if words:
                    parts.append("-".join([_SPOKEN.get(name, name), *words]))
                elif name not in ("group", "versus"):
                    parts.append(f"{_SPOKEN.get(name, name)}-unstated")
        return "".join(f"--{part}" for part in parts)

    def _new(self, fact: Fact, key: str, kind: str, **fields: Any) -> PropositionNode:
        iri = self.mint("proposition", key)
        return PropositionNode(iri, (names.term(kind),), fact.where, notes=self._notes(fact.note), key=key, **fields)

    def _omits(self, fact: Fact, *wanted: str, also: Iterable[str] = ()) -> tuple[str, ...]:
        found = [_OMISSIONS[name] for name in wanted if name in fact.unstated]
        return tuple(dict.fromkeys(names.term(o) for o in (*found, *(_OMISSIONS[a] for a in also))))

    @staticmethod
    def _iri(fields: dict[str, Any], name: str) -> str | None:
        value = fields.get(name)
        return value.iri if value is not None else None

    def _circumstances(self, fact: Fact) -> dict[str, Any]:
        """Return the fields that every kind of result may have: when, where, how, and for which analysis."""
        fields = fact.fields
        return {
            "time_frame": self._time(fields.get("when"), fact.where),
            "site": self._iri(fields, "site"),
            "method": self._iri(fields, "by"),
            "treatment": self._iri(fields, "under"),
            "endpoint": self._iri(fields, "endpoint"),
            "analysis": self._iri(fields, "analysis"),
            "adjusted_for": tuple(t.iri for t in fields.get("adjusted-for", ())),
        }

    def _study_iri_of(self, group: str, fact: Fact) -> str | None:
        study = self._study_of(group) or fact.study
        return self.study_iri(study) if study else None

    @staticmethod
    def _significance(fields: dict[str, Any], *p_values: PValue | None) -> str | None:
        """Return the stated significance: its own field, or the word that stands for a p-value."""
        if "significance" in fields:
            return str(fields["significance"].iri)
        word = next((p.significance for p in p_values if p is not None and p.significance), "")
        return names.term(word) if word else None

    def _label(self, proposition: PropositionNode, *parts: Label | None) -> PropositionNode:
        if not proposition.label_en:
            proposition.label_en, proposition.label_fr = labels.join(*parts)
        return proposition

    def _shown(self, fields: dict[str, Any], *wanted: str) -> list[Label]:
        found: list[Label] = []
        for name in wanted:
            value = fields.get(name)
            for item in value if isinstance(value, tuple) else (value,):
                if item is not None:
                    found.append(labels.of(item))
        return found

    # --- one group -------------------------------------------------------------------------------------------

    def _result_class(self, fact: Fact, topic: Term, quantities: tuple[Quantity, ...]) -> str:
        """Return the class of a group's result, from the form of its figure and the role of its topic."""
        if not quantities:
            return "QualitativeResult"
        first = quantities[0]
        if fact.kind == "measure" or self._is_level(fact, topic):
            return "LevelResult"
        if first.unit.startswith("/"):  # UCUM writes "per" so: /10*3, /(10*3.a)
            return "RateResult"
        counted = first.denominator is not None or first.numerator is not None
        if first.is_percentage:
            return "FrequencyResult" if first.statistic in _SHARES else "LevelResult"
        bare = first.unit == "1" and first.statistic in ("", "count") and not first.intervals
        countable = fact.kind in ("change", "proportion") or "MeasureKind" not in topic.classes
        return "CountResult" if counted or (bare and countable) else "LevelResult"

    @staticmethod
    def _is_level(fact: Fact, topic: Term) -> bool:
        """Return whether a figure is the level of a measure, although it may be in percent, and not a share of a group."""
        aspects = {aspect.key for aspect in fact.fields.get("aspect", ())}
        shared = "threshold" in fact.fields or aspects & {"frequency", "risk", "prevalence"}
        return "MeasureKind" in topic.classes and fact.kind in ("compare", "trend") and not shared

    def _group_result(
        self,
        fact: Fact,
        side: GroupValue | None,
        document: str,
        changed: frozenset[str],
        topic: Term,
        outcomes: tuple[Term, ...] = (),
        *,
        moment: Moment | None = None,
        tag: str = "",
    ) -> PropositionNode:
        """Return what is stated of one group: a frequency, count, rate, level or quality.

        ``moment`` gives time and figures where they are not the fact's own; ``tag`` tells its proposition apart.
        """
        fields = fact.fields
        suffix = self._suffix(fact, document, changed, "group")
        key = (f"{fact.key}--{side.group}" if side else fact.key) + tag + suffix
        quantities = moment.quantities if moment else side.quantities if side else ()
        where = moment.where if moment else side.where if side else fact.where
        quantifier = fields.get("quantifier") or (side.quantifier if side and not side.quantifier_inferred else None)
        if moment or quantities:
            quantifier = None if side is None or side.quantifier is None else quantifier
        omitted = ["when", "group", "threshold", "quantifier"] + [n for n in ("under", "site") if n in changed]
        group = side.group if side else ""
        circumstances = self._circumstances(fact)
        if moment:
            circumstances["time_frame"] = self._time(moment.when, where)
        proposition = self._new(
            fact,
            key,
            self._result_class(fact, topic, quantities),
            topic=topic.iri,
            group=self.group_iri(group) if group else None,
            study=self._study_iri_of(group, fact) if group else self.study_iri(fact.study) if fact.study else None,
            quantifier=quantifier.iri if quantifier else None,
            severity=self._iri(fields, "severity"),
            outcomes=tuple(o.iri for o in outcomes),
            omits=self._omits(fact, *omitted, also=("when",) if moment and moment.when is None else ()),
            **circumstances,
        )
        if quantities and not proposition.estimates:
            if proposition.classes == (names.term("CountResult"),):
                quantities = tuple(_as_count(q) for q in quantities)
            named = proposition.classes != (names.term("LevelResult"),)
            proposition.estimates = self._estimates(key, quantities, where, named=named)
        threshold = fields.get("threshold")
        if threshold is not None and proposition.threshold is None:
            proposition.threshold = self._estimate(f"{key}--threshold", threshold, fact.where)
        subject = labels.listed([labels.of_term(o) for o in outcomes]) if outcomes else labels.of_term(topic)
        figure = labels.join(*(self.figure(q) for q in quantities), separator=", ")
        return self._label(
            proposition,
            subject if threshold is None else labels.join(subject, self.figure(threshold), separator=" "),
            figure if quantities else labels.of_term(quantifier) if quantifier else None,
            *self._shown(fields, "severity", "site", "by", "under", "analysis"),
            self.group_label(group) if group else None,
            labels.of(moment.when) if moment and moment.when else None,
            *(() if moment else self._shown(fields, "when")),
        )

    def _proportion(self, fact: Fact, document: str, changed: frozenset[str]) -> dict[Slot, PropositionNode]:
        topic = fact.fields["topic"]
        return {
            ("group", side.group, ""): self._group_result(fact, side, document, changed, topic)
            for side in fact.fields["group"]
        }

    def _change(self, fact: Fact, document: str, changed: frozenset[str]) -> dict[Slot, PropositionNode]:
        outcomes: tuple[Term, ...] = fact.fields["outcomes"]
        side: GroupValue | None = fact.fields.get("group")
        changing = outcomes[0].extra.get("outcome_of", "").removeprefix("mi2:")
        topic = self.vocabulary.by_local.get(changing, outcomes[0])
        result = self._group_result(fact, side, document, changed, topic, outcomes)
        return {("group", side.group if side else "", ""): result}

    # --- two groups or more ----------------------------------------------------------------------------------

    def _compare_fact(self, fact: Fact, document: str, changed: frozenset[str]) -> dict[Slot, PropositionNode]:
        fields = fact.fields
        index: GroupValue = fields["group"]
        topic: Term = fields["topic"]
        found: dict[Slot, PropositionNode] = {}
        if index.quantities or index.quantifier is not None:
            found["group", index.group, ""] = self._group_result(fact, index, document, changed, topic)
        sides: tuple[GroupValue | None, ...] = fields.get("versus") or (None,)
        for side in sides:
            if side is not None and side.quantities:
                found["group", side.group, ""] = self._group_result(fact, side, document, changed, topic)
        if "direction" not in fields and "direction" in changed and found:
            return found
        if fields.get("jointly"):
            joint = tuple(side for side in sides if side is not None)
            found["comparison", index.group, "all"] = self._comparison(fact, document, changed, joint, found)
        else:
            for side in sides:
                against = side.group if side is not None else "unstated"
                one = (side,) if side is not None else ()
                found["comparison", index.group, against] = self._comparison(fact, document, changed, one, found)
        return found

    def _comparison(
        self,
        fact: Fact,
        document: str,
        changed: frozenset[str],
        sides: tuple[GroupValue, ...],
        results: dict[Slot, PropositionNode],
    ) -> PropositionNode:
        """Return the comparison of the index group with some groups at once, or with none that is stated."""
        fields = fact.fields
        index: GroupValue = fields["group"]
        against = "--".join(side.group for side in sides) or "unstated"
        key = f"{fact.key}--{index.group}--vs--{against}{self._suffix(fact, document, changed, 'comparison')}"
        rests_on = [results.get(("group", g, "")) for g in (index.group, *(side.group for side in sides))]
        aspect = fields["aspect"][0] if fields.get("aspect") else None
        own = sides[0] if len(sides) == 1 else None
        p = own.p if own is not None and own.p is not None else fields.get("p")
        if "p" in changed and "p" not in fields:
            p = None
        comparators = tuple(self.group_iri(side.group) for side in sides)
        proposition = self._new(
            fact,
            key,
            "ComparisonResult",
            topic=fields["topic"].iri,
            aspect=aspect.iri if aspect else None,
            direction=self._iri(fields, "direction"),
            index_group=self.group_iri(index.group),
            comparator_group=comparators[0] if comparators else None,
            more_comparators=comparators[1:],
            study=self._study_iri_of(index.group, fact),
            significance=self._significance(fields, p),
            based_on=tuple(r.iri for r in rests_on if r is not None) if len(rests_on) > 1 and all(rests_on) else (),
            omits=self._omits(fact, "when", "direction", "threshold", also=() if sides else ("versus",)),
            **self._circumstances(fact),
        )
        effects = own.effects if own is not None and own.effects else fields.get("effect", ())
        if "effect" in changed and "effect" not in fields:
            effects = ()
        if not proposition.estimates:
            where = own.where if own is not None and own.effects else fact.places.get("effect", fact.where)
            proposition.estimates = self._estimates(key, effects, where, p=p, adjustment=fields.get("adjustment"))
        threshold = fields.get("threshold")
        if threshold is not None and proposition.threshold is None:
            proposition.threshold = self._estimate(f"{key}--threshold", threshold, fact.where)
        versus = labels.join(*(self.group_label(side.group) for side in sides), separator=", ")
        who = labels.join(
            self.group_label(index.group),
            labels.join(labels.VERSUS, versus, separator=" ") if sides else labels.UNSTATED_COMPARATOR,
            separator=" ",
        )
        return self._label(
            proposition,
            labels.of_term(fields["topic"]),
            *self._shown(fields, "site", "aspect", "direction"),
            *(self.figure(q) for q in effects),
            who,
            *self._shown(fields, "when"),
        )

    def _correlate(self, fact: Fact, document: str, changed: frozenset[str]) -> dict[Slot, PropositionNode]:
        fields = fact.fields
        side: GroupValue | None = fields.get("group")
        group = side.group if side else ""
        key = (f"{fact.key}--{group}" if group else fact.key) + self._suffix(fact, document, changed, "group")
        values: tuple[Quantity, ...] = fields.get("value", ())
        p_values = [fields.get("p"), *(q.p for q in values)]
        unsaid = [] if values or "strength" in fields else ["strength"]
        if "significance" not in fields and not any(p_values):
            unsaid.append("significance")
        proposition = self._new(
            fact,
            key,
            "CorrelationResult",
            variables=tuple(v.iri for v in fields["variables"]),
            group=self.group_iri(group) if group else None,
            study=self._study_iri_of(group, fact),
            sign=self._iri(fields, "sign"),
            strength=self._iri(fields, "strength"),
            significance=self._significance(fields, *p_values),
            omits=self._omits(fact, "sign", "when", "group", also=unsaid),
            **self._circumstances(fact),
        )
        if not proposition.estimates:
            where = fact.places.get("value", fact.where)
            proposition.estimates = self._estimates(
                key, values, where, p=fields.get("p"), adjustment=fields.get("adjustment")
            )
        variables = labels.listed([labels.of_term(v) for v in fields["variables"]])
        return {
            ("group", group, ""): self._label(
                proposition,
                ("correlation", "corrélation"),
                variables,
                *(self.figure(q) for q in values),
                *self._shown(fields, "sign", "strength", "significance"),
                self.group_label(group) if group else None,
                *self._shown(fields, "when"),
            )
        }

    def _trend(self, fact: Fact, document: str, changed: frozenset[str]) -> dict[Slot, PropositionNode]:
        fields = fact.fields
        side: GroupValue = fields["group"]
        topic: Term = fields["topic"]
        found: dict[Slot, PropositionNode] = {}
        ends: dict[str, Moment] = {name: fields[name] for name in ("from", "to") if name in fields}
        for name, moment in ends.items():
            tag = {"from": "--start", "to": "--end"}[name]
            if name in changed:
                tag += "--" + "-".join(_words(moment) or ["unstated"])
            if moment.quantities:
                found["group", side.group, name] = self._group_result(
                    fact, side, document, changed, topic, moment=moment, tag=tag
                )
        ends_of = {slot[2]: made.iri for slot, made in found.items()}
        key = f"{fact.key}--{side.group}{self._suffix(fact, document, changed, 'trend')}"
        aspect = fields["aspect"][0] if fields.get("aspect") else None
        effects: tuple[Quantity, ...] = fields.get("effect", ())
        unsaid = ["when"] if any(m.when is None for m in ends.values()) else []
        proposition = self._new(
            fact,
            key,
            "TrendResult",
            topic=topic.iri,
            aspect=aspect.iri if aspect else None,
            direction=self._iri(fields, "direction"),
            group=self.group_iri(side.group),
            study=self._study_iri_of(side.group, fact),
            from_time=self._time(ends["from"].when, fact.where) if "from" in ends else None,
            to_time=self._time(ends["to"].when, fact.where) if "to" in ends else None,
            across=self._iri(fields, "across"),
            significance=self._significance(fields, fields.get("p")),
            from_result=ends_of.get("from"),
            to_result=ends_of.get("to"),
            based_on=tuple(ends_of.values()) if len(ends_of) == 2 else (),
            omits=self._omits(fact, "direction", also=unsaid),
            **self._circumstances(fact),
        )
        if not proposition.estimates:
            where = fact.places.get("effect", fact.where)
            proposition.estimates = self._estimates(
                key, effects, where, p=fields.get("p"), adjustment=fields.get("adjustment")
            )
        times = [labels.of(m.when) if m.when else labels.UNSTATED_TIME for m in ends.values()]
        found["trend", side.group, ""] = self._label(
            proposition,
            ("trend", "évolution"),
            labels.of_term(topic),
            *self._shown(fields, "site", "aspect", "direction"),
            *(self.figure(q) for q in effects),
            self.group_label(side.group),
            labels.join(*times, separator=" → ") if times else None,
            *self._shown(fields, "across"),
        )
        return found

    # --- models, tests and pools -----------------------------------------------------------------------------

    def _predict(self, fact: Fact, document: str, changed: frozenset[str]) -> dict[Slot, PropositionNode]:
        side: GroupValue = fact.fields["group"]
        predictors: tuple[Predictor, ...] = fact.fields["from"]
        suffix = self._suffix(fact, document, changed & {"by", "from", "outcome"}, "effect")
        model = self._model(fact, side, predictors, suffix) if "by" in fact.fields else None
        found: dict[Slot, PropositionNode] = {}
        for predictor in predictors:
            proposition = self._effect(fact, document, changed, side, predictor)
            proposition.model = model
            parts = (predictor.threshold, predictor.per, predictor.versus)
            slot = ("effect", "|".join([predictor.kind.key, *("-".join(_words(part)) for part in parts)]), "")
            if slot in found:
                self.clashes.append((proposition.iri, predictor.where))
            found[slot] = proposition
        return found

    def _model(self, fact: Fact, side: GroupValue, predictors: tuple[Predictor, ...], suffix: str) -> str:
        """Add the regression model that some effects come from, once; return its IRI."""
        iri = self.mint("model", f"{fact.key}--{side.group}{suffix}")
        if iri not in self.windows:
            self.windows.add(iri)
            label = labels.join(
                ("model", "modèle"),
                labels.of_term(fact.fields["outcome"]),
                *self._shown(fact.fields, "by"),
                self.group_label(side.group),
            )
            self.nodes.facts.append(
                ModelNode(
                    iri,
                    (names.term("RegressionModel"),),
                    fact.where,
                    *label,
                    topic=fact.fields["outcome"].iri,
                    predictors=tuple(dict.fromkeys(p.kind.iri for p in predictors)),
                    method=self._iri(fact.fields, "by"),
                    group=self.group_iri(side.group),
                    study=self._study_iri_of(side.group, fact),
                )
            )
        return iri

    def _effect(
        self, fact: Fact, document: str, changed: frozenset[str], side: GroupValue, predictor: Predictor
    ) -> PropositionNode:
        fields = fact.fields
        limit = _limit(predictor.threshold) if predictor.threshold else ""
        if predictor.per:
            limit += ("--" if limit else "") + "per-" + _spelt(predictor.per.printed)
        against = f"--vs--{predictor.versus.key}" if predictor.versus else ""
        key = f"{fact.key}--{predictor.kind.key}" + (f"--{limit}" if limit else "") + against
        key += f"--{side.group}{self._suffix(fact, document, changed - {'from'}, 'effect')}"
        if changed & {"from"}:
            parts = (predictor.quantities, predictor.p, predictor.direction, predictor.significance)
            key += "--from-" + "-".join([w for part in parts for w in _words(part)] or ["unstated"])
        p = predictor.p or fields.get("p")
        aspect = fields["aspect"][0] if fields.get("aspect") else None
        unsaid = [n for n, given in (("direction", predictor.direction_unstated),) if given]
        proposition = self._new(
            fact,
            key,
            "EffectResult",
            topic=fields["outcome"].iri,
            predictor=predictor.kind.iri,
            predictor_reference=predictor.versus.iri if predictor.versus else None,
            group=self.group_iri(side.group),
            study=self._study_iri_of(side.group, fact),
            aspect=aspect.iri if aspect else None,
            direction=predictor.direction.iri if predictor.direction else None,
            significance=predictor.significance.iri if predictor.significance else self._significance(fields, p),
            omits=self._omits(fact, "when", also=unsaid),
            **self._circumstances(fact),
        )
        if not proposition.estimates:
            proposition.estimates = self._estimates(
                key, predictor.quantities, predictor.where, p=p, adjustment=fields.get("adjustment")
            )
            for name, quantity in (("threshold", predictor.threshold), ("per", predictor.per)):
                if quantity is not None:
                    iri = self._estimate(f"{key}--{name}", quantity, predictor.where)
                    setattr(proposition, "threshold" if name == "threshold" else "per_amount", iri)
        what = labels.join(
            labels.of_term(predictor.kind),
            self.figure(predictor.threshold) if predictor.threshold else None,
            labels.join(labels.PER, self.figure(predictor.per), separator=" ") if predictor.per else None,
            labels.join(labels.VERSUS, labels.of_term(predictor.versus), separator=" ") if predictor.versus else None,
            separator=" ",
        )
        return self._label(
            proposition,
            labels.join(what, labels.of_term(fields["outcome"]), separator=" → "),
            labels.of_term(predictor.direction) if predictor.direction else None,
            *(self.figure(q) for q in predictor.quantities),
            *self._shown(fields, "adjustment", "by"),
            self.group_label(side.group),
            *self._shown(fields, "when"),
        )

    def _diagnose(self, fact: Fact, document: str, changed: frozenset[str]) -> dict[Slot, PropositionNode]:
        fields = fact.fields
        side: GroupValue | None = fields.get("group")
        versus: GroupValue | None = fields.get("versus")
        key = fact.key + (f"--{side.group}" if side else "") + (f"--vs--{versus.group}" if versus else "")
        key += self._suffix(fact, document, changed, "diagnostic")
        proposition = self._figured(
            fact,
            key,
            "DiagnosticResult",
            side,
            versus,
            topic=fields["for"].iri,
            test=fields["test"].iri,
            omits=self._omits(fact, "when", "group", "versus", "threshold"),
        )
        threshold = fields.get("threshold")
        if threshold is not None and proposition.threshold is None:
            where = fact.places.get("threshold", fact.where)
            proposition.threshold = self._estimate(f"{key}--threshold", threshold, where)
        what = labels.join(labels.of_term(fields["test"]), self.figure(threshold) if threshold else None, separator=" ")
        subject = labels.join(what, labels.of_term(fields["for"]), separator=" → ")
        return {
            ("diagnostic", side.group if side else "", ""): self._figured_label(
                proposition, fact, subject, side, versus
            )
        }

    def _pool(self, fact: Fact, document: str, changed: frozenset[str]) -> dict[Slot, PropositionNode]:
        fields = fact.fields
        side: GroupValue = fields["group"]
        versus: GroupValue | None = fields.get("versus")
        key = f"{fact.key}--{side.group}" + (f"--vs--{versus.group}" if versus else "")
        key += self._suffix(fact, document, changed, "pooled")
        aspect = fields["aspect"][0] if fields.get("aspect") else None
        proposition = self._figured(
            fact,
            key,
            "PooledResult",
            side,
            versus,
            topic=fields["topic"].iri,
            aspect=aspect.iri if aspect else None,
            direction=self._iri(fields, "direction"),
            study_count=fields.get("studies"),
            participant_count=fields.get("participants"),
            omits=self._omits(fact, "when", "versus", "direction"),
        )
        subject = labels.join(("pooled", "regroupé"), labels.of_term(fields["topic"]))
        return {("pooled", side.group, ""): self._figured_label(proposition, fact, subject, side, versus)}

    def _figured(
        self,
        fact: Fact,
        key: str,
        kind: str,
        side: GroupValue | None,
        versus: GroupValue | None,
        **more: Any,
    ) -> PropositionNode:
        """Return a proposition whose figures are the fact's own, about a group and perhaps another beside it."""
        fields = fact.fields
        group = side.group if side else ""
        values: tuple[Quantity, ...] = fields.get("value", ())
        proposition = self._new(
            fact,
            key,
            kind,
            group=self.group_iri(group) if group else None,
            comparator_group=self.group_iri(versus.group) if versus else None,
            study=self._study_iri_of(group, fact),
            significance=self._significance(fields, fields.get("p"), *(q.p for q in values)),
            **self._circumstances(fact),
            **more,
        )
        if not proposition.estimates:
            proposition.estimates = self._estimates(
                key,
                values,
                fact.places.get("value", fact.where),
                p=fields.get("p"),
                adjustment=fields.get("adjustment"),
            )
        return proposition

    def _figured_label(
        self,
        proposition: PropositionNode,
        fact: Fact,
        subject: Label,
        side: GroupValue | None,
        versus: GroupValue | None,
    ) -> PropositionNode:
        who = labels.join(
            self.group_label(side.group) if side else None,
            labels.join(labels.VERSUS, self.group_label(versus.group), separator=" ") if versus else None,
            separator=" ",
        )
        return self._label(
            proposition,
            subject,
            *self._shown(fact.fields, "aspect", "direction"),
            *(self.figure(q) for q in fact.fields.get("value", ())),
            who,
            *self._shown(fact.fields, "when"),
        )


def _as_count(quantity: Quantity) -> Quantity:
    """Return a bare number of patients as the count that it is."""
    is_count = quantity.statistic in ("", "count") and quantity.bound == "="
    if quantity.numerator is not None or quantity.value is None or not is_count or quantity.value % 1:
        return quantity
    return replace(quantity, numerator=int(quantity.value))


_LIMITS = {">": "above", "≥": "at-least", "<": "below", "≤": "at-most", "≈": "about"}


def _limit(quantity: Quantity) -> str:
    """Return what a threshold adds to a key: ``above-60-years``."""
    figure = quantity.printed.strip().lstrip("<>≤≥≈= ")
    return f"{_LIMITS.get(quantity.bound, 'from')}-{_spelt(figure)}"


_SIGNS = str.maketrans(
    {
        "<": " below ",
        ">": " above ",
        "≤": " at-most ",
        "≥": " at-least ",
        "≈": " about ",
        "%": " pct ",
        "µ": "u",
        "μ": "u",
    }
)


def _spelt(text: str) -> str:
    """Return a figure as a part of a key that keeps its signs: two figures that differ have two keys."""
    signed = re.sub(r"(?<![0-9])[-−–](?=[0-9])", " minus ", text.translate(_SIGNS))
    return names.slug(f"x{signed}").removeprefix("x").strip("-")


def _words(value: Any) -> list[str]:
    """Return what a field's value adds to the key of a variant: keys of terms, figures as slugs."""
    found: list[str] = []
    for item in value if isinstance(value, tuple) else (value,):
        if isinstance(item, GroupValue):
            found.extend(w for part in (item.quantities, item.quantifier, item.effects, item.p) for w in _words(part))
        elif isinstance(item, PValue):
            found.append(
                _spelt(f"p {item.bound if item.value is not None else ''} {item.value or ''} {item.significance}")
            )
        elif isinstance(item, Predictor):
            parts = (
                item.kind,
                item.threshold,
                item.per,
                item.versus,
                item.quantities,
                item.p,
                item.direction,
                item.significance,
            )
            found.extend(w for part in parts for w in _words(part))
        elif hasattr(item, "printed"):
            found.append(_spelt(item.printed))
        elif hasattr(item, "quantities"):
            found.extend(_words(getattr(item, "when", None)) + [w for q in item.quantities for w in _words(q)])
        elif item is not None:
            found.append(getattr(item, "key", None) or names.slug(f"x{getattr(item, 'value', item)}").removeprefix("x"))
    return found
