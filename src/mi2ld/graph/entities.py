"""Builders, second storey: documents, publications, studies and groups, with a description for each stated attribute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mi2ld import names
from mi2ld.graph import labels
from mi2ld.graph.nodes import (
    CriterionNode,
    DocumentNode,
    GroupNode,
    InferenceNode,
    PropositionNode,
    PublicationNode,
    StudyNode,
)
from mi2ld.graph.statements import ECO_AUTHOR, ECO_CURATOR, ECO_REFERENCE, StatementBuilder
from mi2ld.model import Marker, Quantity, Window

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mi2ld.dossier.vocabulary import Term
    from mi2ld.graph.labels import Label
    from mi2ld.model import Attribute, Entity

_ATTRIBUTE_KEYS = {
    "follow-up": "follow-up-length",
    "assesses": "assessed-measure",
    "assessed-by": "assessment-instrument",
    "assessment-mode": "assessment-mode-attribute",
    "role": "role-attribute",
    "has": "antibody-positive",
    "lacks": "antibody-negative",
    "treatment": "treatment-received",
    "enrolled": "enrolment",
    "age": "age-attribute",
    "window": "observation-window",
    "population": "population-source",
    "members": "member-kind",
    "without": "finding-absent",
    "untreated": "treatment-not-received",
}
"""The attribute of the vocabulary for a dossier's field, where the two names differ."""


_DATE_TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}


