"""Where documents agree and disagree, across dossiers, and how faithfully a document relays its source.

In:   for each dossier, its claims: what a proposition says, reduced to what can be compared (``claims_of``).
Out:  ``AgreementResult`` for each pair of propositions of two dossiers on the same antibody, topic, comparator and time;
      ``FidelityResult`` for each proposition that a document relays from a publication whose own text is a dossier too.

Both are computed: nothing here says which document is right. Two documents that rest on one publication are marked with
it (``sharedSource``), since their agreement confirms nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mi2ld import names
from mi2ld.graph import labels
from mi2ld.graph.nodes import (
    AgreementNode,
    CriterionNode,
    DocumentNode,
    EstimateNode,
    GroupNode,
    PropositionNode,
    StatementNode,
    StudyNode,
)
from mi2ld.graph.statements import ECO_CLINICAL_STUDY
from mi2ld.problems import Where

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mi2ld.graph.nodes import DossierNodes, Node

_GROUP_FORMS = ("FrequencyResult", "CountResult", "RateResult", "LevelResult", "QualitativeResult")
_FORMS = (
    *_GROUP_FORMS,
    "ComparisonResult",
    "AssociationClaim",
    "TrendResult",
    "EffectResult",
    "CorrelationResult",
)
_OPPOSITE = {frozenset({"Higher", "Lower"}), frozenset({"PositiveSign", "NegativeSign"})}
_UNSTATED = "unstated"
_HOW_OFTEN = {names.term("Frequency"), names.term("Risk")}
"""A study counts how often; a document that relays it may speak of a risk."""


@dataclass(slots=True)
class Claim:
    """What one proposition says, in a form that can be set beside another's; everything is text, so that it can be kept.

    ``subject`` and ``against`` are signatures: the criteria of a group, which two dossiers write alike although their
    groups are different nodes. ``documents`` maps each stating document to the publications it relays the claim from.
    """

    iri: str
    form: str
    topic: str
    label: tuple[str, str]
    origin: tuple[str, int, int]
    antibodies: list[str] = field(default_factory=list)
    subject: str = ""
    against: str = _UNSTATED
    aspect: str = ""
    time: str = _UNSTATED
    site: str = ""
    predictor: str = ""
    outcomes: str = ""
    direction: str = ""
    strength: str = ""
    p: str = ""
    value: str = ""
    statistic: str = ""
    unit: str = ""
    adjustment: str = ""
    bound: str = ""
    denominator: str = ""
    terms: str = ""
    """Under what terms it holds: method, treatment, analysis, threshold, amount, reference."""
    documents: dict[str, list[str]] = field(default_factory=dict)


_CLAIM_FIELDS = tuple(f.name for f in fields(Claim))


@dataclass(slots=True)
class DossierClaims:
    """The claims of one dossier, and what its documents are: their sources, and whether they are a source's own text."""

    dossier: str
    claims: list[Claim] = field(default_factory=list)
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    """What each document is called, in English and French."""
    own_text_of: dict[str, str] = field(default_factory=dict)
    """Document to the publication whose own text it is: an abstract or article."""

    def kept(self) -> dict[str, Any]:
        """Return a form for a JSON file; its values are those of the claims, not copies of them."""
        claims = [{name: getattr(claim, name) for name in _CLAIM_FIELDS} for claim in self.claims]
        return {"dossier": self.dossier, "claims": claims, "names": self.names, "own_text_of": self.own_text_of}

    @classmethod
    def of_kept(cls, kept: dict[str, Any]) -> DossierClaims:
        """Return the claims that a JSON file kept."""
        claims = [Claim(**{**c, "label": tuple(c["label"]), "origin": tuple(c["origin"])}) for c in kept["claims"]]
        called = {iri: (en, fr) for iri, (en, fr) in kept["names"].items()}
        return cls(kept["dossier"], claims, called, kept["own_text_of"])


def _local(iri: str | None) -> str:
    return iri.rsplit("/", 1)[1][:-1] if iri else ""


