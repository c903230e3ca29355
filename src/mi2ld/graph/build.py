"""From the records of a dossier to the nodes of the graph.

In:   a ``Dossier``, the vocabulary, and the texts if quotes are wanted in a local build.
Out:  ``DossierNodes``: what is stated, what the curator inferred, what is computed.

The order of work: places become anchors and statements; entities become nodes with a description for each stated
attribute; facts become propositions, and a document's ``omits`` and ``as`` make variants beside them.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from mi2ld import names
from mi2ld.dossier.consistency import sides
from mi2ld.graph import labels
from mi2ld.graph.claims import ClaimBuilder
from mi2ld.graph.compute import compute
from mi2ld.graph.nodes import (
    DossierNodes,
    EstimateNode,
    EvidenceNode,
    InferenceNode,
    PropositionNode,
    StatementNode,
    TextNode,
)
from mi2ld.graph.results import RELEVANT
from mi2ld.graph.statements import ECO_CURATOR
from mi2ld.model import GroupValue
from mi2ld.problems import Mi2ldError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from mi2ld.dossier.vocabulary import Term, Vocabulary
    from mi2ld.graph.statements import Slot
    from mi2ld.model import Dossier, Fact, Said


class _Builder(ClaimBuilder):
    """Builds the whole: facts, their variants, and the links between propositions."""

    def build(self) -> DossierNodes:
        facts = self.nodes.facts
        text_name = self.d.text_file
        facts.append(
            TextNode(
                self.text_iri,
                (names.term("Text"),),
                self.d.where,
                f"text {text_name}",
                f"texte {text_name}",
                identifier=text_name,
                language=self.d.language,
                sha256=self.d.text_sha256,
            )
        )
        self._anchors()
        for entity in self.d.groups.values():
            self.group_label(entity.key)
        for entity in self.d.publications.values():
            self._publication(entity)
        for entity in self.d.studies.values():
            self._study(entity)
        for entity in self.d.groups.values():
            self._group(entity)
        for entity in self.d.documents.values():
            self._document(entity)
        for fact in self.d.facts.values():
            if fact.kind != "claim":
                self._fact(fact)
        for fact in self.d.facts.values():
            if fact.kind == "claim" and fact.fields["claim"] == "hypothesis":
                self._fact(fact)
        for fact in self.d.facts.values():
            if fact.kind == "claim" and fact.fields["claim"] != "hypothesis":
                self._fact(fact)
        self._fact_links()
        self._finish()
        self._refuse_clashes()
        facts.extend(self.propositions.values())
        facts.extend(self.statements.values())
        self.nodes.computed = compute(self.d, self.nodes, self.group_labels)
        return self.nodes

    # --- facts -----------------------------------------------------------------------------------------------

    def _fact(self, fact: Fact) -> None:
        base = self._propose(fact, "", frozenset())
        self.by_fact[fact.key] = base
        source = self._source_of(fact)
        stance = {
            "conflict": "ReportsConflict",
            "evidence-needed": "CallsForEvidence",
            "recommendation": "Recommends",
        }.get(fact.fields.get("claim", ""), "")
        for said in fact.said:
            stated = base
            if said.omits or said.changes:
                stated = self._variant(fact, said, base)
            for proposition in stated.values():
                named = self._traceable(said.by) if said.by else source
                statement = self._state(said, proposition, source=named, stance=stance)
                if fact.reported_by:
                    self._evidence(fact, proposition, statement)
        self._infer_quantifiers(fact)

    def _source_of(self, fact: Fact) -> str:
        """Return the primary source of a fact (model.md, Sources)."""
        if fact.reported_by:
            if fact.reported_by in self.d.studies:
                return self.primary_source(fact.reported_by)
            return self._traceable(fact.reported_by)
        if fact.study:
            return self.primary_source(fact.study)
        groups = sides(fact)
        return self.primary_source(self._study_of(groups[0].group)) if groups and fact.fields.get("group") else ""

    def _evidence(self, fact: Fact, proposition: PropositionNode, statement: StatementNode) -> None:
        if fact.reported_by in self.d.studies:
            published = self.d.studies[fact.reported_by].first("published-in")
            source = self.publication_iri[published.values[0]] if published else self.study_iri(fact.reported_by)
            label = (
                self._publication_label(self.d.publications[published.values[0]])
                if published
                else (fact.reported_by,) * 2
            )
        else:
            source = self.publication_iri[fact.reported_by]
            label = self._publication_label(self.d.publications[fact.reported_by])
        key = f"{proposition.key}--from--{statement.iri.rsplit('/', 1)[1][:-1]}"
        support = labels.join(label, ("supports", "soutient"), (proposition.label_en, proposition.label_fr))
        self.nodes.facts.append(
            EvidenceNode(
                self.mint("evidence", key),
                (names.term("EvidenceLine"),),
                fact.where,
                *support,
                target=proposition.iri,
                direction=names.term("Supports"),
                source=source,
                recorded_from=statement.iri,
            )
        )

    def _infer_quantifiers(self, fact: Fact) -> None:
        """Add the quantifiers that the curator inferred, each about the result of its own group."""
        found = [g for g in sides(fact) if g.quantifier_inferred and g.quantifier is not None]
        for number, group in enumerate(found, 1):
            proposition = self.by_fact[fact.key].get(("group", group.group, ""))
            if proposition is not None and group.quantifier is not None:
                self._infer_quantifier(fact, group, group.quantifier, proposition, number)

    def _infer_quantifier(
        self, fact: Fact, group: GroupValue, quantifier: Term, proposition: PropositionNode, number: int
    ) -> None:
        term = self.vocabulary.terms["quantity"]
        label = (proposition.label_en, proposition.label_fr)
        self.nodes.curation.append(
            InferenceNode(
                self.mint("inference", f"fact--{fact.key}--quantifier" + (f"--{number}" if number > 1 else "")),
                (names.term("CuratorInference"),),
                group.where,
                *labels.join(label, labels.of_term(term), labels.of_term(quantifier)),
                notes=self._notes(dict(group.note)),
                about=proposition.iri,
                attribute=term.iri,
                value=quantifier.iri,
                evidence_code=ECO_CURATOR,
            )
        )

    def _variant(self, fact: Fact, said: Said, base: dict[Slot, PropositionNode]) -> dict[Slot, PropositionNode]:
        """Return the propositions a document states in its own, vaguer or other, way; link them to the base."""
        fields = {**fact.fields, **said.changes}
        for name in said.omits:
            fields.pop(name, None)
        changed = frozenset((*said.changes, *said.omits))
        unstated = fact.unstated - set(said.changes) | set(said.omits)
        varied = replace(fact, fields=fields, unstated=frozenset(unstated))
        stated = self._propose(varied, said.document, changed)
        for slot, proposition in stated.items():
            for other_slot, other in base.items():
                if other.iri != proposition.iri and self._matches(slot, other_slot):
                    self._relate(fact, fields, changed, proposition, other, slot, other_slot)
        return stated

    @staticmethod
    def _matches(slot: Slot, base: Slot) -> bool:
        return slot[0] == base[0] and all(
            a in ("", "unstated") or a == b for a, b in zip(slot[1:], base[1:], strict=True)
        )

    def _relate(
        self,
        fact: Fact,
        fields: dict[str, Any],
        changed: frozenset[str],
        variant: PropositionNode,
        base: PropositionNode,
        slot: Slot,
        base_slot: Slot,
    ) -> None:
        relations = {
            relation
            for name in changed
            if name in RELEVANT[slot[0]]
            and (relation := self._compare(fields.get(name), fact.fields.get(name))) != "equal"
        }
        if slot[2] != base_slot[2] or slot[1] != base_slot[1]:
            relations.add("broader")
        if relations == {"broader"}:
            self._link("less_specific_than", variant.key, base.key)
        elif relations == {"narrower"}:
            self._link("less_specific_than", base.key, variant.key)
        elif relations:
            self._link("aligned_with", variant.key, base.key)
            self._link("aligned_with", base.key, variant.key)

    def _compare(self, variant: Any, base: Any) -> str:
        """Return how a variant's value stands to the base's: equal, broader, narrower or other."""
        if variant == base:
            return "equal"
        if variant is None:
            return "broader"
        if base is None:
            return "narrower"
        if isinstance(variant, GroupValue) and isinstance(base, GroupValue):
            return self._compare(variant.quantities or None, base.quantities or None)
        if isinstance(variant, tuple) and isinstance(base, tuple):
            if len(variant) == len(base):
                each = {self._compare(v, b) for v, b in zip(variant, base, strict=True)} - {"equal"}
                return each.pop() if len(each) == 1 else "other"
            return "broader" if set(variant) < set(base) else "narrower" if set(base) < set(variant) else "other"
        if hasattr(variant, "local") and hasattr(base, "local"):
            if self.vocabulary.is_broader(variant, base):
                return "broader"
            if self.vocabulary.is_broader(base, variant):
                return "narrower"
        return "other"

    def _propose(self, fact: Fact, document: str, changed: frozenset[str]) -> dict[Slot, PropositionNode]:
        """Return the propositions of a fact, or of a document's variant of it, by slot."""
        name = fact.fields["claim"] if fact.kind == "claim" else fact.kind
        found = _FACT_BUILDERS[name](self, fact, document, changed)
        kept: dict[Slot, PropositionNode] = {}
        for slot, made in found.items():
            known = self.propositions.setdefault(made.key, made)
            if known is not made and _content(known) != _content(made):
                self.clashes.append((made.iri, fact.where))
            kept[slot] = known
        return kept

    # --- links between propositions --------------------------------------------------------------------------

    def _fact_links(self) -> None:
        for fact in self.d.facts.values():
            for own in self.by_fact.get(fact.key, {}).values():
                for other in self._members(fact.broader_than):
                    if self._worth_linking(own, other):
                        self._link("less_specific_than", own.key, other.key)
                for other in self._members(fact.aligned_with):
                    self._link("aligned_with", own.key, other.key)
                    self._link("aligned_with", other.key, own.key)

    @staticmethod
    def _worth_linking(own: PropositionNode, other: PropositionNode) -> bool:
        """Return whether two propositions can be of one claim: a comparison's group results are not that claim."""
        return own.iri != other.iri and not (own.antibody and other.group)

    def _refuse_clashes(self) -> None:
        """Refuse two things of one name: the second would silently be taken for the first, or melt into it."""
        seen: dict[str, EstimateNode] = {}
        for node in self.nodes.facts:
            if not isinstance(node, EstimateNode):
                continue
            other = seen.setdefault(node.iri, node)
            if other is not node and _content(other) != _content(node):
                self.clashes.append((node.iri, node.origin))
        found = [
            Problem(
                where,
                "error",
                "E102",
                f"two things that differ would have one name, {names.contract(iri[1:-1])}",
                "state one of them as a fact with a key of its own",
            )
            for iri, where in self.clashes
        ]
        if found:
            raise Mi2ldError(sorted(set(found)))

    def _finish(self) -> None:
        for key, relations in self.links.items():
            proposition = self.propositions[key]
            for relation, targets in relations.items():
                setattr(proposition, relation, tuple(self.propositions[t].iri for t in sorted(targets)))
        for statement in self.statements.values():
            statement.expresses = tuple(sorted(self.expressed[statement.iri]))


