"""Builders, fourth storey: claims, from associations without a group to recommendations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mi2ld.graph import labels
from mi2ld.graph.results import ResultBuilder

if TYPE_CHECKING:
    from mi2ld.dossier.vocabulary import Term
    from mi2ld.graph.nodes import PropositionNode
    from mi2ld.graph.statements import Slot
    from mi2ld.model import Fact


class ClaimBuilder(ResultBuilder):
    """Builds the propositions of each kind of claim."""

    def _associate(self, fact: Fact, document: str, changed: frozenset[str]) -> dict[Slot, PropositionNode]:
        fields = fact.fields
        suffix = self._suffix(fact, document, changed - {"aspect"}, "other")
        aspects: tuple[Term | None, ...] = fields.get("aspect") or (None,)
        found: dict[Slot, PropositionNode] = {}
        for aspect in aspects:
            key = fact.key + (f"--{aspect.key}" if aspect is not None and len(aspects) > 1 else "")
            key += "--aspect-unstated" if aspect is None and "aspect" in changed else ""
            proposition = self._new(
                fact,
                key + suffix,
                "AssociationClaim",
                antibody=fields["antibody"].iri,
                topic=fields["with"].iri,
                aspect=aspect.iri if aspect else None,
                direction=self._iri(fields, "direction"),
                severity=self._iri(fields, "severity"),
                in_disease=self._iri(fields, "in"),
                time_frame=self._time(fields.get("when"), fact.where),
                omits=self._omits(fact, "versus", "direction", "when", *(("aspect",) if "aspect" in changed else ())),
            )
            found["other", aspect.key if aspect else "", ""] = self._label(
                proposition,
                *self._shown(fields, "antibody", "with"),
                labels.of_term(aspect) if aspect else None,
                *self._shown(fields, "direction", "severity", "in", "when"),
            )
        return found

    def _state_fact(self, fact: Fact, document: str, changed: frozenset[str]) -> dict[Slot, PropositionNode]:
        fields = fact.fields
        proposition = self._new(
            fact,
            fact.key + self._suffix(fact, document, changed, "other"),
            "DescriptionProposition",
            about=tuple(t.iri for t in fields["of"]),
            attribute=fields["attribute"].iri,
            values=tuple(t.iri for t in fields["is"]),
            among=self._iri(fields, "among"),
            in_disease=self._iri(fields, "in"),
            quantifier=self._iri(fields, "quantifier"),
        )
        return {
            ("other", "", ""): self._label(
                proposition,
                *self._shown(fields, "quantifier"),
                *self._shown(fields, "of", "in", "attribute"),
                labels.join(*self._shown(fields, "is"), separator=", "),
                *self._shown(fields, "among"),
            )
        }

    def _members(self, keys: tuple[str, ...]) -> list[PropositionNode]:
        return [p for key in keys for p in self.by_fact.get(key, {}).values()]

    def _conflict(self, fact: Fact, document: str, changed: frozenset[str]) -> dict[Slot, PropositionNode]:
        members = self._members(fact.fields["of"])
        for member in members:
            for other in members:
                if other is not member:
                    self._link("conflicts_with", member.key, other.key)
        proposition = self._new(fact, fact.key, "ConflictProposition", members=tuple(m.iri for m in members))
        sides = labels.join(*((m.label_en, m.label_fr) for m in members), separator=" ⇄ ")
        return {("other", "", ""): self._label(proposition, ("conflict", "contradiction"), sides)}

    def _hypothesis(self, fact: Fact, document: str, changed: frozenset[str]) -> dict[Slot, PropositionNode]:
        fields = fact.fields
        proposition = self._new(
            fact,
            fact.key,
            "HypothesisProposition",
            subject=fields["subject"].iri,
            role=fields["role"].iri,
            role_for=fields["for"].iri,
        )
        return {
            ("other", "", ""): self._label(
                proposition, ("hypothesis", "hypothèse"), *self._shown(fields, "subject", "role", "for")
            )
        }

    def _evidence_needed(self, fact: Fact, document: str, changed: frozenset[str]) -> dict[Slot, PropositionNode]:
        about = self._members(fact.fields["of"])
        action = self.vocabulary.terms["further-study"]
        proposition = self._new(
            fact, fact.key, "ActionProposition", action=action.iri, concerns=tuple(p.iri for p in about)
        )
        shown = labels.join(*((p.label_en, p.label_fr) for p in about), separator="; ")
        return {("other", "", ""): self._label(proposition, labels.of_term(action), shown)}

    def _recommendation(self, fact: Fact, document: str, changed: frozenset[str]) -> dict[Slot, PropositionNode]:
        fields = fact.fields
        because = self._members(fields.get("because", ()))
        proposition = self._new(
            fact,
            fact.key,
            "ActionProposition",
            action=fields["action"].iri,
            action_object=fields["subject"].iri,
            in_disease=self._iri(fields, "in"),
            urgency=self._iri(fields, "urgency"),
            because_of=tuple(p.iri for p in because),
        )
        return {("other", "", ""): self._label(proposition, *self._shown(fields, "action", "subject", "in", "urgency"))}