class _Signatures:
    """Writes down what a group is made of, its parents' criteria included."""

    def __init__(self, nodes: DossierNodes) -> None:
        self.groups = {n.iri: n for n in nodes.facts if isinstance(n, GroupNode)}
        self.criteria = {n.iri: n for n in nodes.facts if isinstance(n, CriterionNode)}
        self.estimates = {n.iri: n for n in nodes.facts if isinstance(n, EstimateNode)}
        self.published = {n.iri: n.published_in for n in nodes.facts if isinstance(n, StudyNode)}

    def _lineage(self, iri: str | None) -> Iterator[GroupNode]:
        seen: set[str] = set()
        while iri in self.groups and iri not in seen:
            seen.add(iri)
            group = self.groups[iri]
            yield group
            iri = group.subgroup_of

    def antibodies(self, iri: str | None) -> list[str]:
        return sorted({a for group in self._lineage(iri) for a in group.positive})

    def of(self, iri: str | None) -> str:
        """Return the signature of a group.

        A study's whole population has no criterion: the publications of the study stand for it. A group that has
        neither is like no other, so its IRI stands for it.
        """
        if not iri:
            return _UNSTATED
        parts: set[str] = set()
        for group in self._lineage(iri):
            parts.update(self._of_criterion(self.criteria[c]) for c in group.criteria if c in self.criteria)
            if group.population_source:
                parts.add(_local(group.population_source))
        if not parts and iri in self.groups:
            parts.update(f"all of {p}" for p in self.published.get(self.groups[iri].study or "", ()))
        return " ".join(sorted(parts)) or iri

    def _of_criterion(self, node: CriterionNode) -> str:
        figure = self.estimates.get(node.estimate or "")
        sign = "+" if _local(node.status) == "Present" else "-"
        shown = f"={figure.printed}" if figure is not None else ""
        return f"{_local(node.classes[0])}{sign}{_local(node.topic)}{shown}"


def claims_of(nodes: DossierNodes) -> DossierClaims:
    """Return the claims of a dossier that another dossier's can be compared with."""
    signatures = _Signatures(nodes)
    stated: dict[str, dict[str, list[str]]] = {}
    own = set()
    for node in nodes.facts:
        if isinstance(node, StatementNode):
            if node.evidence_code == ECO_CLINICAL_STUDY:
                own.add(node.document)
            for iri in node.expresses:
                stated.setdefault(iri, {}).setdefault(node.document, []).extend(node.primary_sources)
    found = DossierClaims(nodes.key)
    for node in nodes.facts:
        if isinstance(node, DocumentNode):
            found.names[node.iri] = (node.label_en, node.label_fr)
        if isinstance(node, DocumentNode) and node.derived_from and node.iri in own:
            found.own_text_of[node.iri] = node.derived_from[0]
        elif isinstance(node, PropositionNode) and _local(node.classes[0]) in _FORMS and node.iri in stated:
            found.claims.append(_claim(node, signatures, stated[node.iri]))
    return found


def _claim(node: PropositionNode, signatures: _Signatures, documents: dict[str, list[str]]) -> Claim:
    group = node.index_group or node.group
    figure = next((e for i in node.estimates if (e := signatures.estimates[i]).value is not None), None)
    comparators = [c for c in (node.comparator_group, *node.more_comparators) if c]
    times = [_local(t) for t in (node.time_frame, node.from_time, node.to_time) if t]
    return Claim(
        iri=node.iri,
        form=_local(node.classes[0]),
        topic=node.topic or " ".join(sorted(node.variables)),
        label=(node.label_en, node.label_fr),
        origin=(node.origin.path, node.origin.line, node.origin.column),
        antibodies=[node.antibody] if node.antibody else signatures.antibodies(group),
        subject=signatures.of(group) if group else "",
        against=" | ".join(sorted(signatures.of(c) for c in comparators)) or _UNSTATED,
        aspect=node.aspect or "",
        time=" ".join(times) or _UNSTATED,
        site=node.site or "",
        predictor=node.predictor or "",
        outcomes=" ".join(sorted(map(_local, node.outcomes))),
        strength=_local(node.strength or node.quantifier),
        p=_p_value(node, signatures.estimates),
        direction=_local(node.direction or node.sign or node.severity),
        value=format(figure.value, "f") if figure is not None and figure.value is not None else "",
        statistic=_local(figure.statistic) if figure is not None else "",
        unit=figure.unit or "" if figure is not None else "",
        adjustment=_adjustment(node, figure),
        bound=_local(figure.bound) if figure is not None else "",
        denominator=str(figure.denominator or "") if figure is not None else "",
        terms=_terms(node, signatures.estimates),
        documents={d: sorted(set(sources)) for d, sources in sorted(documents.items())},
    )


