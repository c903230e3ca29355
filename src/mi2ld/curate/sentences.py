"""Sentences: what the nodes of a dossier say, in English and in French.

In:   the nodes that ``graph/build.py`` made, and the vocabulary for the labels of kinds and values.
Out:  a pair of sentences for a proposition, a group, a figure or a statement.

Every field of a node is spoken: the sentence takes the fields it has words for, and what is left is told after it, so
that no field can be forgotten, not even one that was added to the model later.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mi2ld.curate import phrases as w
from mi2ld.curate.phrases import Fields, Label, capital, listed, local, number, say
from mi2ld.graph.nodes import (
    CriterionNode,
    EstimateNode,
    EvidenceNode,
    GroupNode,
    InferenceNode,
    ModelNode,
    Node,
    PropositionNode,
    StatementNode,
    StudyNode,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mi2ld.dossier.vocabulary import Vocabulary
    from mi2ld.graph.nodes import DossierNodes


class Speaker:
    """Says the nodes of one dossier."""

    def __init__(self, nodes: DossierNodes, vocabulary: Vocabulary) -> None:
        """Index the nodes by IRI, and the terms by theirs."""
        self.by_iri: dict[str, Node] = {n.iri: n for n in (*nodes.facts, *nodes.curation, *nodes.computed)}
        self.terms = {term.iri: (term.label_en, term.label_fr) for term in vocabulary if term.local}
        self.measures = {term.iri for term in vocabulary if "MeasureKind" in term.classes}
        self.units = _units(vocabulary)
        self.evidence: dict[str, list[EvidenceNode]] = {}
        for node in nodes.facts:
            if isinstance(node, EvidenceNode):
                self.evidence.setdefault(node.target, []).append(node)

    # --- names -----------------------------------------------------------------------------------------------

    def name(self, iri: str) -> Label:
        """Return what a thing is called: a term by its label, a group by its criteria, another node by its label."""
        if iri in self.terms:
            return self.terms[iri]
        node = self.by_iri.get(iri)
        if isinstance(node, GroupNode):
            return self.group(iri)
        if isinstance(node, ModelNode):
            return self._model(node)
        if isinstance(node, EstimateNode):
            return self.figure(iri)
        if isinstance(node, PropositionNode):
            return node.key, node.key
        if node is not None and node.label_en:
            return node.label_en, node.label_fr or node.label_en
        tail = iri.rsplit("/", 1)[-1].strip("<>")
        return tail, tail

    def _model(self, node: ModelNode) -> Label:
        """Return a regression model as a noun phrase; its group and study are those of its effects."""
        topic = self.name(node.topic) if node.topic else ("…", "…")
        phrase = say(("model of {t}", "modèle {t:de}"), t=topic)
        if node.method:
            phrase = say(("{p} by {m}", "{p} par {m}"), p=phrase, m=self.name(node.method))
        if node.predictors:
            phrase = say(("{p} from {x}", "{p} selon {x}"), p=phrase, x=self.names(node.predictors))
        return phrase

    def names(self, iris: Sequence[str]) -> Label:
        """Return the names of several things as one phrase."""
        return listed([self.name(iri) for iri in iris])

    def value(self, value: Any) -> Label:
        """Return any value of a node's field as a phrase."""
        if isinstance(value, tuple):
            if len(value) == 2 and all(isinstance(v, str) and not v.startswith("<") for v in value):
                return value[0], value[0]
            return listed([self.value(item) for item in value])
        if isinstance(value, (Decimal, int)) and not isinstance(value, bool):
            return number(value)
        text = str(value)
        return self.name(text) if text.startswith("<") else (text, text)

    # --- figures ---------------------------------------------------------------------------------------------

    def figure(self, iri: str, *, brief: bool = False) -> Label:
        """Return a figure in words; ``brief`` leaves out that a percentage has no denominator."""
        node = self.by_iri.get(iri)
        if not isinstance(node, EstimateNode):
            return self.name(iri) if iri not in self.by_iri else ("", "")
        f = Fields(node)
        f.taken.add("printed")
        if brief:
            f.omits("DenominatorNotStated")
        main = self._amount(f)
        after = [*self._interval(f), *self._p_value(f)]
        after += [self._told(name, value) for name, value in f.rest()]
        after += [self.name(iri) for iri in f.unsaid()]
        parts = [p for p in (main, listed(after, last=("", ""))) if p[0]]
        if len(parts) == 2:
            return say(("{a} ({b})", "{a} ({b})"), a=parts[0], b=parts[1])
        return parts[0] if parts else ("", "")

    def _amount(self, f: Fields) -> Label:
        """Return statistic, bound, number and unit."""
        words: list[Label] = []
        statistic = f.take("statistic")
        if local(statistic) not in ("", "Percentage", "Count", "PValue"):
            words.append(self.name(statistic))
        if adjustment := f.take("adjustment"):
            words.append(say(("({x})", "({x})"), x=self.name(adjustment)))
        if (bound := f.take("bound")) and local(bound) != "EqualTo":
            words.append(self.name(bound))
        return listed([*words, *self._numbers(f)], last=("", ""), separator=" ")

    def _numbers(self, f: Fields) -> list[Label]:
        """Return the count of a figure, and its value where that is another number."""
        value, unit = f.take("value"), f.take("unit")
        above, below = f.take("numerator"), f.take("denominator")
        shown = None if value is None else self._with_unit(value, unit)
        if above is None and below is None:
            return [shown] if shown else []
        found = [number(above)] if above is not None else []
        if below is not None:
            found.append(say(("of {b}", "sur {b}"), b=number(below)))
        if shown and unit == "%":
            found.append(say(("({x})", "({x})"), x=shown))
        elif shown and value != above:
            found.append(say(("= {x}", "= {x}"), x=shown))
        return found

    def _with_unit(self, value: Decimal, unit: str | None) -> Label:
        """Return a number with its unit; English has one only for 1, French for all below 2."""
        if unit == "%":
            return say(("{x}%", "{x} %"), x=number(value))
        if unit in (None, "", "1"):
            return number(value)
        one, many = self.units.get(unit or "", ((unit or "", unit or ""),) * 2)
        words = one[0] if value == 1 else many[0], one[1] if abs(value) < 2 else many[1]
        return say(("{x}\u00a0{u}", "{x}\u00a0{u}"), x=number(value), u=words)

    def _interval(self, f: Fields) -> list[Label]:
        lower, upper, kind, level = (f.take(n) for n in ("lower", "upper", "interval_kind", "level"))
        spread = f.take("spread")
        what = self.name(kind) if kind else ("interval", "intervalle")
        if level is not None:
            what = say(("{l}% {x}", "{x} à {l} %"), l=number(level), x=what)
        found: list[Label] = []
        if spread is not None:
            around = say(("± {x}", "± {x}"), x=number(spread))
            found.append(say(("{w} {x}", "{w} {x}"), w=what, x=around) if kind or level is not None else around)
        ends = [number(end) if end is not None else ("…", "…") for end in (lower, upper)]
        if lower is not None or upper is not None:
            found.append(say(("{w} {a} to {b}", "{w} {a} à {b}"), w=what, a=ends[0], b=ends[1]))
        elif spread is None and (kind or level is not None):
            found.append(what)
        return found

    def _p_value(self, f: Fields) -> list[Label]:
        value, bound = f.take("p_value"), f.take("p_bound")
        found: list[Label] = []
        if value is not None or bound:
            sign = w.P_SIGNS.get(local(bound), "=")
            found.append(
                say(
                    ("p\u00a0{s}\u00a0{x}", "p\u00a0{s}\u00a0{x}"),
                    s=(sign, sign),
                    x=number(value) if value is not None else ("…", "…"),
                )
            )
        if significance := f.take("significance"):
            found.append(self.name(significance))
        return found

    def figures(self, f: Fields, *, brief: bool = False) -> Label | None:
        """Return the figures of a proposition as one phrase, or None where it has none."""
        iris = f.take("estimates") or ()
        found = [x for iri in iris if (x := self.figure(iri, brief=brief))[0]]
        return listed(found, last=("", ""), separator="; ") if found else None

    # --- groups ----------------------------------------------------------------------------------------------

    def group(self, iri: str) -> Label:
        """Return a group as a noun phrase: who is in it, and how many."""
        node = self.by_iri.get(iri)
        if not isinstance(node, GroupNode):
            return self.name(iri) if node is None else (node.label_en, node.label_fr)
        kind = local(node.classes[0]) if node.classes else ""
        source = node.population_source
        who = w.PEOPLE if kind == "ReferencePopulation" or source else w.PATIENTS
        if node.member_kind:
            other = say(("members of the kind “{x}”", "les membres du genre « {x} »"), x=self.name(node.member_kind))
            who = w.MEMBERS.get(local(node.member_kind), other)
        if kind == "StudyPopulation" and node.study:
            phrase = say(("all patients of the {x}", "tous les patients de l’{x}"), x=self.name(node.study))
        else:
            traits = self._traits(node)
            label = (node.label_en, node.label_fr)
            named = say(("{w} of the group “{x}”", "{w} du groupe « {x} »"), w=who, x=label)
            phrase = say(("{w} {x}", "{w} {x}"), w=who, x=listed(traits)) if traits else named
            if self._has_twin(node, traits):
                phrase = say(("{n}, {x}", "{n}, {x}"), n=named, x=listed(traits)) if traits else named
        if node.member_count is not None:
            phrase = say(("{x} (n\u00a0=\u00a0{n})", "{x} (n\u00a0=\u00a0{n})"), x=phrase, n=number(node.member_count))
        parent = self.by_iri.get(node.subgroup_of or "")
        if isinstance(parent, GroupNode) and local(parent.classes[0]) != "StudyPopulation":
            phrase = say(("{x}, among {y}", "{x}, parmi {y}"), x=phrase, y=self.group(parent.iri))
        return phrase

    def _traits(self, node: GroupNode) -> list[Label]:
        """Return what the members of a group have in common, as phrases."""
        traits = [self._criterion(c) for c in node.criteria]
        if source := node.population_source:
            traits.insert(0, say(("from the source “{x}”", "de la source « {x} »"), x=self.name(source)))
        return traits

    def _has_twin(self, node: GroupNode, traits: list[Label]) -> bool:
        """Return whether another part of the same group has the same traits, so that only the label tells them apart."""
        alike = (
            other
            for other in self.by_iri.values()
            if isinstance(other, GroupNode) and other.iri != node.iri and other.subgroup_of == node.subgroup_of
        )
        return any(len(o.criteria) == len(node.criteria) and self._traits(o) == traits for o in alike)

    def _criterion(self, iri: str) -> Label:
        node = self.by_iri.get(iri)
        if not isinstance(node, CriterionNode):
            return ("", "")
        f = Fields(node)
        absent = local(f.take("status")) == "Absent"
        template = w.CRITERIA.get(local(node.classes[0]), w.OTHER_CRITERION)[absent]
        parts: dict[str, Label] = {}
        for slot, name in (("t", "topic"), ("e", "estimate"), ("w", "time_frame")):
            value = f.take(name)
            parts[slot] = self.name(value) if value else ("", "")
            if value and f"{{{slot}}}" not in template[0]:
                template = f"{template[0]} {{{slot}}}", f"{template[1]} {{{slot}}}"
        english, french = say(template, **parts)
        phrase = english.strip(), french.strip()
        extra = [self._told(name, value) for name, value in f.rest()]
        return say(("{x} ({y})", "{x} ({y})"), x=phrase, y=listed(extra, last=("", ""))) if extra else phrase

    def describe(self, node: GroupNode | StudyNode) -> Label:
        """Return what a group or a study is, as one sentence, with what is not stated of it."""
        f = Fields(node)
        if isinstance(node, GroupNode):
            told = ("criteria", "member_count", "diagnosis", "positive", "negative", "population_source", "member_kind")
            for name in told:
                f.take(name)
            main = self.group(node.iri)
            if local(node.classes[0]) == "StudyPopulation":
                f.take("study")
            parent = self.by_iri.get(node.subgroup_of or "")
            if isinstance(parent, GroupNode):
                f.take("subgroup_of")
            kind = w.GROUPS.get(local(node.classes[0]))
            main = say(("{k}: {x}", "{k} : {x}"), k=kind, x=main) if kind else main
        else:
            main = node.label_en, node.label_fr
        return self._close(main, f)

    # --- propositions ----------------------------------------------------------------------------------------

    def sentence(self, node: PropositionNode) -> Label:
        """Return what a proposition says, as one sentence in each language."""
        f = Fields(node)
        core = self._clause(f)
        front = []
        if when := f.take("time_frame"):
            front.append(self.name(when))
        if treatment := f.take("treatment"):
            front.append(say(("under {x}", "sous {x}"), x=self.name(treatment)))
        core = listed([*front, core], last=("", "")) if front else core
        return self._close(core, f)

    def _clause(self, f: Fields) -> Label:
        kinds = [local(iri) for iri in f.node.classes]
        clause = next((_CLAUSES[kind] for kind in kinds if kind in _CLAUSES), Speaker._unknown)
        return clause(self, f)

    def _core(self, iri: str) -> Label:
        """Return the clause of another proposition, in quotes: who reads a conflict wants to see its sides."""
        node = self.by_iri.get(iri)
        if not isinstance(node, PropositionNode) or {"members", "concerns", "because_of"} & {
            x.name for x in fields(node) if getattr(node, x.name)
        }:
            return self.name(iri)
        f = Fields(node)
        clause = self._clause(f)
        if when := f.take("time_frame"):
            clause = listed([self.name(when), clause], last=("", ""))
        return say(("“{x}”", "« {x} »"), x=clause)

    def _close(self, core: Label, f: Fields) -> Label:
        """Return a clause as a sentence, with all that it has not told behind it."""
        tail = [self._told(name, value) for name, value in f.rest()]
        for line in self.evidence.get(f.node.iri, ()):
            parts = {"d": self.name(line.direction), "x": self.name(line.source)}
            tail.append(say(("evidence ({d}): {x}", "preuve ({d}) : {x}"), **parts))
        tail += [self.name(iri) for iri in f.unsaid()]
        if tail:
            told = listed(list(dict.fromkeys(tail)), last=("", ""), separator="; ")
            core = say(("{c} ({t})", "{c} ({t})"), c=core, t=told)
        return capital(core[0]) + ".", capital(core[1]) + "."

    def _told(self, name: str, value: Any) -> Label:
        plain = name.replace("_", " ")
        template = w.TAIL.get(name, (f"{plain}: {{x}}", f"{plain} : {{x}}"))
        return say(template, x=self.value(value))

    # --- clauses ---------------------------------------------------------------------------------------------

    def _topic(self, f: Fields) -> Label:
        topic = f.take("topic")
        return self.name(topic) if topic else ("what is meant", "ce dont il s’agit")

    def _subject(self, f: Fields) -> tuple[Label, bool, bool]:
        """Return ``the frequency of X``, and whether the French noun is feminine and plural."""
        topic, aspect = self._topic(f), f.take("aspect")
        is_measure = f.take("topic") in self.measures
        if not aspect:
            french = "la mesure « {t} »" if is_measure else "le résultat « {t} »"
            return say(("{t}", french), t=topic), is_measure, False
        if is_measure:
            topic = topic[0], f"« {topic[1]} »"
        known = w.ASPECTS.get(local(aspect))
        if known is not None and (local(aspect), local(f.take("topic"))) in w.SAID_BY_ASPECT:
            return (known[0], known[1]), known[2], known[3]
        if known is None:
            label = self.name(aspect)
            return say(("the aspect “{a}” of {t}", "l’aspect « {a} » {t:de}"), a=label, t=topic), False, False
        return say(("{a} of {t}", "{a} {t:de}"), a=(known[0], known[1]), t=topic), known[2], known[3]

    def _directed(self, f: Fields, templates: dict[str, Label], **parts: Label) -> Label | None:
        """Return a clause on which way something goes, or None where no direction is stated."""
        direction = f.take("direction")
        subject, feminine, plural = self._subject(f)
        parts["it"] = subject
        if not direction:
            return None
        ending = "e" * feminine + "s" * plural
        plural_en = subject[0].startswith("the manifestations")
        parts["be"] = ("are" if plural_en else "is", "sont" if plural else "est")
        parts["s"], parts["p"] = ("", ending), ("", "s" * plural)
        parts["v"] = ("" if plural_en else "s", "nt" * plural)
        parts["d"] = self.name(direction)
        return say(templates.get(local(direction), templates[""]), **parts)

    def _where(self, f: Fields) -> Label | None:
        """Return ``among the group``, or that no group is stated, or None."""
        group = f.take("group")
        if group:
            return say(("among {x}", "parmi {x}"), x=self.group(group))
        return w.NO_GROUP if f.omits("GroupNotStated") else None

    def _comparison(self, f: Fields) -> Label:
        index, other = f.take("index_group"), f.take("comparator_group")
        others = ((other,) if other else ()) + (f.take("more_comparators") or ())
        silent, no_direction = f.omits("ComparatorNotStated"), f.omits("DirectionNotStated")
        it = [self.group(index)] if index else []
        against = [self.group(iri) for iri in others] or [w.SILENT] * silent
        a = listed([say(("among {x}", "parmi {x}"), x=x) for x in it])
        where = ("in {x}", "dans {x}") if not others else ("among {x}", "parmi {x}")
        b = listed([say(where, x=x) for x in against])
        if against:
            clause = self._directed(f, w.COMPARED, a=a, b=b, both=listed([*it, *against]))
        else:
            clause = self._directed(f, w.ALONE)
            clause = listed([clause, a], last=("", ""), separator=" ") if clause and it else clause
        if clause is None:
            parts = {"it": self._subject(f)[0], "x": listed([*it, *against])}
            clause = say(("{it} is compared between {x}", "on compare {it} entre {x}"), **parts)
            if no_direction:
                clause = say(w.NO_DIRECTION, x=clause)
        return self._with_figures(clause, f)

    def _with_figures(self, clause: Label, f: Fields, between: Label = ("vs", "vs")) -> Label:
        """Return a comparison's clause with the figures of its sides, and its own."""
        rests_on = f.take("based_on") or ()
        sides = []
        for iri in rests_on:
            node = self.by_iri.get(iri)
            figure = self.figures(Fields(node), brief=True) if node is not None else None
            sides.append(figure or self.name(iri))
        shown = []
        if sides:
            shown.append(listed(sides, last=between, separator=f" {between[0]} "))
        if own := self.figures(f):
            shown.append(own)
        return (
            say(("{c} ({x})", "{c} ({x})"), c=clause, x=listed(shown, last=("", ""), separator="; "))
            if shown
            else clause
        )

    def _group_result(self, f: Fields, template: Label, alone: Label) -> Label:
        """Return what was found in one group: ``template`` with a figure, ``alone`` without."""
        outcomes = f.take("outcomes") or ()
        topic = self._topic(f)
        if outcomes:
            parts = {"o": listed([say(("“{x}”", "« {x} »"), x=self.name(o)) for o in outcomes]), "t": topic}
            topic = say(("{o} (of: {t})", "{o} (concerne : {t})"), **parts)
        where = self._where(f) or ("", "")
        figures = self.figures(f)
        text = say(template if figures else alone, t=topic, g=where, x=figures or ("", ""))
        return text[0].replace("  ", " ").strip(), text[1].replace("  ", " ").strip()

    def _frequency(self, f: Fields) -> Label:
        return self._group_result(
            f,
            ("the frequency of {t} {g} is {x}", "la fréquence {t:de} {g} est de {x}"),
            ("{t}: found {g}", "on observe : {t} {g}"),
        )

    def _count(self, f: Fields) -> Label:
        return self._group_result(
            f,
            ("the number with {t} {g} is {x}", "le nombre de cas {t:de} {g} est de {x}"),
            ("{t}: counted {g}", "on compte : {t} {g}"),
        )

    def _level(self, f: Fields) -> Label:
        return self._group_result(
            f,
            ("{t} {g}: {x}", "la mesure « {t} » {g} : {x}"),
            ("a value of {t} is given {g}", "une valeur est donnée pour « {t} » {g}"),
        )

    def _rate(self, f: Fields) -> Label:
        return self._group_result(
            f,
            ("the rate of {t} {g}: {x}", "le taux d’événements « {t} » {g} : {x}"),
            ("a rate of {t} is given {g}", "un taux d’événements « {t} » est donné {g}"),
        )

    def _quality(self, f: Fields) -> Label:
        return self._group_result(
            f, ("{t}: found {g} ({x})", "on observe : {t} {g} ({x})"), ("{t}: found {g}", "on observe : {t} {g}")
        )

    def _correlation(self, f: Fields) -> Label:
        clause = say(
            ("there is a correlation between {v}", "il existe une corrélation entre {v}"),
            v=self.names(f.take("variables") or ()),
        )
        return self._placed(clause, f)

    def _placed(self, clause: Label, f: Fields) -> Label:
        """Return a clause with its group behind it, then its figures."""
        if where := self._where(f):
            clause = say(("{c} {g}", "{c} {g}"), c=clause, g=where)
        if figures := self.figures(f):
            clause = say(("{c}: {x}", "{c} : {x}"), c=clause, x=figures)
        return clause

    def _association(self, f: Fields) -> Label:
        antibody, severity = f.take("antibody"), f.take("severity")
        silent, compared = f.omits("DirectionNotStated"), f.omits("ComparatorNotStated")
        with_it = say(("with {x}", "en présence {x:de}"), x=self.name(antibody)) if antibody else ("", "")
        clause = self._directed(f, w.ALONE)
        if clause is None and severity:
            topic = self._topic(f)
            parts = {"t": topic, "s": self.name(severity)}
            clause = say(("the degree of severity of {t} is “{s}”", "le degré de sévérité {t:de} est « {s} »"), **parts)
            if aspect := f.take("aspect"):
                clause = say(("{c} (aspect: {a})", "{c} (aspect : {a})"), c=clause, a=self.name(aspect))
        elif clause is None:
            subject = self._subject(f)[0]
            clause = say(("there is an association: {it}", "on relève une association : {it}"), it=subject)
            if silent:
                clause = say(w.NO_DIRECTION, x=clause)
        elif severity:
            clause = say(("{c}, of the severity “{s}”", "{c}, de sévérité « {s} »"), c=clause, s=self.name(severity))
        if compared:
            clause = say(("{c} than in {x}", "{c} que dans {x}"), c=clause, x=w.SILENT)
        return listed([with_it, clause], last=("", "")) if antibody else clause

    def _described(self, f: Fields) -> Label:
        about: tuple[str, ...] = f.take("about") or ()
        attribute = f.take("attribute")
        values = [self.name(iri) for iri in f.take("values") or ()]
        values += [say(("“{x}”", "« {x} »"), x=(text, text)) for text, _ in f.take("texts") or ()]
        told = listed(values)
        if figures := self.figures(f):
            told = say(("{v}, {x}", "{v}, {x}"), v=told, x=figures) if values else figures
        parts = {"v": told, "t": self.name(attribute) if attribute else ("", "")}
        owner = self.by_iri.get(about[0]) if len(about) == 1 else None
        if owner is not None:
            template = next((t for kind, t in w.OWNERS if isinstance(owner, kind)), ("{t}, {x}: {v}", "{t}, {x} : {v}"))
            key = owner.iri.rsplit("/", 1)[-1].rstrip(">")
            return say(template, x=(owner.label_en, owner.label_fr), k=(key, key), **parts)
        template = w.DESCRIBED.get(local(attribute), ("{a} – {t}: {v}", "{a} – {t} : {v}"))
        return say(template, a=self.names(about), **parts)

    def _hypothesis(self, f: Fields) -> Label:
        subject, role, purpose = f.take("subject"), f.take("role"), f.take("role_for")
        names = {n: self.name(iri) if iri else ("…", "…") for n, iri in (("s", subject), ("r", role), ("p", purpose))}
        return say(
            ("the hypothesis is: {s} as a {r}, for “{p}”", "l’hypothèse est : {s} comme {r}, pour « {p} »"),
            **names,
        )

    def _action(self, f: Fields) -> Label:
        action, target, urgency = f.take("action"), f.take("action_object"), f.take("urgency")
        clause = say(("what is to be done: {x}", "à faire : {x}"), x=self.name(action) if action else ("…", "…"))
        if target:
            clause = say(("{c} {x}", "{c} {x}"), c=clause, x=self.name(target))
        if disease := f.take("in_disease"):
            clause = say(("{c}, in {x}", "{c}, en cas {x:de}"), c=clause, x=self.name(disease))
        if urgency:
            clause = say(("{c}, {x}", "{c}, {x}"), c=clause, x=self.name(urgency))
        if concerns := f.take("concerns"):
            clause = say(("{c}, on {x}", "{c}, sur {x}"), c=clause, x=listed([self._core(i) for i in concerns]))
        if reasons := f.take("because_of"):
            clause = say(
                ("{c}, because {x}", "{c}, parce que {x}"), c=clause, x=listed([self._core(i) for i in reasons])
            )
        return clause

    def _conflict(self, f: Fields) -> Label:
        sides = listed([self._core(iri) for iri in f.take("members") or ()])
        return say(("these claims are in conflict: {x}", "ces affirmations se contredisent : {x}"), x=sides)

    def _trend(self, f: Fields) -> Label:
        first, last, across = f.take("from_time"), f.take("to_time"), f.take("across")
        ends = [getattr(f.node, name, None) for name in ("from_result", "to_result")]
        if tuple(ends) == getattr(f.node, "based_on", ()):  # their figures are told: the first, then the last
            f.taken |= {"from_result", "to_result"}
        silent = f.omits("DirectionNotStated")
        clause = self._directed(f, w.MOVES)
        if clause is None:
            subject = self._subject(f)[0]
            clause = say(("a course of {it} is given", "un cours est donné pour {it}"), it=subject)
            if silent:
                clause = say(w.NO_DIRECTION, x=clause)
        for iri, template in (
            (first, ("{c} from “{x}”", "{c} de « {x} »")),
            (last, ("{c} to “{x}”", "{c} à « {x} »")),
            (across, ("{c} as “{x}” rises", "{c} quand « {x} » augmente")),
        ):
            if iri:
                clause = say(template, c=clause, x=self.name(iri))
        if where := self._where(f):
            clause = say(("{c} {g}", "{c} {g}"), c=clause, g=where)
        return self._with_figures(clause, f, between=("then", "puis"))

    def _effect(self, f: Fields) -> Label:
        who = self._predictor(f)
        clause = self._directed(f, w.ALONE)
        if clause is not None:
            text = ("with {w} as a predictor, {c}", "avec « {w} » comme prédicteur, {c}")
            return self._placed(say(text, w=who, c=clause), f)
        topics = (f.take("topic"), *(f.take("outcomes") or ()))
        what = self.names(tuple(dict.fromkeys(iri for iri in topics if iri)))
        clause = say(("{w} predicts {t}", "« {w} » prédit « {t} »"), w=who, t=what)
        if aspect := f.take("aspect"):
            clause = say(("{c} (aspect: {a})", "{c} (aspect : {a})"), c=clause, a=self.name(aspect))
        if f.omits("DirectionNotStated"):
            clause = say(w.NO_DIRECTION, x=clause)
        return self._placed(clause, f)

    def _predictor(self, f: Fields) -> Label:
        """Return what predicts, with its threshold, its amount and what it is set against."""
        predictor = f.take("predictor")
        traits = []
        for name, template in (
            ("threshold", ("at the threshold {x}", "au seuil {x}")),
            ("per_amount", ("per {x}", "par {x}")),
            ("predictor_reference", ("against {x}", "par rapport à {x}")),
        ):
            if value := f.take(name):
                traits.append(say(template, x=self.value(value)))
        who = self.name(predictor) if predictor else ("…", "…")
        return say(("{w} ({x})", "{w} ({x})"), w=who, x=listed(traits, last=("", ""))) if traits else who

    def _diagnostic(self, f: Fields) -> Label:
        test, threshold, other = f.take("test"), f.take("threshold"), f.take("comparator_group")
        topic = self._topic(f)
        what = self.name(test) if test else ("…", "…")
        clause = say(("the test “{w}” detects {t}", "le test « {w} » reconnaît « {t} »"), w=what, t=topic)
        if threshold:
            clause = say(("{c} at the threshold {x}", "{c} au seuil {x}"), c=clause, x=self.value(threshold))
        if where := self._where(f):
            clause = say(("{c} {g}", "{c} {g}"), c=clause, g=where)
        if other:
            clause = say(("{c}, against {x}", "{c}, par rapport à {x}"), c=clause, x=self._against(other))
        if figures := self.figures(f):
            clause = say(("{c}: {x}", "{c} : {x}"), c=clause, x=figures)
        return clause

    def _against(self, iri: str) -> Label:
        """Return a group as a noun phrase that can follow ``à``: French would draw ``à les`` together."""
        return say(("{x}", "un groupe qui comprend {x}"), x=self.group(iri))

    def _pooled(self, f: Fields) -> Label:
        studies, members, other = f.take("study_count"), f.take("participant_count"), f.take("comparator_group")
        index = f.take("index_group")
        silent = f.omits("DirectionNotStated")
        pool: list[Label] = []
        if studies is not None:
            pool.append(say(("{x} studies", "{x} études"), x=number(studies)))
        if members is not None:
            pool.append(say(("{x} participants", "{x} participants"), x=number(members)))
        clause = self._directed(f, w.ALONE)
        clause = clause or say(("{it}", "{it}"), it=self._subject(f)[0])
        if index:
            clause = say(("{c} among {x}", "{c} parmi {x}"), c=clause, x=self.group(index))
        if where := self._where(f):
            clause = say(("{c} {g}", "{c} {g}"), c=clause, g=where)
        if other:
            clause = say(("{c}, against {x}", "{c}, par rapport à {x}"), c=clause, x=self._against(other))
        if silent:
            clause = say(w.NO_DIRECTION, x=clause)
        what = say(("over {x} together", "sur {x} réunis"), x=listed(pool)) if pool else ("pooled", "données réunies")
        clause = say(("{w}, {c}", "{w}, {c}"), w=what, c=clause)
        if figures := self.figures(f):
            clause = say(("{c}: {x}", "{c} : {x}"), c=clause, x=figures)
        return clause

    def _unknown(self, f: Fields) -> Label:
        kind = self.value(f.node.classes[0]) if f.node.classes else ("proposition", "proposition")
        return say(("a {k} is stated", "une proposition est énoncée, de la classe {k}"), k=kind)

    # --- statements ------------------------------------------------------------------------------------------

    def statement(self, node: StatementNode) -> Label:
        """Return what a document does at a place: its stance, its hedges, its source."""
        act = say(("{d} {s}", "{d} {s}"), d=self.name(node.document), s=self.name(node.stance))
        return listed([act, *self._reserves(node), *self._source(node)], last=("", ""))

    def habit(self, nodes: Sequence[StatementNode]) -> tuple[str, Label]:
        """Return the commonest stance of some statements, and their commonest source in words, perhaps none."""
        stances = Counter(node.stance for node in nodes).most_common(1)
        sources = Counter(self.source(node) for node in nodes).most_common(1)
        return stances[0][0], sources[0][0]

    def source(self, node: StatementNode) -> Label:
        """Return what a statement rests on, or nothing."""
        return listed(self._source(node), last=("", ""))

    def difference(self, node: StatementNode, stance: str, source: Label) -> Label:
        """Return what a statement does that is not the habit of its document, or nothing."""
        parts = [self.name(node.stance)] if node.stance != stance else []
        parts += self._reserves(node)
        if (own := self.source(node)) != source:
            parts.append(own if own[0] else w.NO_SOURCE)
        return listed(parts, last=("", ""))

    def _reserves(self, node: StatementNode) -> list[Label]:
        """Return the hedge, the qualifiers, the wording, the reading and the authors that a statement names."""
        parts: list[Label] = []
        if node.hedge_kind or node.hedge:
            words = (node.hedge[0], node.hedge[0]) if node.hedge else ("…", "…")
            kind = self.name(node.hedge_kind) if node.hedge_kind else ("hedged", "réserve")
            parts.append(say(("with a hedge ({k}: “{w}”)", "avec une réserve ({k} : « {w} »)"), k=kind, w=words))
        if node.qualifiers:
            parts.append(say(("qualified: {x}", "nuance : {x}"), x=self.names(node.qualifiers)))
        if node.wording:
            parts.append(say(("worded as: {x}", "énoncé en : {x}"), x=self.name(node.wording)))
        if node.reading:
            parts.append(say(("read as: {x}", "lu comme : {x}"), x=self.name(node.reading)))
        if node.attributed_to:
            text = ("according to the authors of {x}", "selon les auteurs de {x}")
            parts.append(say(text, x=self.name(node.attributed_to)))
        return parts

    def _source(self, node: StatementNode) -> list[Label]:
        sources = self.names(node.primary_sources)
        template = w.SOURCES.get(node.evidence_code, ("source: {x}", "source : {x}"))
        if node.primary_sources and "{x}" not in template[0]:
            template = (template[0] + ": {x}", template[1] + " : {x}")
        is_told = bool(node.primary_sources) or "{x}" not in template[0]
        return [say(template, x=sources)] if is_told else []

    def inference(self, node: InferenceNode) -> Label:
        """Return what the curator inferred, as one sentence."""
        values = [self.name(node.value)] if node.value else []
        values += [say(("“{x}”", "« {x} »"), x=(node.text, node.text))] if node.text else []
        about = self.by_iri.get(node.about)
        subject = (about.label_en, about.label_fr) if about is not None else self.name(node.about)
        parts = {"a": self.name(node.attribute), "x": subject, "v": listed(values)}
        said = say(("“{x}” – {a}: {v}", "« {x} » – {a} : {v}"), **parts)
        return capital(said[0]) + ".", capital(said[1]) + "."

    def is_told_by(self, result: PropositionNode, comparison: PropositionNode) -> bool:
        """Return whether a comparison's sentence says all that the sentence of one of its sides would say."""
        sides = (comparison.index_group, comparison.comparator_group, *comparison.more_comparators)
        if result.iri not in comparison.based_on or result.group not in sides or result.iri in self.evidence:
            return False
        same = all(
            getattr(comparison, name, None) == value
            for name, value in Fields(result).rest()
            if name not in ("group", "estimates", "study")
        )
        return same and result.time_frame == comparison.time_frame and set(result.omits) <= set(comparison.omits)


