"""From the records of a dossier to the nodes of the graph.

In:   a ``Dossier``, the vocabulary, and the texts if quotes are wanted in a local build.
Out:  ``DossierNodes``: what is stated, what the curator inferred, what is computed.

The order of work: places become anchors and statements; entities become nodes with a description for each stated
attribute; facts become propositions, and a document's ``omits`` and ``as`` make variants beside them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mi2ld import names
from mi2ld.graph import labels
from mi2ld.graph.compute import compute
from mi2ld.graph.nodes import (
    AnchorNode,
    CriterionNode,
    DocumentNode,
    DossierNodes,
    EstimateNode,
    EvidenceNode,
    GroupNode,
    InferenceNode,
    PropositionNode,
    PublicationNode,
    SelectorNode,
    StatementNode,
    StudyNode,
    TextNode,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mi2ld.dossier.vocabulary import Term, Vocabulary
    from mi2ld.graph.labels import Label
    from mi2ld.model import Attribute, Dossier, Entity, Fact, GroupValue, Quantity, Said
    from mi2ld.problems import Where

_OBO = "http://purl.obolibrary.org/obo/"
ECO_RELAYED = f"<{_OBO}ECO_0006016>"
ECO_UNTRACEABLE = f"<{_OBO}ECO_0000034>"
ECO_CLINICAL_STUDY = f"<{_OBO}ECO_0000180>"
ECO_CURATOR = f"<{_OBO}ECO_0000205>"
ECO_REFERENCE = f"<{_OBO}ECO_0000033>"
ECO_AUTHOR = f"<{_OBO}ECO_0000204>"

_OA = "http://www.w3.org/ns/oa#"
_BOUNDS = {"=": "EqualTo", "<": "LessThan", ">": "MoreThan", "≤": "AtMost", "≥": "AtLeast", "≈": "About"}
_ATTRIBUTE_KEYS = {
    "follow-up": "follow-up-length",
    "assesses": "assessed-measure",
    "assessed-by": "assessment-instrument",
    "assessment-mode": "assessment-mode-attribute",
    "role": "role-attribute",
    "has": "antibody-positive",
    "lacks": "antibody-negative",
    "treatment": "treatment-received",
}
"""The attribute of the vocabulary for a dossier's field, where the two names differ."""

_RELEVANT = {
    "group": (
        "topic",
        "outcomes",
        "variables",
        "when",
        "site",
        "by",
        "under",
        "quantifier",
        "sign",
        "strength",
        "significance",
    ),
    "comparison": ("topic", "when", "site", "by", "under", "aspect", "direction", "significance"),
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
"""The fields whose variation changes a proposition of each form; the groups stand in its key."""

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
}
_SPOKEN = {"outcomes": "change", "variables": "correlate", "topic": "of"}
"""How a field is called in the key of a variant, where the record's name is not the curator's."""

_DATE_TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}

Slot = tuple[str, str, str]
"""Form, index group or aspect, comparator: what a variant's proposition is matched by."""