def _terms(node: PropositionNode, estimates: dict[str, EstimateNode]) -> str:
    """Return what two results must share besides topic, groups and time to be of one thing."""
    named = (node.method, node.treatment, node.analysis, node.endpoint, node.across, node.predictor_reference)
    amounts = [estimates[iri] for iri in (node.threshold, node.per_amount) if iri]
    shown = [f"{_local(e.bound)} {e.value} {e.unit}" for e in amounts]
    return " | ".join([_local(iri) for iri in named] + shown).strip(" |")


def _p_value(node: PropositionNode, estimates: dict[str, EstimateNode]) -> str:
    """Return the p-value of a result, or the word that stands for it."""
    for iri in node.estimates:
        if (estimate := estimates[iri]).p_value is not None:
            return f"{_local(estimate.p_bound)} {estimate.p_value}"
    return _local(node.significance)


def _adjustment(node: PropositionNode, figure: EstimateNode | None) -> str:
    """Return what a result was adjusted for: crude and adjusted figures are of different things."""
    parts = [_local(figure.adjustment) if figure is not None else "", *sorted(map(_local, node.adjusted_for))]
    return " ".join(part for part in parts if part)


def _meeting_point(claim: Claim) -> tuple[object, ...]:
    """Return what two claims must share to be about one thing."""
    form = "group" if claim.form in _GROUP_FORMS else claim.form
    who = (tuple(claim.antibodies), "") if form in ("ComparisonResult", "AssociationClaim") else ((), claim.subject)
    statistic = claim.statistic if form == "group" else ""
    circumstances = (claim.against, claim.time, claim.site, claim.adjustment, claim.terms)
    return (form, who, claim.topic, claim.aspect, claim.predictor, claim.outcomes, statistic, *circumstances)


def _same_number(first: Claim, second: Claim) -> bool | None:
    """Return whether two figures are equal at the coarser of their decimals; None where they cannot be compared."""
    meant = {(claim.statistic, claim.unit, claim.bound) for claim in (first, second)}
    if not first.value or not second.value or len(meant) > 1 or first.bound != "EqualTo":
        return None
    if first.statistic == "Count" and first.denominator != second.denominator:
        return None  # three of ten and six of twenty are no figures to set against each other by subtraction
    a, b = Decimal(first.value), Decimal(second.value)
    exponent = max(int(a.as_tuple().exponent), int(b.as_tuple().exponent))
    return a.quantize(Decimal(1).scaleb(exponent)) == b.quantize(Decimal(1).scaleb(exponent))


def _relation(first: Claim, second: Claim) -> str:
    """Return how two claims about one thing stand to each other, or nothing where neither can tell."""
    directions = {first.direction, second.direction}
    if "" not in directions and len(directions) == 2:
        is_of_one_group = first.subject == second.subject
        opposite = frozenset(directions) in _OPPOSITE
        return "DirectionContradicts" if opposite and is_of_one_group else "DirectionDiffers"
    same = _same_number(first, second)
    if same is False:
        return "NumberDiffers"
    return "DocumentsAgree" if same or ("" not in directions and len(directions) == 1) else ""


