"""The registry of fact kinds and entity attributes: which fields each has, and how each is read.

A new kind of fact is a row here, a builder in ``graph/facts.py`` and a shape; a new word is a row of the vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass

KINDS = ("Kind",)
"""Stands for every role: any row that is a kind, not a value."""


@dataclass(frozen=True, slots=True)
class Field:
    """How one field is read.

    ``read`` names the reader; ``classes`` are the roles or value classes a term may have; ``many`` allows a list;
    ``unstated`` allows the word ``unstated``.
    """

    name: str
    read: str
    classes: tuple[str, ...] = ()
    required: bool = False
    many: bool = False
    unstated: bool = False


@dataclass(frozen=True, slots=True)
class FactKind:
    """A kind of fact: its main field (written after the kind's own word) and the others."""

    main: Field
    fields: tuple[Field, ...]

    def find(self, name: str) -> Field | None:
        """Return the field of that name; the kind's main field goes by its own name too."""
        for field in (self.main, *self.fields):
            if field.name == name:
                return field
        return None


_WHEN = Field("when", "when", ("TimeFrame",), required=True, unstated=True)
_GROUP = Field("group", "group", required=True)
_GROUPS = Field("group", "groups", required=True)
_UNDER = Field("under", "term", ("TreatmentKind",))
_SITE = Field("site", "term", ("SiteKind",))
_BY = Field("by", "term", ("MethodKind",))
_QUANTIFIER = Field("quantifier", "term", ("Quantifier",), unstated=True)
_SEVERITY = Field("severity", "term", ("SeverityLevel",))
_SIGNIFICANCE = Field("significance", "term", ("Significance",))
_IN = Field("in", "term", ("DiseaseKind",))
_DIRECTION = Field("direction", "direction", required=True, unstated=True)
_ASPECT = Field("aspect", "term", ("Aspect",), many=True)
_THRESHOLD = Field("threshold", "value", unstated=True)
_SETTING = (
    _SITE,
    _BY,
    _UNDER,
    Field("endpoint", "term", ("EndpointRole",)),
    Field("analysis", "term", ("AnalysisSet",)),
)
"""How and where a result was obtained: fields of every kind of result."""
_TEST = (
    Field("p", "p-value"),
    _SIGNIFICANCE,
    Field("adjustment", "term", ("Adjustment",)),
    Field("adjusted-for", "term", KINDS, many=True),
)
"""How sure a result is, and what was allowed for."""

FACT_KINDS: dict[str, FactKind] = {
    "compare": FactKind(
        Field("topic", "term", KINDS, required=True),
        (
            _GROUP,
            Field("versus", "groups", required=True, unstated=True),
            _DIRECTION,
            _ASPECT,
            _WHEN,
            _THRESHOLD,
            Field("effect", "values"),
            Field("jointly", "boolean"),
            *_SETTING,
            *_TEST,
        ),
    ),
    "associate": FactKind(
        Field("antibody", "term", ("AntibodyKind",), required=True),
        (
            Field("with", "term", KINDS, required=True),
            Field("direction", "direction", unstated=True),
            _SEVERITY,
            _ASPECT,
            Field("versus", "groups", unstated=True),
            _IN,
            Field("when", "when", ("TimeFrame",), unstated=True),
            Field("reported-by", "source"),
        ),
    ),
    "proportion": FactKind(
        Field("topic", "term", KINDS, required=True),
        (_GROUPS, _WHEN, _QUANTIFIER, _SEVERITY, _THRESHOLD, *_SETTING),
    ),
    "measure": FactKind(
        Field("topic", "term", ("MeasureKind",), required=True),
        (_GROUPS, _WHEN, _QUANTIFIER, *_SETTING),
    ),
    "correlate": FactKind(
        Field("variables", "term", ("MeasureKind", "PhenotypeKind"), many=True, required=True),
        (
            Field("group", "group", required=True, unstated=True),
            _WHEN,
            Field("sign", "term", ("CorrelationSign",), unstated=True),
            Field("strength", "term", ("CorrelationStrength",)),
            Field("value", "values"),
            *_SETTING,
            *_TEST,
        ),
    ),
    "change": FactKind(
        Field("outcomes", "term", ("OutcomeKind",), many=True, required=True),
        (Field("group", "group", required=True, unstated=True), _WHEN, _QUANTIFIER, *_SETTING),
    ),
    "trend": FactKind(
        Field("topic", "term", KINDS, required=True),
        (
            _GROUP,
            Field("from", "moment", ("TimeFrame",)),
            Field("to", "moment", ("TimeFrame",)),
            Field("across", "term", KINDS),
            _DIRECTION,
            _ASPECT,
            Field("effect", "values"),
            *_SETTING,
            *_TEST,
        ),
    ),
    "predict": FactKind(
        Field("outcome", "term", KINDS, required=True),
        (_GROUP, _WHEN, Field("from", "predictors", KINDS, required=True), _ASPECT, *_SETTING, *_TEST),
    ),
    "diagnose": FactKind(
        Field("test", "term", KINDS, required=True),
        (
            Field("for", "term", KINDS, required=True),
            Field("group", "group", required=True, unstated=True),
            Field("versus", "group", unstated=True),
            _THRESHOLD,
            Field("value", "values", required=True),
            _WHEN,
            *_SETTING,
            *_TEST,
        ),
    ),
    "pool": FactKind(
        Field("topic", "term", KINDS, required=True),
        (
            _GROUP,
            Field("versus", "group", unstated=True),
            Field("value", "values", required=True),
            Field("studies", "whole"),
            Field("participants", "whole"),
            Field("direction", "direction", unstated=True),
            _ASPECT,
            _WHEN,
            *_SETTING,
            *_TEST,
        ),
    ),
    "state": FactKind(
        Field("of", "term", KINDS, many=True, required=True),
        (
            Field("attribute", "term", ("Attribute",), required=True),
            Field("is", "term", required=True, many=True),
            _IN,
            Field("among", "term", KINDS),
            _QUANTIFIER,
        ),
    ),
}

GROUP_PARTS = ("is", "value", "quantifier", "effect", "p")
"""What may stand on one side of a result; ``effect`` and ``p`` are those of the comparison with that side."""

PREDICTOR_PARTS: dict[str, Field] = {
    "is": Field("is", "term", KINDS, required=True),
    "threshold": _THRESHOLD,
    "per": Field("per", "value"),
    "versus": Field("versus", "term", KINDS),
    "value": Field("value", "values"),
    "p": Field("p", "p-value"),
    "direction": Field("direction", "direction", unstated=True),
    "significance": _SIGNIFICANCE,
}
"""What may be said of one predictor of an outcome."""

WINDOW_PARTS = ("at", "within", "from", "to", "after", "before")
"""What bounds a time window: its length or ends, and the event that it comes after or before."""

CLAIM_KINDS: dict[str, tuple[Field, ...]] = {
    "conflict": (Field("of", "facts", required=True),),
    "hypothesis": (
        Field("subject", "term", KINDS, required=True),
        Field("role", "term", ("CandidateRole",), required=True),
        Field("for", "term", (*KINDS, "TimeFrame"), required=True),
    ),
    "evidence-needed": (Field("of", "facts", required=True),),
    "recommendation": (
        Field("action", "term", ("Action",), required=True),
        Field("subject", "term", KINDS, required=True),
        _IN,
        Field("urgency", "term", ("Urgency",)),
        Field("because", "facts"),
    ),
}

COMMON = ("said", "broader-than", "aligned-with", "study", "note")
"""The fields of every fact."""

ATTRIBUTES: dict[str, dict[str, Field]] = {
    "documents": {
        "title": Field("title", "text"),
        "series": Field("series", "text"),
        "subject": Field("subject", "term", KINDS),
    },
    "publications": {
        "title": Field("title", "text"),
        "authors": Field("authors", "text", many=True),
        "journal": Field("journal", "text"),
        "issued": Field("issued", "date"),
        "pmid": Field("pmid", "pmid"),
        "doi": Field("doi", "doi"),
        "same-as": Field("same-as", "publication"),
    },
    "studies": {
        "published-in": Field("published-in", "publication"),
        "registry": Field("registry", "registry"),
        "country": Field("country", "term", ("Country",), many=True),
        "setting": Field("setting", "term", ("Setting",), many=True),
        "centres": Field("centres", "whole"),
        "enrolled": Field("enrolled", "period"),
        "ancestry": Field("ancestry", "term", ("CharacteristicKind",), many=True),
        "aim": Field("aim", "term", ("StudyAim",)),
        "aim-of": Field("aim-of", "term", KINDS),
        "design": Field("design", "term", ("StudyDesign",), many=True),
        "cohort-source": Field("cohort-source", "term", ("Organisation",)),
        "size": Field("size", "quantity"),
        "follow-up": Field("follow-up", "quantity"),
        "assesses": Field("assesses", "term", ("MeasureKind",), many=True),
        "assessed-by": Field("assessed-by", "term", ("MethodKind",), many=True),
        "assessment-mode": Field("assessment-mode", "term", ("AssessmentMode",), many=True),
    },
    "groups": {
        "part-of": Field("part-of", "group-key"),
        "role": Field("role", "term", ("GroupRole",)),
        "diagnosis": Field("diagnosis", "term", ("DiseaseKind",)),
        "has": Field("has", "term", ("AntibodyKind",), many=True),
        "lacks": Field("lacks", "term", ("AntibodyKind",), many=True),
        "follow-up": Field("follow-up", "quantity"),
        "age": Field("age", "quantity"),
        "marker": Field("marker", "marker", ("MeasureKind",)),
        "characteristic": Field("characteristic", "term", ("CharacteristicKind",), many=True),
        "window": Field("window", "when", ("TimeFrame",)),
        "population": Field("population", "term", ("PopulationSource",)),
        "members": Field("members", "term", ("MemberKind",)),
        "country": Field("country", "term", ("Country",), many=True),
        "without": Field("without", "term", ("OutcomeKind", "PhenotypeKind", "DiseaseKind"), many=True),
        "untreated": Field("untreated", "term", ("TreatmentKind",), many=True),
        "finding": Field("finding", "term", ("OutcomeKind", "PhenotypeKind", "DiseaseKind"), many=True),
        "treatment": Field("treatment", "term", ("TreatmentKind",), many=True),
        "size": Field("size", "quantity"),
    },
}
"""The attributes of each section: what a document can state of such a thing."""

PLAIN: dict[str, tuple[str, ...]] = {
    "documents": ("kind", "lines", "sources", "links", "headings", "note"),
    "publications": ("et-al", "unidentified", "traceable", "label", "said", "note"),
    "studies": ("said", "note"),
    "groups": ("kind", "study", "label", "said", "note"),
}
"""The fields of each section that no document states."""

GROUP_KINDS = {
    "arm": "StudyArm",
    "subgroup": "Subgroup",
    "exposure": "ExposureGroup",
    "reference": "ReferencePopulation",
    "pooled": "PooledPopulation",
}
STATUSES = ("draft", "reviewed", "published", "withdrawn")
SECTIONS = ("documents", "publications", "studies", "groups", "facts")
TOP = ("dossier", "format", "status", "curators", "text", "note", *SECTIONS)
