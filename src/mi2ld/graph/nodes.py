"""The nodes of the graph: one class per kind of thing, with exactly the fields that become triples.

IRIs are in N-Triples form. ``origin`` is the place in the dossier that made the node; it becomes no triple.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from mi2ld.problems import Where

Many = tuple[str, ...]
Lang = tuple[str, str]
"""A text and its language."""


@dataclass(slots=True)
class Node:
    """What every node has: its IRI, its classes, the place that made it, labels and notes."""

    iri: str
    classes: Many
    origin: Where
    label_en: str = ""
    label_fr: str = ""
    notes: tuple[Lang, ...] = ()


@dataclass(slots=True)
class TextNode(Node):
    """A source text; several documents may lie in it."""

    identifier: str = ""
    language: str = ""
    sha256: str | None = None


@dataclass(slots=True)
class DocumentNode(Node):
    """A document: what states."""

    part_of: str | None = None
    language: str | None = None
    start_line: int | None = None
    end_line: int | None = None
    titles: tuple[Lang, ...] = ()
    series: str | None = None
    subjects: Many = ()
    derived_from: Many = ()
    links: Many = ()
    headings: Many = ()


@dataclass(slots=True)
class PublicationNode(Node):
    """A publication, or literature that is not identified."""

    titles: tuple[Lang, ...] = ()
    creators: Many = ()
    author_list: str | None = None
    et_al: bool | None = None
    journal: str | None = None
    issued: tuple[str, str] | None = None
    pmid: str | None = None
    doi: str | None = None
    see_also: Many = ()


@dataclass(slots=True)
class StudyNode(Node):
    """A clinical study."""

    published_in: Many = ()
    country: Many = ()
    aim: Many = ()
    design: Many = ()
    drawn_from: Many = ()
    setting: Many = ()
    registry: str | None = None
    centre_count: int | None = None
    enrolment_start: Lang | None = None
    enrolment_end: Lang | None = None


@dataclass(slots=True)
class GroupNode(Node):
    """A group: a side of a result."""

    study: str | None = None
    subgroup_of: str | None = None
    role: str | None = None
    diagnosis: str | None = None
    positive: Many = ()
    negative: Many = ()
    criteria: Many = ()
    member_count: int | None = None
    population_source: str | None = None
    member_kind: str | None = None
    omits: Many = ()


@dataclass(slots=True)
class CriterionNode(Node):
    """What makes somebody a member of a group."""

    topic: str | None = None
    status: str | None = None
    estimate: str | None = None
    time_frame: str | None = None


@dataclass(slots=True)
class WindowNode(Node):
    """A stretch of time before or after an event."""

    event: str | None = None
    side: str | None = None
    start: Decimal | None = None
    end: Decimal | None = None
    unit: str | None = None
    omits: Many = ()


@dataclass(slots=True)
class ModelNode(Node):
    """A regression model: its outcome, its predictors and the group it was fitted in."""

    topic: str | None = None
    predictors: Many = ()
    method: str | None = None
    group: str | None = None
    study: str | None = None


@dataclass(slots=True)
class EstimateNode(Node):
    """A figure, with what kind of figure it is."""

    statistic: str | None = None
    value: Decimal | None = None
    bound: str | None = None
    unit: str | None = None
    numerator: int | None = None
    denominator: int | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    interval_kind: str | None = None
    level: Decimal | None = None
    spread: Decimal | None = None
    p_value: Decimal | None = None
    p_bound: str | None = None
    significance: str | None = None
    adjustment: str | None = None
    approximation: str | None = None
    printed: str | None = None
    printed_so: bool | None = None
    omits: Many = ()


@dataclass(slots=True)
class AnchorNode(Node):
    """A stretch of a text, with its digest; the selector holds the offsets."""

    source: str | None = None
    selectors: Many = ()
    digest: str | None = None
    digest_iri: str | None = None


@dataclass(slots=True)
class SelectorNode(Node):
    """Offsets in code points (Web Annotation, section 4.2.5), or the quote itself in a local build."""

    start: int | None = None
    end: int | None = None
    exact: str | None = None


@dataclass(slots=True)
class StatementNode(Node):
    """One place of one document, and what it expresses."""

    document: str = ""
    expresses: Many = ()
    stance: str = ""
    hedge: Lang | None = None
    hedge_kind: str | None = None
    qualifiers: Many = ()
    wording: str | None = None
    reading: str | None = None
    attributed_to: str | None = None
    anchor: str = ""
    primary_sources: Many = ()
    evidence_code: str = ""
    language: str = ""


@dataclass(slots=True)
class PropositionNode(Node):
    """What can be true or false, whoever says it."""

    key: str = ""
    topic: str | None = None
    antibody: str | None = None
    in_disease: str | None = None
    aspect: str | None = None
    direction: str | None = None
    severity: str | None = None
    time_frame: str | None = None
    quantifier: str | None = None
    significance: str | None = None
    strength: str | None = None
    sign: str | None = None
    group: str | None = None
    index_group: str | None = None
    comparator_group: str | None = None
    more_comparators: Many = ()
    study: str | None = None
    site: str | None = None
    method: str | None = None
    treatment: str | None = None
    outcomes: Many = ()
    variables: Many = ()
    estimates: Many = ()
    from_result: str | None = None
    to_result: str | None = None
    from_time: str | None = None
    to_time: str | None = None
    across: str | None = None
    predictor: str | None = None
    predictor_reference: str | None = None
    threshold: str | None = None
    per_amount: str | None = None
    model: str | None = None
    test: str | None = None
    study_count: int | None = None
    participant_count: int | None = None
    endpoint: str | None = None
    analysis: str | None = None
    adjusted_for: Many = ()
    based_on: Many = ()
    less_specific_than: Many = ()
    aligned_with: Many = ()
    conflicts_with: Many = ()
    members: Many = ()
    concerns: Many = ()
    because_of: Many = ()
    subject: str | None = None
    role: str | None = None
    role_for: str | None = None
    action: str | None = None
    action_object: str | None = None
    urgency: str | None = None
    about: Many = ()
    attribute: str | None = None
    values: Many = ()
    texts: tuple[Lang, ...] = ()
    among: str | None = None
    omits: Many = ()


@dataclass(slots=True)
class EvidenceNode(Node):
    """That a source supports a proposition, as a statement records it."""

    target: str = ""
    direction: str = ""
    source: str = ""
    recorded_from: str = ""


@dataclass(slots=True)
class InferenceNode(Node):
    """What the curator inferred and no document states."""

    about: str = ""
    attribute: str = ""
    value: str | None = None
    text: str | None = None
    evidence_code: str = ""


@dataclass(slots=True)
class ComputedNode(Node):
    """What arithmetic or reading gives, with what it was computed from."""

    computed_from: Many = ()
    computed_by: str = ""
    group: str | None = None
    index_group: str | None = None
    comparator_group: str | None = None
    topic: str | None = None
    direction: str | None = None
    variables: Many = ()
    reading: str | None = None
    estimate: str | None = None


@dataclass(slots=True)
class AgreementNode(ComputedNode):
    """How two propositions stand to each other, or a document's to its source's."""

    agreement: str = ""
    shared_sources: Many = ()
    document: str | None = None
    source: str | None = None


@dataclass(slots=True)
class EffectNode(Node):
    """An effect or a share that the program computes, with the comparison it is set beside and how the two agree."""

    computed_from: Many = ()
    computed_by: str = ""
    computed_with: str = ""
    set_beside: str | None = None
    group: str | None = None
    index_group: str | None = None
    comparator_group: str | None = None
    topic: str | None = None
    time_frame: str | None = None
    estimates: Many = ()
    agrees_with: Many = ()
    disagrees_with: Many = ()


@dataclass(slots=True)
class DossierNodes:
    """All nodes of one dossier, by the graph they belong to."""

    key: str
    facts: list[Node] = field(default_factory=list)
    curation: list[Node] = field(default_factory=list)
    computed: list[Node] = field(default_factory=list)
