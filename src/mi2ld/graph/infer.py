"""What the class hierarchy entails: superclasses of classes and of individuals, and the groups above a group.

The rules are RDFS's rdfs9 and rdfs11 (RDF 1.1 Semantics, section 9.2.1) and the transitivity of ``subgroupOf``. HermiT
is the reference: a test holds the types it entails for the release equal to these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mi2ld import names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mi2ld.graph.nodes import Node

_A = f" <{names.PREFIXES['rdf']}type> "
_SUBCLASS = f"<{names.PREFIXES['rdfs']}subClassOf>"
_SUBGROUP = f" {names.term('subgroupOf')} "
_OWL = f"<{names.PREFIXES['owl']}"


def infer_nodes(nodes: Iterable[Node], superclasses: dict[str, set[str]]) -> set[str]:
    """Return the N-Triples that some nodes entail: the classes above theirs, and the groups above their parent."""
    found: set[str] = set()
    parents: dict[str, str] = {}
    entailed: dict[str, list[str]] = {}
    for node in nodes:
        for name in node.classes:
            above = entailed.get(name)
            if above is None:
                above = [f"{_A}{parent} .\n" for parent in superclasses.get(name, ())]
                entailed[name] = above
            for end in above:
                found.add(node.iri + end)
        parent = getattr(node, "subgroup_of", None)
        if parent:
            parents[node.iri] = parent
    for group, parent in parents.items():
        higher = parents.get(parent)
        while higher is not None and higher != group:
            found.add(f"{group}{_SUBGROUP}{higher} .\n")
            higher = parents.get(higher)
    return found


def infer_types(lines: Iterable[str], superclasses: dict[str, set[str]]) -> set[str]:
    """Return the types of named individuals that some triples entail and do not hold themselves."""
    stated: set[str] = set()
    found: set[str] = set()
    for line in lines:
        at = line.find(_A)
        if at > 0 and line[0] == "<" and " " not in line[:at]:
            subject, rest = line[:at], line[at + len(_A) :]
            name = rest[: rest.index(">") + 1]
            stated.add(f"{subject}{_A}{name} .\n")
            for parent in superclasses.get(name, ()):
                if not parent.startswith(_OWL):
                    found.add(f"{subject}{_A}{parent} .\n")
    return found - stated


def infer_hierarchy(superclasses: dict[str, set[str]], stated: Iterable[str]) -> set[str]:
    """Return the subclass triples between named classes that the ontology entails and does not state."""
    known = set(stated)
    found = {f"{c} {_SUBCLASS} {p} .\n" for c, above in superclasses.items() for p in above}
    return found - known