def _units(vocabulary: Vocabulary) -> dict[str, tuple[Label, Label]]:
    """Return the words for units by UCUM code, for one and for many."""
    found = {}
    for row in vocabulary:
        if code := row.extra.get("ucum"):
            many = row.label_en, row.label_fr
            found[code] = (row.extra.get("one_en") or many[0], row.extra.get("one_fr") or many[1]), many
    return found


_CLAUSES: dict[str, Callable[[Speaker, Fields], Label]] = {
    "ComparisonResult": Speaker._comparison,
    "FrequencyResult": Speaker._frequency,
    "CountResult": Speaker._count,
    "LevelResult": Speaker._level,
    "RateResult": Speaker._rate,
    "QualitativeResult": Speaker._quality,
    "CorrelationResult": Speaker._correlation,
    "TrendResult": Speaker._trend,
    "EffectResult": Speaker._effect,
    "DiagnosticResult": Speaker._diagnostic,
    "PooledResult": Speaker._pooled,
    "AssociationClaim": Speaker._association,
    "DescriptionProposition": Speaker._described,
    "HypothesisProposition": Speaker._hypothesis,
    "ActionProposition": Speaker._action,
    "ConflictProposition": Speaker._conflict,
}
"""The clause of each class of proposition; a class that is not here is told by its name and its fields."""
