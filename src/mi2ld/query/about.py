"""What propositions are about a thing: of itself, of its measures and their outcomes, and of the groups that have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from mi2ld import names
from mi2ld.query.naming import DossierName

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mi2ld.query.naming import Thing

_OWN = names.PREFIXES["obo"] + "ECO_0000180"
_PROV = names.PREFIXES["prov"]
_EVIDENCE = names.PREFIXES["obo"] + "SEPIO_0000398"


class Reader:
    """A store, read along its predicates; a predicate is a local name of the ontology, or an IRI."""

    def __init__(self, store: ox.Store) -> None:
        """Keep the store."""
        self.store = store

    def all(self, subject: Any, local: str) -> list[Any]:
        """Return the objects of a subject."""
        predicate = local if ":" in local else names.ONTOLOGY + local
        return [q.object for q in self.store.quads_for_pattern(subject, ox.NamedNode(predicate), None, None)]

    def subjects(self, local: str, value: Any) -> list[Any]:
        """Return the subjects that have an object."""
        predicate = local if ":" in local else names.ONTOLOGY + local
        return [q.subject for q in self.store.quads_for_pattern(None, ox.NamedNode(predicate), value, None)]

    def is_a(self, node: Any, local: str) -> bool:
        """Return whether a node is of a class of the ontology."""
        kind = ox.NamedNode(names.ONTOLOGY + local)
        return ox.Quad(node, ox.NamedNode(names.PREFIXES["rdf"] + "type"), kind, ox.DefaultGraph()) in self.store


def propositions_about(reader: Reader, thing: Thing) -> list[Any]:
    """Return the propositions about a thing, each once, by IRI.

    They are those that name it (as topic, predictor, test, outcome, treatment, what was adjusted for, …), or a measure
    of it, or an outcome of such a measure; those of the groups that have it, and of their subgroups; those of a study,
    document, publication or dossier; and the conflicts and hypotheses about any that name it.
    """
    if isinstance(thing, DossierName):
        stated = reader.subjects(names.PREFIXES["rdf"] + "type", ox.NamedNode(names.ONTOLOGY + "Proposition"))
        return _sorted(p for p in stated if thing.holds(p))
    found, groups = _direct(reader, thing)
    found |= {p for q in found for local in ("conflictMember", "concerns") for p in reader.subjects(local, q)}
    found |= _of_groups(reader, groups)
    found |= _of_source(reader, thing)
    return _sorted(p for p in found if reader.is_a(p, "Proposition"))


def _sorted(nodes: Iterable[Any]) -> list[Any]:
    return sorted(set(nodes), key=lambda node: str(node.value))


def _direct(reader: Reader, thing: ox.NamedNode) -> tuple[set[Any], set[Any]]:
    """Return the propositions that name a thing, a measure of it or an outcome of one, and the groups that have one."""
    measures = [thing, *reader.subjects("measureOf", thing)]
    aspects = [*measures, *(o for m in measures for o in reader.subjects("outcomeOf", m))]
    found: set[Any] = set()
    groups: set[Any] = {thing} if reader.is_a(thing, "Group") else set()
    for aspect in aspects:
        for quad in reader.store.quads_for_pattern(None, None, aspect, None):
            if reader.is_a(quad.subject, "Proposition"):
                found.add(quad.subject)
            elif quad.predicate.value in (names.ONTOLOGY + "antibodyPositiveFor", names.ONTOLOGY + "hasDiagnosis"):
                groups.add(quad.subject)
            elif quad.predicate.value == names.ONTOLOGY + "adjustedFor":
                found.update(reader.subjects("fromModel", quad.subject))
            elif ox.NamedNode(names.ONTOLOGY + "Present") in reader.all(quad.subject, "criterionStatus"):
                groups.update(reader.subjects("hasCriterion", quad.subject))
    return found, groups


def _of_groups(reader: Reader, groups: set[Any]) -> set[Any]:
    """Return the propositions on groups and on their subgroups."""
    waiting, seen = list(groups), set(groups)
    found: set[Any] = set()
    while waiting:
        group = waiting.pop()
        found.update(reader.subjects("group", group), reader.subjects("indexGroup", group))
        inner = set(reader.subjects("subgroupOf", group)) - seen
        seen |= inner
        waiting += inner
    return found


def _of_source(reader: Reader, thing: ox.NamedNode) -> set[Any]:
    """Return the propositions of a study, of a document, or of a publication: its own and those relayed from it."""
    studies = [thing, *reader.subjects("publishedIn", thing)]
    found = {p for study in studies for p in reader.subjects("fromStudy", study)}
    found |= {p for study in studies for g in reader.subjects("fromStudy", study) for p in reader.subjects("about", g)}
    statements = reader.subjects("statedIn", thing) + reader.subjects(_PROV + "hadPrimarySource", thing)
    for document in reader.subjects(_PROV + "wasDerivedFrom", thing):
        own = reader.subjects("statedIn", document)
        statements += [s for s in own if ox.NamedNode(_OWN) in reader.all(s, _EVIDENCE)]
    return found | {p for statement in statements for p in reader.all(statement, "expresses")}
