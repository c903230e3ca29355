"""The records of a dossier: what a curator stated, with its place in the file. They know no RDF."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from mi2ld.dossier.vocabulary import Term
    from mi2ld.problems import Problem, Where

Notes = dict[str, str]
"""Language to text."""


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the text: code points from ``start`` to before ``end``, and the digest of its words."""

    start: int
    end: int
    digest: str
    where: Where


@dataclass(frozen=True, slots=True)
class Interval:
    """What stands around a figure: two ends, or the spread after ``±``.

    ``kind`` is the local name of an interval kind (``ConfidenceInterval``, ``StandardDeviation``, …), or empty where
    the print does not say; ``level`` is in percent.
    """

    kind: str = ""
    lower: Decimal | None = None
    upper: Decimal | None = None
    spread: Decimal | None = None
    level: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PValue:
    """A p-value: exact, as an inequality, or only the word (``significance`` is then a local name)."""

    bound: str = "="
    value: Decimal | None = None
    significance: str = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure as printed: ``12/40 (30%)``, ``>500``, ``OR 3.2 (95% CI 1.4–7.3)``; what is not printed is None or empty.

    ``statistic`` is the key of a row of ``statistics.tsv``, ``adjustment`` is ``adjusted``, ``crude`` or empty, ``unit``
    is a UCUM code (``%`` for a percentage, ``1`` for a bare number).
    """

    printed: str
    value: Decimal | None
    bound: str
    is_percentage: bool
    denominator: int | None
    unit: str
    numerator: int | None = None
    statistic: str = ""
    adjustment: str = ""
    intervals: tuple[Interval, ...] = ()
    p: PValue | None = None
    sic: bool = False
    """Whether the curator marks that the document prints it so, though it contradicts itself or its surroundings."""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time before or after an event; ``event`` is None where the source does not say which.

    ``start`` and ``end`` are in ``unit`` (UCUM) from the event on; both equal is a moment, a missing ``start`` means
    from the event itself (``within``), both missing is the whole time on that side.
    """

    side: str
    event: Term | None
    start: Decimal | None
    end: Decimal | None
    unit: str
    key: str


@dataclass(frozen=True, slots=True)
class Marker:
    """A measure with the value that makes somebody a member of a group, as ``CK > 1000 U/L``."""

    measure: Term
    quantity: Quantity | None

    @property
    def printed(self) -> str:
        """Return the value as printed."""
        return self.quantity.printed if self.quantity else ""


