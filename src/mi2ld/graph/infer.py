"""What the class hierarchy entails: superclasses of classes and of individuals, and the groups above a group.

The rules are RDFS's rdfs9 and rdfs11 (RDF 1.1 Semantics, section 9.2.1) and the transitivity of ``subgroupOf``. HermiT is
the reference: a test holds the types it entails for the release equal to these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mi2ld import names

if TYPE_CHECKING:
    from collections.abc import Iterable

_A = f" <{names.PREFIXES['rdf']}type> "
_SUBCLASS = f"<{names.PREFIXES['rdfs']}subClassOf>"
_SUBGROUP = f" {names.term('subgroupOf')} "
_OWL = f"<{names.PREFIXES['owl']}"


def infer_lines(lines: Iterable[str], superclasses: dict[str, set[str]]) -> set[str]:
    """Return the N-Triples that some quads or triples entail and do not hold themselves."""
    stated: set[str] = set()
    found: set[str] = set()
    parents: dict[str, str] = {}
    for line in lines:
        at = line.find(_A)
        if at > 0 and line[0] == "<" and " " not in line[:at]:
            subject, rest = line[:at], line[at + len(_A) :]
            name = rest[: rest.index(">") + 1]
            stated.add(f"{subject}{_A}{name} .\n")
            for parent in superclasses.get(name, ()):
                if not parent.startswith(_OWL):
                    found.add(f"{subject}{_A}{parent} .\n")
        elif _SUBGROUP in line:
            subject, _, rest = line.partition(_SUBGROUP)
            parents[subject] = rest[: rest.index(">") + 1]
    for group, parent in parents.items():
        above = parents.get(parent)
        while above is not None and above != group:
            found.add(f"{group}{_SUBGROUP}{above} .\n")
            above = parents.get(above)
    return found - stated


def infer_hierarchy(superclasses: dict[str, set[str]], stated: Iterable[str]) -> set[str]:
    """Return the subclass triples between named classes that the ontology entails and does not state."""
    known = set(stated)
    found = {f"{c} {_SUBCLASS} {p} .\n" for c, above in superclasses.items() for p in above}
    return found - known