def find_agreements(dossiers: Iterable[DossierClaims]) -> list[Node]:
    """Return an ``AgreementResult`` for each pair of propositions of different dossiers that are about one thing."""
    meeting: dict[tuple[object, ...], list[tuple[str, Claim]]] = {}
    for dossier in dossiers:
        for claim in dossier.claims:
            if claim.topic and (claim.antibodies or claim.subject):
                meeting.setdefault(_meeting_point(claim), []).append((dossier.dossier, claim))
    found: list[Node] = []
    for claims in meeting.values():
        ordered = sorted(claims, key=lambda item: (item[0], item[1].iri))
        for number, (home, first) in enumerate(ordered):
            for other_home, second in ordered[number + 1 :]:
                if home != other_home and (relation := _relation(first, second)):
                    found.extend(_agreement(home, first, second, relation))
    return found


def _sources(claim: Claim) -> set[str]:
    return {source for sources in claim.documents.values() for source in sources}


def _agreement(dossier: str, first: Claim, second: Claim, relation: str) -> list[Node]:
    key = f"agreement--{_local(first.iri)}--{second.iri[1:-1].split('/id/proposition/')[1].replace('/', '--')}"
    origin = Where(*first.origin)
    label = labels.join(first.label, _RELATIONS[relation], second.label)
    node = AgreementNode(
        names.mint("computed", dossier, key),
        (names.term("AgreementResult"),),
        origin,
        *label,
        computed_from=(first.iri, second.iri),
        computed_by=names.term("DocumentAgreement"),
        topic=first.topic if " " not in first.topic else None,
        agreement=names.term(relation),
        shared_sources=tuple(sorted(_sources(first) & _sources(second))),
    )
    if relation != "NumberDiffers":
        return [node]
    difference = Decimal(first.value) - Decimal(second.value)
    estimate = EstimateNode(
        names.mint("estimate", dossier, key),
        (names.term("Estimate"),),
        origin,
        format(difference, "f"),
        labels.comma(difference),
        statistic=names.term("Difference"),
        value=difference,
        bound=names.term("EqualTo"),
        unit=first.unit,
    )
    node.estimate = estimate.iri
    return [node, estimate]


_RELATIONS: dict[str, labels.Label] = {
    "DocumentsAgree": ("agrees with", "concorde avec"),
    "NumberDiffers": ("differs in number from", "diffère en chiffres de"),
    "DirectionDiffers": ("differs in direction from", "diffère de sens avec"),
    "DirectionContradicts": ("contradicts", "contredit"),
    "RelayKeeps": ("kept from", "repris de"),
    "RelayAdds": ("not in the source", "absent de la source"),
    "RelayDrops": ("left out", "omis"),
    "RelaySharpens": ("more exact than", "plus précis que"),
    "RelayBlurs": ("less exact than", "moins précis que"),
    "RelayVaries": ("said otherwise than", "dit autrement que"),
    "RelayContradicts": ("contradicts", "contredit"),
}


# --- fidelity -------------------------------------------------------------------------------------------------------

_DETAILS = ("subject", "outcomes", "against", "time", "aspect", "site", "value", "direction", "strength", "p")


def _detail(claim: Claim, name: str) -> str:
    value = str(getattr(claim, name))
    if name == "subject" and claim.form not in _GROUP_FORMS:
        return ""  # of a comparison, who is compared stands in its antibodies and comparator
    return "" if value == _UNSTATED else value


def _likeness(relayed: Claim, own: Claim, broader: dict[str, set[str]]) -> int:
    """Return how much alike a relayed claim and one of the source are; 0 where they are about other things."""
    if relayed.antibodies and own.antibodies and not set(relayed.antibodies) & set(own.antibodies):
        return 0
    if relayed.topic != own.topic:
        related = relayed.topic in broader.get(own.topic, ()) or own.topic in broader.get(relayed.topic, ())
        if not related:
            return 0
    if (relayed.form in _GROUP_FORMS) != (own.form in _GROUP_FORMS):
        return 0
    same_number = _same_number(relayed, own)
    if relayed.form in _GROUP_FORMS and relayed.subject != own.subject and not same_number:
        return 0
    if relayed.aspect != own.aspect and relayed.aspect and own.aspect and {relayed.aspect, own.aspect} != _HOW_OFTEN:
        return 0
    for name in ("against", "time"):
        here, there = _detail(relayed, name), _detail(own, name)
        if here and there and here != there and not same_number:
            return 0
    same = sum(1 for name in _DETAILS if _detail(relayed, name) and _detail(relayed, name) == _detail(own, name))
    return 1 + 2 * same + (8 if relayed.topic == own.topic else 0) + (4 if relayed.form == own.form else 0)


