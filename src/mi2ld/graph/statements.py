"""Builders, first storey: names, anchors, statements, estimates and time windows of one dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mi2ld import names
from mi2ld.dossier.quantity import Lexicon
from mi2ld.graph import labels
from mi2ld.graph.nodes import (
    AnchorNode,
    DossierNodes,
    EstimateNode,
    PropositionNode,
    SelectorNode,
    StatementNode,
    WindowNode,
)
from mi2ld.model import PValue, Quantity, Window

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mi2ld.dossier.vocabulary import Term, Vocabulary
    from mi2ld.graph.labels import Label
    from mi2ld.model import Dossier, Entity, Interval, Said
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
_SHARES = {names.term("Percentage"), names.term("Count")}
_SIDES = {"after": "AfterEvent", "before": "BeforeEvent"}

Slot = tuple[str, str, str]
"""Form, index group or aspect, comparator: what a variant's proposition is matched by."""


class StatementBuilder:
    """Builds what everything else hangs on; the storeys above add entities, results and claims."""

    def __init__(self, dossier: Dossier, vocabulary: Vocabulary, text: str | None) -> None:
        """Make ready for a dossier; ``text`` is its source text in a local build that keeps quotes."""
        self.d = dossier
        self.vocabulary = vocabulary
        self.lexicon = Lexicon.of(vocabulary)
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
        self.document_labels: dict[str, Label] = {}
        self.windows: set[str] = set()
        self.clashes: list[tuple[str, Where]] = []

    # --- names -----------------------------------------------------------------------------------------------

    def mint(self, kind: str, key: str) -> str:
        """Return the IRI of a thing of this dossier."""
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
        """Return the IRI of a group."""
        return self.mint("group", key)

    def study_iri(self, key: str) -> str:
        """Return the IRI of a study: by its registry number where one is given, else by its key."""
        registry = self.d.studies[key].first("registry") if key in self.d.studies else None
        return names.mint_study(self.d.key, key, registry=registry.values[0] if registry and registry.values else "")

    def source_iri(self, key: str) -> str:
        """Return the IRI of a publication."""
        return self.publication_iri[key]

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
        if not self._relays(document) and not code and document.sources:
            source, code = self.source_iri(document.sources[0]), ECO_CLINICAL_STUDY
        code = code or (ECO_RELAYED if source else ECO_UNTRACEABLE)
        if source and source not in statement.primary_sources:
            statement.primary_sources = (*statement.primary_sources, source)
        # a place that names its source for one proposition names it for all it expresses
        if not statement.evidence_code or statement.evidence_code in (ECO_UNTRACEABLE, ECO_AUTHOR):
            statement.evidence_code = code
        return statement

    @staticmethod
    def _relays(document: Entity) -> bool:
        """Return whether a document tells what others found, as a brief does; an abstract tells its own."""
        return bool(getattr(document.kind, "extra", {}).get("relays", "yes") == "yes")

    def _short(self, document: Entity) -> Label:
        """Return what a document is called."""
        if document.key not in self.document_labels:
            self.document_labels[document.key] = self._document_label(document)
        return self.document_labels[document.key]

    def _document_label(self, document: Entity) -> Label:
        """Return what a document is called: by its series, else by the publication whose text it is, else by its key."""
        series = document.first("series")
        if series and series.values:
            return str(series.values[0]), str(series.values[0])
        if document.sources and not self._relays(document):
            name = self._publication_label(self.d.publications[document.sources[0]])
            return labels.join(name, (document.key, document.key), separator=", ")
        return document.key, document.key

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

    def _agreed(self, entity: Entity, name: str) -> tuple[Any, ...]:
        """Return the values of a stated attribute, or nothing when the documents disagree."""
        stated = [a.values for a in entity.attributes if a.name == name and not a.inferred]
        return stated[0] if len(stated) == 1 else ()

    def _notes(self, note: dict[str, str]) -> tuple[tuple[str, str], ...]:
        return tuple((text, language) for language, text in sorted(note.items()))

    def _link(self, relation: str, subject: str, target: str) -> None:
        """Note that one proposition relates to another, by their keys."""
        self.links.setdefault(subject, {}).setdefault(relation, {})[target] = None

    # --- figures ---------------------------------------------------------------------------------------------

    def figure(self, quantity: Quantity) -> Label:
        """Return a figure as each language prints it."""
        return labels.of_quantity(quantity, self.lexicon)

    def _estimates(
        self,
        key: str,
        quantities: Iterable[Quantity],
        where: Where,
        *,
        statistic: Term | None = None,
        approximation: Term | None = None,
        count: bool = False,
        named: bool = True,
        p: PValue | None = None,
        adjustment: Term | None = None,
    ) -> tuple[str, ...]:
        """Add an estimate for each figure and each of its intervals; return their IRIs.

        ``named`` tells that what a figure is needs no word: the level of a measure may be a mean or a median, and not to
        say which is an omission. ``p`` is a p-value that stands apart from the figures: a single one takes it, else it is an
        estimate of its own, since nothing says which of several figures it belongs to.
        """
        made: list[EstimateNode] = []
        for quantity in quantities:
            intervals: tuple[Interval | None, ...] = quantity.intervals or (None,)
            for number, interval in enumerate(intervals):
                node = self._estimate_node(quantity, interval, statistic, where, count=count, share=named)
                node.approximation = approximation.iri if approximation else None
                adjustable = not quantity.statistic or self.lexicon.null_value(quantity.statistic) is not None
                if adjustment is not None and node.adjustment is None and adjustable:
                    node.adjustment = adjustment.iri
                if quantity.p is not None and number == 0:
                    self._put_p(node, quantity.p)
                if not named and node.statistic is None:
                    node.omits = (*node.omits, names.term("StatisticNotStated"))
                made.append(node)
        if p is not None and p.value is not None:
            alone = len(made) != 1 or made[0].p_value is not None
            if alone:
                printed = f"p {p.bound} {p.value}"
                shown = labels.join(
                    ("p", "p"), (f"{p.bound} {p.value}", f"{p.bound} {labels.comma(p.value)}"), separator=" "
                )
                made.append(
                    EstimateNode("", (names.term("Estimate"),), where, *shown, statistic=names.term("PValue"), unit="1")
                )
                made[-1].printed = printed
            self._put_p(made[-1], p)
        for number, node in enumerate(made, 1):
            node.iri = self.mint("estimate", key if number == 1 else f"{key}--{number}")
            self.nodes.facts.append(node)
        return tuple(node.iri for node in made)

    def _estimate_node(
        self,
        quantity: Quantity,
        interval: Interval | None,
        statistic: Term | None,
        where: Where,
        *,
        count: bool,
        share: bool,
    ) -> EstimateNode:
        named = self.vocabulary.terms[quantity.statistic] if quantity.statistic else statistic
        is_count = count or quantity.denominator is not None or quantity.numerator is not None
        kind = named.iri if named else None
        if kind is None and quantity.p is not None and quantity.value is None:
            kind = names.term("PValue")
        elif kind is None and (quantity.is_percentage or is_count) and (share or is_count):
            kind = names.term("Percentage" if quantity.is_percentage else "Count")
        omits = []
        shared = quantity.is_percentage or quantity.numerator is not None
        if shared and quantity.denominator is None and kind in _SHARES:
            omits.append(names.term("DenominatorNotStated"))
        if interval is not None and not interval.kind:
            omits.append(names.term("IntervalKindNotStated"))
        if interval is not None and interval.kind == "ConfidenceInterval" and interval.level is None:
            omits.append(names.term("LevelNotStated"))
        node = EstimateNode(
            "",
            (names.term("Estimate"),),
            where,
            *self.figure(quantity),
            statistic=kind,
            value=quantity.value,
            bound=names.term(_BOUNDS[quantity.bound]) if quantity.value is not None else None,
            unit=quantity.unit,
            numerator=quantity.numerator,
            denominator=quantity.denominator,
            printed=quantity.printed,
            printed_so=quantity.sic or None,
            adjustment=self.vocabulary.terms[quantity.adjustment].iri if quantity.adjustment else None,
            omits=tuple(omits),
        )
        if interval is not None:
            node.lower, node.upper, node.spread, node.level = (
                interval.lower,
                interval.upper,
                interval.spread,
                interval.level,
            )
            node.interval_kind = names.term(interval.kind) if interval.kind else None
        return node

    @staticmethod
    def _put_p(node: EstimateNode, p: PValue) -> None:
        node.p_value = p.value
        node.p_bound = names.term(_BOUNDS[p.bound]) if p.value is not None else None
        node.significance = names.term(p.significance) if p.significance else None

    def _estimate(self, key: str, quantity: Quantity, where: Where, **how: Any) -> str:
        """Add the estimate of one figure with at most one interval; return its IRI."""
        return self._estimates(key, (quantity,), where, **how)[0]

    # --- times -----------------------------------------------------------------------------------------------

    def _time(self, value: Term | Window | None, where: Where) -> str | None:
        """Return the IRI of a time frame; a window gets its node the first time it is met."""
        if value is None or not isinstance(value, Window):
            return value.iri if value is not None else None
        iri = self.mint("window", value.key)
        if iri not in self.windows:
            self.windows.add(iri)
            self.nodes.facts.append(
                WindowNode(
                    iri,
                    (names.term("TimeWindow"),),
                    where,
                    *labels.of_window(value),
                    event=value.event.iri if value.event else None,
                    side=names.term(_SIDES[value.side]),
                    start=value.start,
                    end=value.end,
                    unit=value.unit or None,
                    omits=() if value.event else (names.term("EventNotStated"),),
                )
            )
        return iri