@dataclass(frozen=True, slots=True)
class Moment:
    """One end of a trend: when, and what was found then."""

    when: Term | Window | None
    quantities: tuple[Quantity, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class Predictor:
    """What predicts an outcome: a kind, perhaps above a threshold, per an amount or against another, and how strongly."""

    kind: Term
    where: Where
    threshold: Quantity | None = None
    per: Quantity | None = None
    versus: Term | None = None
    quantities: tuple[Quantity, ...] = ()
    p: PValue | None = None
    direction: Term | None = None
    direction_unstated: bool = False
    significance: Term | None = None
    faulty: bool = False


@dataclass(slots=True)
class Said:
    """One place where a document states a thing, and how it states it."""

    document: str
    place: Place
    where: Where
    omits: tuple[str, ...] = ()
    changes: dict[str, Any] = field(default_factory=dict)
    hedge: Term | None = None
    hedge_words: str = ""
    qualifiers: tuple[Term, ...] = ()
    wording: Term | None = None
    reading: Term | None = None
    by: str = ""

    @property
    def manner(self) -> tuple[object, ...]:
        """Return what belongs to the statement, not to its propositions: equal for one place of one document."""
        qualifiers = tuple(q.key for q in self.qualifiers)
        keys = (x.key if x else "" for x in (self.hedge, self.wording, self.reading))
        return (*keys, self.hedge_words, qualifiers, self.by)


@dataclass(slots=True)
class Attribute:
    """One value of an attribute of a document, publication, study or group."""

    name: str
    values: tuple[Any, ...]
    said: tuple[Said, ...]
    where: Where
    inferred: bool = False
    statistic: Term | None = None
    approximation: Term | None = None
    note: Notes = field(default_factory=dict)


@dataclass(slots=True)
class Link:
    """A link that a document prints."""

    to: str
    where: Where
    place: Place | None = None
    publication: str = ""
    inferred: bool = False
    note: Notes = field(default_factory=dict)


@dataclass(slots=True)
class Entity:
    """A document, publication, study or group: its key, its kind and its attributes."""

    section: str
    key: str
    where: Where
    kind: Term | str | None = None
    attributes: list[Attribute] = field(default_factory=list)
    said: tuple[Said, ...] = ()
    note: Notes = field(default_factory=dict)
    lines: tuple[int, int] = (0, 0)
    sources: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    headings: tuple[Place, ...] = ()
    unidentified: bool = False
    traceable: bool = False
    et_al: bool = False
    label: Notes = field(default_factory=dict)
    study: str = ""

    def first(self, name: str, *, inferred: bool = False) -> Attribute | None:
        """Return the first attribute of that name, stated unless ``inferred`` allows the other."""
        for attribute in self.attributes:
            if attribute.name == name and (inferred or not attribute.inferred):
                return attribute
        return None


@dataclass(frozen=True, slots=True)
class GroupValue:
    """A group on one side of a result, with the figures stated of it; ``where`` is the place of the figures."""

    group: str
    where: Where
    quantities: tuple[Quantity, ...] = ()
    quantifier: Term | None = None
    quantifier_inferred: bool = False
    note: tuple[tuple[str, str], ...] = ()
    effects: tuple[Quantity, ...] = ()
    p: PValue | None = None
    faulty: bool = False
    """Whether its figure stands there and could not be read: that is one problem already."""

    @property
    def quantity(self) -> Quantity | None:
        """Return the first figure, if there is one."""
        return self.quantities[0] if self.quantities else None


@dataclass(slots=True)
class Fact:
    """One fact: its kind, the fields of that kind, and where each document says it.

    ``fields`` holds typed values; a field that is recorded as unstated is in ``unstated``; ``places`` is where the
    value of each field stands.
    """

    key: str
    kind: str
    where: Where
    fields: dict[str, Any]
    unstated: frozenset[str]
    said: tuple[Said, ...]
    study: str = ""
    reported_by: str = ""
    broader_than: tuple[str, ...] = ()
    aligned_with: tuple[str, ...] = ()
    note: Notes = field(default_factory=dict)
    places: dict[str, Where] = field(default_factory=dict)


@dataclass(slots=True)
class Dossier:
    """A whole dossier."""

    key: str
    path: str
    status: str
    where: Where
    curators: tuple[str, ...]
    text_file: str
    text_sha256: str
    language: str
    documents: dict[str, Entity]
    publications: dict[str, Entity]
    studies: dict[str, Entity]
    groups: dict[str, Entity]
    facts: dict[str, Fact]
    warnings: tuple[Problem, ...] = ()

    def entities(self) -> list[Entity]:
        """Return all documents, publications, studies and groups, in that order."""
        return [
            *self.documents.values(),
            *self.publications.values(),
            *self.studies.values(),
            *self.groups.values(),
        ]

    def all_said(self) -> list[Said]:
        """Return every place where a document states something, facts and attributes alike."""
        found: list[Said] = []
        for entity in self.entities():
            found.extend(entity.said)
            for attribute in entity.attributes:
                if attribute.said is not entity.said:
                    found.extend(attribute.said)
        for fact in self.facts.values():
            found.extend(fact.said)
        return found

    def places(self) -> Iterator[tuple[str, Place]]:
        """Return every place with its document's key: what is said, links and headings."""
        for said in self.all_said():
            yield said.document, said.place
        for document in self.documents.values():
            for link in document.links:
                if link.place:
                    yield document.key, link.place
            for heading in document.headings:
                yield document.key, heading