def _fidelity(relayed: Claim, own: Claim) -> str:
    """Return what became of a claim on its way from the source to the document that relays it."""
    gained, lost, varied = [], [], []
    for name in _DETAILS:
        here, there = _detail(relayed, name), _detail(own, name)
        if name == "value" and here and there:
            if _same_number(relayed, own) is False:
                varied.append(name)
        elif here and not there:
            gained.append(name)
        elif there and not here:
            lost.append(name)
        elif here != there:
            varied.append(name)
    if frozenset({relayed.direction, own.direction}) in _OPPOSITE:
        return "RelayContradicts"
    if varied or (gained and lost):
        return "RelayVaries"
    return "RelaySharpens" if gained else "RelayBlurs" if lost else "RelayKeeps"


def find_fidelity(dossiers: Iterable[DossierClaims], broader: dict[str, set[str]]) -> list[Node]:
    """Return a ``FidelityResult`` for each claim that a document relays from a publication whose own text is at hand.

    ``broader`` gives the wider topics of each topic. A claim of the source that no claim of the document stands for is
    dropped; one of the document that the source does not have is added.
    """
    every = list(dossiers)
    own_texts = {pub: (d, doc) for d in every for doc, pub in d.own_text_of.items()}
    found: list[Node] = []
    for dossier in every:
        documents = sorted({doc for c in dossier.claims for doc in c.documents} - set(dossier.own_text_of))
        for document in documents:
            for publication, (source, text) in sorted(own_texts.items()):
                relayed = [c for c in dossier.claims if publication in c.documents.get(document, ())]
                if relayed:
                    own = [c for c in source.claims if text in c.documents]
                    found.extend(_relay(dossier, document, text, relayed, own, broader))
    return found


def _relay(
    dossier: DossierClaims,
    document: str,
    text: str,
    relayed: list[Claim],
    own: list[Claim],
    broader: dict[str, set[str]],
) -> Iterator[Node]:
    """Return the results of one document and one source."""
    used: set[str] = set()
    for claim in relayed:
        scored = [(_likeness(claim, other, broader), other) for other in own]
        alike = [(-score, claim.adjustment != other.adjustment, other.iri, other) for score, other in scored if score]
        if alike:
            best = min(alike)[3]
            used.add(best.iri)
            yield _fidelity_node(dossier, document, text, claim, best, _fidelity(claim, best))
        else:
            yield _fidelity_node(dossier, document, text, claim, None, "RelayAdds")
    for other in own:
        if other.iri not in used:
            yield _fidelity_node(dossier, document, text, None, other, "RelayDrops")


def _fidelity_node(
    dossier: DossierClaims, document: str, text: str, claim: Claim | None, own: Claim | None, kind: str
) -> AgreementNode:
    told = [c for c in (claim, own) if c is not None]
    ends = (_local(c.iri) if c is not None else "nothing" for c in (claim, own))
    key = f"fidelity--{_local(document)}--" + "--from--".join(ends)
    shown = labels.join(
        dossier.names[document], claim.label if claim else None, _RELATIONS[kind], own.label if own else None
    )
    return AgreementNode(
        names.mint("computed", dossier.dossier, key),
        (names.term("FidelityResult"),),
        Where(*told[0].origin),
        *shown,
        computed_from=tuple(c.iri for c in told),
        computed_by=names.term("SourceFidelity"),
        topic=told[0].topic if " " not in told[0].topic else None,
        agreement=names.term(kind),
        document=document,
        source=text,
    )