class _Builder:
    def __init__(self, dossier: Dossier, vocabulary: Vocabulary, text: str | None) -> None:
        self.d = dossier
        self.vocabulary = vocabulary
        self.text = text
        self.nodes = DossierNodes(dossier.key)
        self.propositions: dict[str, PropositionNode] = {}
        self.statements: dict[tuple[str, int, int], StatementNode] = {}
        self.expressed: dict[str, dict[str, None]] = {}
        self.by_fact: dict[str, dict[Slot, PropositionNode]] = {}
        self.links: dict[str, dict[str, dict[str, None]]] = {}
        self.text_iri = self.mint("text", names.slug(dossier.text_file.rsplit(".", 1)[0]))
        self.publication_iri = {k: self._mint_publication(e) for k, e in dossier.publications.items()}
        self.anchor_key, self.statement_key = self._number_places()
        self.group_labels: dict[str, Label] = {}

    # --- names -----------------------------------------------------------------------------------------------

    def mint(self, kind: str, key: str) -> str:
        return names.mint(kind, self.d.key, key)

    def _mint_publication(self, entity: Entity) -> str:
        pmid, doi = entity.first("pmid", inferred=True), entity.first("doi", inferred=True)
        return names.mint_publication(
            self.d.key,
            entity.key,
            pmid=pmid.values[0] if pmid and pmid.values else "",
            doi=doi.values[0] if doi and doi.values else "",
        )

    def _number_places(self) -> tuple[dict[tuple[int, int], str], dict[tuple[str, int, int], str]]:
        """Return the keys of anchors and statements: the digest, numbered in reading order where it repeats."""
        anchors: dict[tuple[int, int], str] = {}
        statements: dict[tuple[str, int, int], str] = {}
        seen: dict[str, int] = {}
        seen_in: dict[tuple[str, str], int] = {}
        places = {(p.start, p.end, p.digest) for _, p in self.d.places()}
        for start, end, digest in sorted(places):
            seen[digest] = number = seen.get(digest, 0) + 1
            anchors[start, end] = digest if number == 1 else f"{digest}--{number}"
        said = {(p.start, p.end, document, p.digest) for document, p in self.d.places()}
        for start, end, document, digest in sorted(said):
            seen_in[document, digest] = number = seen_in.get((document, digest), 0) + 1
            key = f"{document}--{digest}"
            statements[document, start, end] = key if number == 1 else f"{key}--{number}"
        return anchors, statements

    def group_iri(self, key: str) -> str:
        return self.mint("group", key)

    def source_iri(self, key: str) -> str:
        return self.publication_iri[key]

    # --- texts, anchors, statements --------------------------------------------------------------------------

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
        facts.extend(self.propositions.values())
        facts.extend(self.statements.values())
        self.nodes.computed = compute(self.d, self.nodes, self.group_labels)
        return self.nodes

    def _anchors(self) -> None:
        done: set[str] = set()
        for _document, place in self.d.places():
            key = self.anchor_key[place.start, place.end]
            if key in done:
                continue
            done.add(key)
            selector = self.mint("selector", key)
            selectors = [selector]
            where = f"{place.start}–{place.end}"
            self.nodes.facts.append(
                SelectorNode(
                    selector,
                    (f"<{_OA}TextPositionSelector>",),
                    place.where,
                    f"characters {where}",
                    f"caractères {where}",
                    start=place.start,
                    end=place.end,
                )
            )
            if self.text is not None:
                quote = self.mint("selector", f"{key}--quote")
                selectors.append(quote)
                self.nodes.facts.append(
                    SelectorNode(
                        quote,
                        (f"<{_OA}TextQuoteSelector>",),
                        place.where,
                        f"quote {key}",
                        f"citation {key}",
                        exact=self.text[place.start : place.end],
                    )
                )
            self.nodes.facts.append(
                AnchorNode(
                    self.mint("anchor", key),
                    (f"<{_OA}SpecificResource>",),
                    place.where,
                    f"{self.d.text_file}, characters {where}",
                    f"{self.d.text_file}, caractères {where}",
                    source=self.text_iri,
                    selectors=tuple(selectors),
                    digest=place.digest,
                    digest_iri=names.mint_digest(place.digest),
                )
            )

    def _state(
        self, said: Said, proposition: PropositionNode, *, source: str, stance: str = "", code: str = ""
    ) -> StatementNode:
        """Return the statement at a place, which now expresses the proposition too.

        ``source`` is the publication the claim is relayed from, or empty; ``code`` overrides the evidence code.
        """
        place = said.place
        at = (said.document, place.start, place.end)
        statement = self.statements.get(at)
        document = self.d.documents[said.document]
        if statement is None:
            key = self.statement_key[at]
            title = self._short(document)
            statement = StatementNode(
                self.mint("statement", key),
                (names.term("Statement"),),
                said.where,
                f"{title[0]}, characters {place.start}–{place.end}",
                f"{title[1]}, caractères {place.start}–{place.end}",
                document=self.mint("document", said.document),
                hedge=(said.hedge_words, self.d.language) if said.hedge_words else None,
                hedge_kind=said.hedge.iri if said.hedge else None,
                qualifiers=tuple(q.iri for q in said.qualifiers),
                wording=said.wording.iri if said.wording else None,
                reading=said.reading.iri if said.reading else None,
                attributed_to=self.source_iri(said.by) if said.by else None,
                anchor=self.mint("anchor", self.anchor_key[place.start, place.end]),
                language=self.d.language,
            )
            self.statements[at] = statement
            self.expressed[statement.iri] = {}
        self.expressed[statement.iri][proposition.iri] = None
        wanted = names.term(stance or ("Suggests" if said.hedge else "Asserts"))
        if not statement.stance or statement.stance == names.term("Asserts"):
            statement.stance = wanted
        relays = getattr(document.kind, "extra", {}).get("relays", "yes") == "yes"
        if not relays and not code and document.sources:
            source, code = self.source_iri(document.sources[0]), ECO_CLINICAL_STUDY
        code = code or (ECO_RELAYED if source else ECO_UNTRACEABLE)
        if source and source not in statement.primary_sources:
            statement.primary_sources = (*statement.primary_sources, source)
        # a place that names its source for one proposition names it for all it expresses
        if not statement.evidence_code or statement.evidence_code in (ECO_UNTRACEABLE, ECO_AUTHOR):
            statement.evidence_code = code
        return statement

    def _short(self, document: Entity) -> Label:
        series = document.first("series")
        name = str(series.values[0]) if series and series.values else document.key
        return name, name

    def _notes(self, note: dict[str, str]) -> tuple[tuple[str, str], ...]:
        return tuple((text, language) for language, text in sorted(note.items()))

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
            if hasattr(value, "local"):
                iris.append(value.iri)
                shown.append(labels.of_term(value))
            elif hasattr(value, "printed"):
                proposition.estimate = self._estimate(
                    key,
                    value,
                    attribute.where,
                    statistic=attribute.statistic,
                    approximation=attribute.approximation,
                    count=attribute.name == "size",
                )
                shown.append(labels.of_quantity(value))
            elif isinstance(value, dict):
                texts.extend((text, language) for language, text in sorted(value.items()))
                first = next(iter(value.values()))
                shown.append((first, first))
            elif attribute.name in ("published-in", "same-as"):
                iris.append(self.publication_iri[value])
                shown.append(self._publication_label(self.d.publications[value]))
            elif attribute.name == "part-of":
                iris.append(self.group_iri(value))
                shown.append(self.group_label(value))
            else:
                texts.append((str(value), self.d.language if attribute.name in ("title", "series") else "und"))
                shown.append((str(value), str(value)))
        proposition.values = tuple(iris)
        proposition.texts = tuple(texts)
        return labels.join(*shown, separator=", ")

    def _infer(self, kind: str, entity: Entity, iri: str, label: Label, attribute: Attribute, term: Term) -> None:
        value = attribute.values[0] if attribute.values else None
        if value is None:
            return
        key = f"{kind}--{entity.key}--{attribute.name}"
        node = InferenceNode(
            self.mint("inference", key),
            (names.term("CuratorInference"),),
            attribute.where,
            notes=self._notes(attribute.note),
            about=iri,
            attribute=term.iri,
            evidence_code=ECO_CURATOR,
        )
        if hasattr(value, "local"):
            node.value, shown = value.iri, labels.of_term(value)
        elif attribute.name in ("same-as", "published-in"):
            node.value, shown = self.publication_iri[value], self._publication_label(self.d.publications[value])
        elif attribute.name == "part-of":
            node.value, shown = self.group_iri(value), self.group_label(value)
        else:
            text = getattr(value, "printed", value)
            node.text, shown = str(text), (str(text), str(text))
        node.label_en, node.label_fr = labels.join(label, labels.of_term(term), shown)
        self.nodes.curation.append(node)

    def _agreed(self, entity: Entity, name: str) -> tuple[Any, ...]:
        """Return the values of a stated attribute, or nothing when the documents disagree."""
        stated = [a.values for a in entity.attributes if a.name == name and not a.inferred]
        return stated[0] if len(stated) == 1 else ()

    # --- entities --------------------------------------------------------------------------------------------

    def _publication_label(self, entity: Entity) -> Label:
        if entity.label:
            return entity.label.get("en", entity.key), entity.label.get("fr", entity.key)
        authors = self._agreed(entity, "authors")
        issued = entity.first("issued")
        year = str(issued.values[0])[:4] if issued and issued.values else ""
        name = str(authors[0]).rsplit(" ", 1)[0] if authors else entity.key
        more = " et al." if entity.et_al or len(authors) > 1 else ""
        text = f"{name}{more} {year}".strip()
        return text, text

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
        iri = self.mint("study", entity.key)
        published = self._agreed(entity, "published-in")
        label = labels.join(
            ("study", "étude"),
            self._publication_label(self.d.publications[published[0]]) if published else (entity.key, entity.key),
            separator=" ",
        )
        terms = {
            n: tuple(t.iri for t in self._agreed(entity, n)) for n in ("country", "aim", "design", "cohort-source")
        }
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
            for quantity in self._agreed(entity, "follow-up"):
                shown = labels.of_quantity(quantity)
                parts.append((f"follow-up {shown[0]}", f"suivi {shown[1]}"))
            for name in ("finding", "treatment"):
                parts.extend(labels.of_term(t) for t in self._agreed(entity, name))
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
            study=self.mint("study", self._study_of(entity.key)) if self._study_of(entity.key) else None,
            subgroup_of=self.group_iri(parent) if parent else None,
            role=next((t.iri for t in self._agreed(entity, "role")), None),
            diagnosis=next((t.iri for t in self._agreed(entity, "diagnosis")), None),
            positive=tuple(t.iri for t in self._agreed(entity, "has")),
            negative=tuple(t.iri for t in self._agreed(entity, "lacks")),
            criteria=tuple(self._criteria(entity, label)),
            member_count=int(size[0].value) if size and size[0].bound == "=" else None,
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
        rows = (
            ("diagnosis", "DiagnosisCriterion", "Present"),
            ("has", "AntibodyCriterion", "Present"),
            ("lacks", "AntibodyCriterion", "Absent"),
            ("finding", "FindingCriterion", "Present"),
            ("treatment", "TreatmentCriterion", "Present"),
            ("follow-up", "FollowUpCriterion", "Present"),
        )
        for name, kind, status in rows:
            for value in self._agreed(entity, name):
                is_term = hasattr(value, "local")
                key = f"{entity.key}--{name}" + (f"--{value.key}" if is_term else "")
                iri = self.mint("criterion", key)
                shown = labels.of_term(value) if is_term else labels.of_quantity(value)
                where = entity.first(name).where  # type: ignore[union-attr]
                self.nodes.facts.append(
                    CriterionNode(
                        iri,
                        (names.term(kind),),
                        where,
                        *labels.join(label, shown),
                        topic=value.iri if is_term else None,
                        status=names.term(status),
                        estimate=None if is_term else self._estimate(key, value, where),
                    )
                )
                yield iri

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

    # --- estimates -------------------------------------------------------------------------------------------

    def _estimate(
        self,
        key: str,
        quantity: Quantity,
        where: Where,
        *,
        statistic: Term | None = None,
        approximation: Term | None = None,
        count: bool = False,
    ) -> str:
        iri = self.mint("estimate", key)
        is_count = quantity.denominator is not None or count
        kind = (
            statistic.iri
            if statistic
            else names.term("Percentage")
            if quantity.is_percentage
            else names.term("Count")
            if is_count
            else None
        )
        self.nodes.facts.append(
            EstimateNode(
                iri,
                (names.term("Estimate"),),
                where,
                *labels.of_quantity(quantity),
                statistic=kind,
                value=quantity.value,
                bound=names.term(_BOUNDS[quantity.bound]),
                unit=quantity.unit,
                numerator=int(quantity.value) if quantity.denominator is not None else None,
                denominator=quantity.denominator,
                approximation=approximation.iri if approximation else None,
                printed=quantity.printed,
                omits=(names.term("DenominatorNotStated"),) if quantity.is_percentage else (),
            )
        )
        return iri

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
        group = fact.fields.get("group")
        return self.primary_source(self._study_of(group.group)) if group is not None else ""

    def _evidence(self, fact: Fact, proposition: PropositionNode, statement: StatementNode) -> None:
        if fact.reported_by in self.d.studies:
            published = self.d.studies[fact.reported_by].first("published-in")
            source = self.publication_iri[published.values[0]] if published else self.mint("study", fact.reported_by)
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
        group: GroupValue | None = fact.fields.get("group")
        if group is None or not group.quantifier_inferred or group.quantifier is None:
            return
        term = self.vocabulary.terms["quantity"]
        for proposition in self.by_fact[fact.key].values():
            if proposition.group:
                self.nodes.curation.append(
                    InferenceNode(
                        self.mint("inference", f"fact--{fact.key}--quantifier"),
                        (names.term("CuratorInference"),),
                        group.where,
                        *labels.join(
                            (proposition.label_en, proposition.label_fr),
                            labels.of_term(term),
                            labels.of_term(group.quantifier),
                        ),
                        notes=self._notes(dict(group.note)),
                        about=proposition.iri,
                        attribute=term.iri,
                        value=group.quantifier.iri,
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
            if name in _RELEVANT[slot[0]]
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

    def _link(self, relation: str, subject: str, target: str) -> None:
        self.links.setdefault(subject, {}).setdefault(relation, {})[target] = None

    def _suffix(self, fact: Fact, document: str, changed: frozenset[str], form: str) -> str:
        """Return what a variant adds to the key of its proposition: nothing where no field of it differs."""
        if not document:
            return ""
        parts = []
        for name in _RELEVANT[form]:
            if name not in changed:
                continue
            value = fact.fields.get(name)
            if value is None:
                parts.append(f"{_SPOKEN.get(name, name)}-unstated")
            else:
                terms = value if isinstance(value, tuple) else (value,)
                words = [getattr(t, "key", str(t)) for t in terms]
                parts.append("-".join([_SPOKEN.get(name, name), *words]))
        return "".join(f"--{part}" for part in parts)

    def _propose(self, fact: Fact, document: str, changed: frozenset[str]) -> dict[Slot, PropositionNode]:
        """Return the propositions of a fact, or of a document's variant of it, by slot."""
        name = fact.fields["claim"] if fact.kind == "claim" else fact.kind
        found = _FACT_BUILDERS[name](self, fact, document, changed)
        return {slot: self.propositions.setdefault(p.key, p) for slot, p in found.items()}

    def _new(self, fact: Fact, key: str, kind: str, **fields: Any) -> PropositionNode:
        iri = self.mint("proposition", key)
        known = self.propositions.get(key)
        if known is not None:
            return known
        return PropositionNode(iri, (names.term(kind),), fact.where, notes=self._notes(fact.note), key=key, **fields)

    def _omits(self, fact: Fact, *wanted: str, also: Iterable[str] = ()) -> tuple[str, ...]:
        found = [_OMISSIONS[name] for name in wanted if name in fact.unstated]
        return tuple(dict.fromkeys(names.term(o) for o in (*found, *(_OMISSIONS[a] for a in also))))

    @staticmethod
    def _iri(fields: dict[str, Any], name: str) -> str | None:
        value = fields.get(name)
        return value.iri if value is not None else None

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
                    found.append(labels.of_term(item))
        return found

    def _group_result(
        self,
        fact: Fact,
        side: GroupValue | None,
        document: str,
        changed: frozenset[str],
        topic: Term,
        outcomes: tuple[Term, ...] = (),
        kind: str = "",
    ) -> PropositionNode:
        """Return what is stated of one group: a frequency, count, level or quality."""
        fields = fact.fields
        suffix = self._suffix(fact, document, changed, "group")
        key = (f"{fact.key}--{side.group}" if side else fact.key) + suffix
        quantity = side.quantity if side else None
        quantifier = fields.get("quantifier") or (side.quantifier if side and not side.quantifier_inferred else None)
        if not kind:
            if quantity is None:
                kind = "QualitativeResult"
            elif quantity.is_percentage:
                kind = "FrequencyResult"
            else:
                kind = "CountResult" if quantity.denominator is not None else "LevelResult"
        omitted = ["when", "group"] + [n for n in ("under", "site", "quantifier") if n in changed]
        proposition = self._new(
            fact,
            key,
            kind,
            topic=topic.iri,
            group=self.group_iri(side.group) if side else None,
            time_frame=self._iri(fields, "when"),
            site=self._iri(fields, "site"),
            method=self._iri(fields, "by"),
            treatment=self._iri(fields, "under"),
            quantifier=quantifier.iri if quantifier else None,
            outcomes=tuple(o.iri for o in outcomes),
            omits=self._omits(fact, *omitted),
        )
        if quantity is not None and proposition.estimate is None:
            proposition.estimate = self._estimate(key, quantity, side.where)  # type: ignore[union-attr]
        study = self._study_of(side.group) if side else fact.study
        proposition.study = self.mint("study", study) if study else None
        subject = labels.listed([labels.of_term(o) for o in outcomes]) if outcomes else labels.of_term(topic)
        figure = labels.of_quantity(quantity) if quantity else labels.of_term(quantifier) if quantifier else None
        return self._label(
            proposition,
            subject,
            figure,
            *self._shown(fields, "site", "by", "under"),
            self.group_label(side.group) if side else None,
            *self._shown(fields, "when"),
        )

    def _compare_fact(self, fact: Fact, document: str, changed: frozenset[str]) -> dict[Slot, PropositionNode]:
        fields = fact.fields
        index: GroupValue = fields["group"]
        topic: Term = fields["topic"]
        found: dict[Slot, PropositionNode] = {}
        if index.quantity is not None or index.quantifier is not None:
            found["group", index.group, ""] = self._group_result(fact, index, document, changed, topic)
        sides: tuple[GroupValue | None, ...] = fields.get("versus") or (None,)
        for side in sides:
            if side is not None and side.quantity is not None:
                found["group", side.group, ""] = self._group_result(fact, side, document, changed, topic)
        if "direction" not in fields and "direction" in changed:
            return found
        suffix = self._suffix(fact, document, changed, "comparison")
        aspect = fields["aspect"][0] if fields.get("aspect") else None
        for side in sides:
            against = side.group if side is not None else "unstated"
            key = f"{fact.key}--{index.group}--vs--{against}{suffix}"
            rests_on = [found.get(("group", g, "")) for g in (index.group, against)]
            study = self._study_of(index.group)
            proposition = self._new(
                fact,
                key,
                "ComparisonResult",
                topic=topic.iri,
                aspect=aspect.iri if aspect else None,
                direction=self._iri(fields, "direction"),
                index_group=self.group_iri(index.group),
                comparator_group=self.group_iri(side.group) if side is not None else None,
                study=self.mint("study", study) if study else None,
                time_frame=self._iri(fields, "when"),
                site=self._iri(fields, "site"),
                method=self._iri(fields, "by"),
                treatment=self._iri(fields, "under"),
                significance=self._iri(fields, "significance"),
                based_on=tuple(p.iri for p in rests_on if p is not None) if all(rests_on) else (),
                omits=self._omits(fact, "when", "direction", also=() if side is not None else ("versus",)),
            )
            versus = (
                labels.UNSTATED_COMPARATOR
                if side is None
                else labels.join(labels.VERSUS, self.group_label(against), separator=" ")
            )
            who = labels.join(self.group_label(index.group), versus, separator=" ")
            found["comparison", index.group, against] = self._label(
                proposition,
                labels.of_term(topic),
                *self._shown(fields, "site", "aspect", "direction"),
                who,
                *self._shown(fields, "when"),
            )
        return found

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
                time_frame=self._iri(fields, "when"),
                omits=self._omits(fact, "versus", "direction", "when", *(("aspect",) if "aspect" in changed else ())),
            )
            found["other", aspect.key if aspect else "", ""] = self._label(
                proposition,
                *self._shown(fields, "antibody", "with"),
                labels.of_term(aspect) if aspect else None,
                *self._shown(fields, "direction", "severity", "in", "when"),
            )
        return found

    def _proportion(self, fact: Fact, document: str, changed: frozenset[str]) -> dict[Slot, PropositionNode]:
        side: GroupValue = fact.fields["group"]
        result = self._group_result(fact, side, document, changed, fact.fields["topic"])
        return {("group", side.group, ""): result}

    def _change(self, fact: Fact, document: str, changed: frozenset[str]) -> dict[Slot, PropositionNode]:
        outcomes: tuple[Term, ...] = fact.fields["outcomes"]
        side: GroupValue | None = fact.fields.get("group")
        changing = outcomes[0].extra.get("outcome_of", "").removeprefix("mi2:")
        topic = self.vocabulary.by_local.get(changing, outcomes[0])
        result = self._group_result(fact, side, document, changed, topic, outcomes)
        return {("group", side.group if side else "", ""): result}

    def _correlate(self, fact: Fact, document: str, changed: frozenset[str]) -> dict[Slot, PropositionNode]:
        fields = fact.fields
        side: GroupValue | None = fields.get("group")
        group = side.group if side else ""
        key = (f"{fact.key}--{group}" if group else fact.key) + self._suffix(fact, document, changed, "group")
        unsaid = [n for n in ("strength", "significance") if n not in fields]
        study = self._study_of(group) or fact.study
        proposition = self._new(
            fact,
            key,
            "CorrelationResult",
            variables=tuple(v.iri for v in fields["variables"]),
            group=self.group_iri(group) if group else None,
            study=self.mint("study", study) if study else None,
            sign=self._iri(fields, "sign"),
            strength=self._iri(fields, "strength"),
            significance=self._iri(fields, "significance"),
            time_frame=self._iri(fields, "when"),
            omits=self._omits(fact, "sign", "when", "group", also=unsaid),
        )
        variables = labels.listed([labels.of_term(v) for v in fields["variables"]])
        return {
            ("group", group, ""): self._label(
                proposition,
                ("correlation", "corrélation"),
                variables,
                *self._shown(fields, "sign", "strength", "significance"),
                self.group_label(group) if group else None,
                *self._shown(fields, "when"),
            )
        }

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
    "correlate": _Builder._correlate,
    "change": _Builder._change,
    "state": _Builder._state_fact,
    "conflict": _Builder._conflict,
    "hypothesis": _Builder._hypothesis,
    "evidence-needed": _Builder._evidence_needed,
    "recommendation": _Builder._recommendation,
}
"""The builder of each kind of fact and of claim."""


def build_nodes(dossier: Dossier, vocabulary: Vocabulary, *, text: str | None = None) -> DossierNodes:
    """Return the nodes of a dossier; with ``text``, anchors carry their quotes too (a local build)."""
    return _Builder(dossier, vocabulary, text).build()