_FACT_BUILDERS: dict[str, Callable[[_Builder, Fact, str, frozenset[str]], dict[Slot, PropositionNode]]] = {
    "compare": _Builder._compare_fact,
    "associate": _Builder._associate,
    "proportion": _Builder._proportion,
    "measure": _Builder._proportion,
    "trend": _Builder._trend,
    "predict": _Builder._predict,
    "diagnose": _Builder._diagnose,
    "pool": _Builder._pool,
    "correlate": _Builder._correlate,
    "change": _Builder._change,
    "state": _Builder._state_fact,
    "conflict": _Builder._conflict,
    "hypothesis": _Builder._hypothesis,
    "evidence-needed": _Builder._evidence_needed,
    "recommendation": _Builder._recommendation,
}
"""The builder of each kind of fact and of claim."""


def _content(node: Any) -> dict[str, Any]:
    """Return what a node says, without where it stands and how it relates to others."""
    apart = ("origin", "less_specific_than", "aligned_with", "conflicts_with")
    return {f.name: getattr(node, f.name) for f in fields(node) if f.name not in apart}


def build_nodes(dossier: Dossier, vocabulary: Vocabulary, *, text: str | None = None) -> DossierNodes:
    """Return the nodes of a dossier; with ``text``, anchors carry their quotes too (a local build)."""
    return _Builder(dossier, vocabulary, text).build()
