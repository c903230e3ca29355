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


_WHEN = Field("when", "term", ("TimeFrame",), required=True, unstated=True)
_GROUP = Field("group", "group", required=True)
_UNDER = Field("under", "term", ("TreatmentKind",))
_BY = Field("by", "term", ("MethodKind",))
_QUANTIFIER = Field("quantifier", "term", ("Quantifier",))
_SIGNIFICANCE = Field("significance", "term", ("Significance",))
_IN = Field("in", "term", ("DiseaseKind",))
_STUDY = Field("study", "study")

FACT_KINDS: dict[str, FactKind] = {
    "compare": FactKind(
        Field("topic", "term", KINDS, required=True),
        (
            _GROUP,
            Field("versus", "groups", required=True, unstated=True),
            Field("direction", "direction", required=True, unstated=True),
            Field("aspect", "term", ("Aspect",), many=True),
            _WHEN,
            Field("site", "term", ("SiteKind",)),
            _BY,
            _UNDER,
            _SIGNIFICANCE,
        ),
    ),
    "associate": FactKind(
        Field("antibody", "term", ("AntibodyKind",), required=True),
        (
            Field("with", "term", KINDS, required=True),
            Field("direction", "direction", unstated=True),
            Field("severity", "term", ("SeverityLevel",)),
            Field("aspect", "term", ("Aspect",), many=True),
            Field("versus", "groups", unstated=True),
            _IN,
            Field("when", "term", ("TimeFrame",), unstated=True),
            Field("reported-by", "source"),
        ),
    ),
    "proportion": FactKind(
        Field("topic", "term", KINDS, required=True),
        (_GROUP, _WHEN, _QUANTIFIER, _BY, _UNDER),
    ),
    "correlate": FactKind(
        Field("variables", "term", ("MeasureKind",), many=True, required=True),
        (
            Field("group", "group", required=True, unstated=True),
            _WHEN,
            Field("sign", "term", ("CorrelationSign",), required=True, unstated=True),
            Field("strength", "term", ("CorrelationStrength",)),
            _SIGNIFICANCE,
        ),
    ),
    "change": FactKind(
        Field("outcomes", "term", ("OutcomeKind",), many=True, required=True),
        (Field("group", "group", required=True, unstated=True), _WHEN, _QUANTIFIER, _UNDER),
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
        "country": Field("country", "term", ("Country",)),
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
        "finding": Field("finding", "term", ("OutcomeKind", "PhenotypeKind"), many=True),
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