class EntityBuilder(StatementBuilder):
    """Builds the things that documents speak of."""

    # --- descriptions ----------------------------------------------------------------------------------------

    def _attribute_term(self, name: str) -> Term:
        return self.vocabulary.terms[_ATTRIBUTE_KEYS.get(name, name)]

    def _describe(self, entity: Entity, iri: str, label: Label, *, source: str, code: str = "") -> None:
        """Add a description proposition for each stated attribute, an inference for each inferred one."""
        kind = "study" if entity.section == "studies" else entity.section.rstrip("s")
        count: dict[str, int] = {}
        for attribute in entity.attributes:
            term = self._attribute_term("aim" if attribute.name == "aim-of" else attribute.name)
            if attribute.inferred:
                self._infer(kind, entity, iri, label, attribute, term)
                continue
            if attribute.name == "aim-of":
                continue
            count[attribute.name] = number = count.get(attribute.name, 0) + 1
            key = f"{kind}--{entity.key}--{attribute.name}" + (f"--{number}" if number > 1 else "")
            proposition = PropositionNode(
                self.mint("proposition", key),
                (names.term("DescriptionProposition"),),
                attribute.where,
                key=key,
                about=(iri,),
                attribute=term.iri,
                notes=self._notes(attribute.note),
            )
            shown = self._fill_values(proposition, key, attribute)
            if attribute.name == "aim" and (of := entity.first("aim-of")) is not None and of.values:
                proposition.topic = of.values[0].iri
                shown = labels.join(shown, labels.of_term(of.values[0]), separator=" ")
            if attribute.name in ("assessed-by", "assessment-mode") and (of := entity.first("assesses")) and of.values:
                proposition.topic = of.values[0].iri
            text = labels.join(label, labels.of_term(term), shown)
            proposition.label_en, proposition.label_fr = text
            self.propositions[key] = proposition
            for said in attribute.said:
                self._state(said, proposition, source=source, code=code)

    def _fill_values(self, proposition: PropositionNode, key: str, attribute: Attribute) -> Label:
        """Put an attribute's values on its description; return how they are shown."""
        shown: list[Label] = []
        iris: list[str] = []
        texts: list[tuple[str, str]] = []
        for value in attribute.values:
            iri, text, label = self._value(attribute, value)
            shown.append(label)
            iris.extend([iri] if iri else [])
            texts.extend(text)
            quantity = value.quantity if isinstance(value, Marker) else value
            if isinstance(quantity, Quantity):
                proposition.estimates = self._estimates(
                    key,
                    (quantity,),
                    attribute.where,
                    statistic=attribute.statistic,
                    approximation=attribute.approximation,
                    count=attribute.name in ("size", "centres"),
                )
        proposition.values = tuple(iris)
        proposition.texts = tuple(texts)
        return labels.join(*shown, separator=", ")

    def _value(self, attribute: Attribute, value: Any) -> tuple[str, list[tuple[str, str]], Label]:
        """Return what one value of an attribute is in the graph: an IRI, or texts with their languages; and its label."""
        name = attribute.name
        if isinstance(value, Marker):
            shown = labels.of_term(value.measure)
            return (
                value.measure.iri,
                [],
                labels.join(shown, self.figure(value.quantity), separator=" ") if value.quantity else shown,
            )
        if isinstance(value, Window) or hasattr(value, "local"):
            return self._time(value, attribute.where) or "", [], labels.of(value)
        if isinstance(value, Quantity):
            return "", [], self.figure(value)
        if isinstance(value, dict):
            first = next(iter(value.values()))
            return "", [(text, language) for language, text in sorted(value.items())], (first, first)
        if name in ("published-in", "same-as"):
            return self.publication_iri[value], [], self._publication_label(self.d.publications[value])
        if name == "part-of":
            return self.group_iri(value), [], self.group_label(value)
        text = str(value)
        return "", [(text, self.d.language if name in ("title", "series") else "und")], (text, text)

    def _infer(self, kind: str, entity: Entity, iri: str, label: Label, attribute: Attribute, term: Term) -> None:
        """Add an inference for each value of an attribute that no document states."""
        for number, item in enumerate(attribute.values, 1):
            key = f"{kind}--{entity.key}--{attribute.name}" + (f"--{number}" if number > 1 else "")
            value, texts, shown = self._value(attribute, item)
            printed = item.printed if isinstance(item, (Quantity, Marker)) else texts[0][0] if texts else ""
            self.nodes.curation.append(
                InferenceNode(
                    self.mint("inference", key),
                    (names.term("CuratorInference"),),
                    attribute.where,
                    *labels.join(label, labels.of_term(term), shown),
                    notes=self._notes(attribute.note),
                    about=iri,
                    attribute=term.iri,
                    value=value or None,
                    text=printed or None,
                    evidence_code=ECO_CURATOR,
                )
            )

    def _every(self, entity: Entity, name: str) -> tuple[Any, ...]:
        """Return the stated values of an attribute that may be given several times, each of which holds."""
        return tuple(v for a in entity.attributes if a.name == name and not a.inferred for v in a.values)

    # --- entities --------------------------------------------------------------------------------------------

    def _publication(self, entity: Entity) -> None:
        iri = self.publication_iri[entity.key]
        authors = tuple(str(a) for a in self._agreed(entity, "authors"))
        issued = self._agreed(entity, "issued")
        titles: list[tuple[str, str]] = []
        for value in self._agreed(entity, "title"):
            titles.extend((t, language) for language, t in value.items()) if isinstance(value, dict) else titles.append(
                (str(value), "und")
            )
        label = self._publication_label(entity)
        kind = "UnidentifiedLiterature" if entity.unidentified else "Publication"
        journal, pmid, doi = (self._agreed(entity, n) for n in ("journal", "pmid", "doi"))
        self.nodes.facts.append(
            PublicationNode(
                iri,
                (names.term(kind),),
                entity.where,
                *label,
                notes=self._notes(entity.note),
                titles=tuple(titles),
                creators=authors,
                author_list=("; ".join(authors) + (" et al." if entity.et_al else "")) if authors else None,
                et_al=entity.et_al if authors else None,
                journal=str(journal[0]) if journal else None,
                issued=(issued[0], _DATE_TYPES[len(issued[0])]) if issued else None,
                pmid=pmid[0] if pmid else None,
                doi=doi[0] if doi else None,
                see_also=(f"<https://pubmed.ncbi.nlm.nih.gov/{pmid[0]}/>",) if pmid else (),
            )
        )
        self._describe(entity, iri, label, source=iri, code=ECO_REFERENCE)

    def primary_source(self, study: str) -> str:
        """Return the publication that a study's results are relayed from, or nothing when none is traceable."""
        if not study:
            return ""
        attribute = self.d.studies[study].first("published-in")
        return self._traceable(attribute.values[0]) if attribute and attribute.values else ""

    def _traceable(self, key: str) -> str:
        entity = self.d.publications[key]
        return "" if entity.unidentified and not entity.traceable else self.publication_iri[key]

    def _study(self, entity: Entity) -> None:
        iri = self.study_iri(entity.key)
        published = self._agreed(entity, "published-in")
        label = labels.join(
            ("study", "étude"),
            self._publication_label(self.d.publications[published[0]]) if published else (entity.key, entity.key),
            separator=" ",
        )
        terms = {
            n: tuple(t.iri for t in self._agreed(entity, n))
            for n in ("country", "aim", "design", "cohort-source", "setting")
        }
        registry, centres = self._agreed(entity, "registry"), self._agreed(entity, "centres")
        enrolled = self._agreed(entity, "enrolled")
        start, end = ((d, _DATE_TYPES[len(d)]) for d in enrolled[0].split("/")) if enrolled else (None, None)
        self.nodes.facts.append(
            StudyNode(
                iri,
                (names.term("Study"),),
                entity.where,
                *label,
                notes=self._notes(entity.note),
                published_in=tuple(self.publication_iri[p] for p in published),
                country=terms["country"],
                aim=terms["aim"],
                design=terms["design"],
                drawn_from=terms["cohort-source"],
                setting=terms["setting"],
                registry=registry[0] if registry else None,
                centre_count=int(centres[0].value) if centres and centres[0].bound == "=" else None,
                enrolment_start=start,
                enrolment_end=end,
            )
        )
        self._population(entity, iri, label)
        self._describe(entity, iri, label, source=self.primary_source(entity.key))

    def _population(self, study: Entity, study_iri: str, label: Label) -> None:
        """Add the population of a study: the group with the study's key."""
        size = self._agreed(study, "size")
        exact = size and size[0].bound == "="
        shown = labels.join(("population", "population"), label, separator=": ")
        self.group_labels[study.key] = shown
        self.nodes.facts.append(
            GroupNode(
                self.group_iri(study.key),
                (names.term("StudyPopulation"),),
                study.where,
                *shown,
                study=study_iri,
                member_count=int(size[0].value) if exact else None,
                omits=() if size else (names.term("SizeNotStated"),),
            )
        )

    def group_label(self, key: str) -> Label:
        """Return a group's label, from its criteria."""
        if key in self.group_labels:
            return self.group_labels[key]
        entity = self.d.groups.get(key)
        if entity is None:
            return (key, key)
        if entity.label:
            found = (entity.label["en"], entity.label["fr"])
        else:
            parts: list[Label] = []
            parent = entity.first("part-of")
            if parent and parent.values and entity.kind == "Subgroup":
                parts.append(self.group_label(parent.values[0]))
            parts.extend(labels.of_term(t) for t in self._agreed(entity, "diagnosis"))
            for name, sign in (("has", "+"), ("lacks", "−")):
                for term in self._agreed(entity, name):
                    parts.append((f"{term.short_en}{sign}", f"{term.short_fr}{sign}"))
            for name, lead in (("follow-up", ("follow-up", "suivi")), ("age", ("age", "âge"))):
                for quantity in self._agreed(entity, name):
                    parts.append(labels.join(lead, self.figure(quantity), separator=" "))
            for marker in self._every(entity, "marker"):
                figure = self.figure(marker.quantity) if marker.quantity else None
                parts.append(labels.join(labels.of_term(marker.measure), figure, separator=" "))
            for name in ("characteristic", "finding", "treatment", "population", "window"):
                parts.extend(labels.of(t) for t in self._agreed(entity, name))
            for name in ("without", "untreated"):
                for term in self._agreed(entity, name):
                    parts.append(labels.join(labels.WITHOUT, labels.of_term(term), separator=" "))
            found = labels.join(*parts, separator=" ") if parts else (key, key)
        self.group_labels[key] = found
        return found

    def _group(self, entity: Entity) -> None:
        iri = self.group_iri(entity.key)
        label = self.group_label(entity.key)
        size = self._agreed(entity, "size")
        part_of = self._agreed(entity, "part-of")
        parent = part_of[0] if part_of else entity.study
        omits = [] if size else [names.term("SizeNotStated")]
        if not self._agreed(entity, "diagnosis"):
            omits.append(names.term("DiagnosisNotStated"))
        node = GroupNode(
            iri,
            (names.term(str(entity.kind)),),
            entity.where,
            *label,
            notes=self._notes(entity.note),
            study=self.study_iri(self._study_of(entity.key)) if self._study_of(entity.key) else None,
            subgroup_of=self.group_iri(parent) if parent else None,
            role=next((t.iri for t in self._agreed(entity, "role")), None),
            diagnosis=next((t.iri for t in self._agreed(entity, "diagnosis")), None),
            positive=tuple(t.iri for t in self._agreed(entity, "has")),
            negative=tuple(t.iri for t in self._agreed(entity, "lacks")),
            criteria=tuple(self._criteria(entity, label)),
            member_count=int(size[0].value) if size and size[0].bound == "=" else None,
            population_source=next((t.iri for t in self._agreed(entity, "population")), None),
            member_kind=next((t.iri for t in self._agreed(entity, "members")), None),
            omits=tuple(omits),
        )
        self.nodes.facts.append(node)
        self._describe(entity, iri, label, source=self.primary_source(self._study_of(entity.key)))

    def _study_of(self, group: str) -> str:
        """Return the study a group belongs to: its own, or its parent's."""
        if group in self.d.studies:
            return group
        seen: set[str] = set()
        while group in self.d.groups and group not in seen:
            seen.add(group)
            entity = self.d.groups[group]
            if entity.study:
                return entity.study
            parent = entity.first("part-of", inferred=True)
            group = parent.values[0] if parent and parent.values else ""
            if group in self.d.studies:
                return str(group)
        return ""

    def _criteria(self, entity: Entity, label: Label) -> Iterable[str]:
        """Add the criteria of a group; return their IRIs."""
        rows = (
            ("diagnosis", "DiagnosisCriterion", "Present"),
            ("has", "AntibodyCriterion", "Present"),
            ("lacks", "AntibodyCriterion", "Absent"),
            ("finding", "FindingCriterion", "Present"),
            ("without", "FindingCriterion", "Absent"),
            ("treatment", "TreatmentCriterion", "Present"),
            ("untreated", "TreatmentCriterion", "Absent"),
            ("characteristic", "CharacteristicCriterion", "Present"),
            ("follow-up", "FollowUpCriterion", "Present"),
            ("age", "AgeCriterion", "Present"),
            ("marker", "MarkerCriterion", "Present"),
            ("window", "WindowCriterion", "Present"),
        )
        for name, kind, status in rows:
            values = self._every(entity, name) if name == "marker" else self._agreed(entity, name)
            for number, value in enumerate(values, 1):
                yield self._criterion(entity, label, name, kind, status, value, number)

    def _criterion(
        self, entity: Entity, label: Label, name: str, kind: str, status: str, value: Any, number: int
    ) -> str:
        where = entity.first(name).where  # type: ignore[union-attr]
        is_time = name == "window"
        term = (
            value.measure if isinstance(value, Marker) else value if hasattr(value, "local") and not is_time else None
        )
        key = f"{entity.key}--{name}" + (f"--{term.key}" if term is not None else "")
        if isinstance(value, Marker) and number > 1:
            key += f"--{number}"
        quantity = value.quantity if isinstance(value, Marker) else value if isinstance(value, Quantity) else None
        shown = self._value(entity.first(name), value)[2]  # type: ignore[arg-type]
        iri = self.mint("criterion", key)
        self.nodes.facts.append(
            CriterionNode(
                iri,
                (names.term(kind),),
                where,
                *labels.join(label, shown),
                topic=term.iri if term is not None else None,
                status=names.term(status),
                estimate=self._estimate(key, quantity, where) if quantity is not None else None,
                time_frame=self._time(value, where) if is_time else None,
            )
        )
        return iri

    @staticmethod
    def _class_of(entity: Entity) -> str:
        return names.term(entity.kind if isinstance(entity.kind, str) else getattr(entity.kind, "local", "Document"))

    def _document(self, entity: Entity) -> None:
        iri = self.mint("document", entity.key)
        title = self._agreed(entity, "title")
        titles = [(str(t), self.d.language) for t in title if isinstance(t, str)]
        series, subject = self._agreed(entity, "series"), self._agreed(entity, "subject")
        label = self._short(entity)
        sources = tuple(self.publication_iri[s] for s in entity.sources)
        self.nodes.facts.append(
            DocumentNode(
                iri,
                (self._class_of(entity),),
                entity.where,
                *label,
                notes=(*self._notes(entity.note), *(n for link in entity.links for n in self._notes(link.note))),
                part_of=self.text_iri,
                language=self.d.language,
                start_line=entity.lines[0],
                end_line=entity.lines[1],
                titles=tuple(titles),
                series=str(series[0]) if series else None,
                subjects=tuple(t.iri for t in subject),
                derived_from=sources,
                links=tuple(names.ref(link.to) for link in entity.links),
                headings=tuple(self.mint("anchor", self.anchor_key[h.start, h.end]) for h in entity.headings),
            )
        )
        self._describe(entity, iri, label, source="", code=ECO_AUTHOR)
        for number, link in enumerate(entity.links, 1):
            if not link.publication:
                continue
            if link.inferred:
                term = self.vocabulary.terms["link-target"]
                shown = self._publication_label(self.d.publications[link.publication])
                self.nodes.curation.append(
                    InferenceNode(
                        self.mint("inference", f"document--{entity.key}--link-{number}"),
                        (names.term("CuratorInference"),),
                        link.where,
                        *labels.join(label, labels.of_term(term), shown),
                        notes=self._notes(link.note),
                        about=iri,
                        attribute=term.iri,
                        value=self.publication_iri[link.publication],
                        text=link.to,
                        evidence_code=ECO_CURATOR,
                    )
                )
