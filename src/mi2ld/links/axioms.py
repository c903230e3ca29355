"""Refused axioms: what another ontology says and its slice here leaves out, kept as that ontology's claim.

In:   ``ontology/imports/refused-axioms.tsv``.
Out:  the axioms, for the slices, and N-Triples lines about them.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from mi2ld import names
from mi2ld.dossier.text import decode, read_bytes
from mi2ld.graph.mapping import quote
from mi2ld.problems import Mi2ldError, Problem, Where

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class RefusedAxiom:
    """One axiom ``subject rdfs:subClassOf parent`` (CURIEs), with the release that has it and the reason in two languages."""

    subject: str
    parent: str
    object_source: str
    version: str
    label_en: str
    label_fr: str
    reason_en: str
    reason_fr: str


def read_refused_axioms(path: Path) -> list[RefusedAxiom]:
    """Return the refused axioms of a table; none if there is no such file.

    Raises:
        Mi2ldError: With every row that has an empty cell or an unknown prefix (code L111).
    """
    if not path.exists():
        return []
    columns = [f.name for f in fields(RefusedAxiom)]
    problems: list[Problem] = []
    found: list[RefusedAxiom] = []
    rows = csv.DictReader(decode(read_bytes(path), path).splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    for number, row in enumerate(rows, 2):
        where = Where(str(path), number, 1)
        if empty := [c for c in columns if not row.get(c)]:
            problems.append(Problem(where, "error", "L111", f"the row has no {', '.join(empty)}", "fill the cells"))
            continue
        unknown = [row[c] for c in ("subject", "parent", "object_source") if names.expand(row[c]) is None]
        if unknown:
            fix = "use a prefix of ontology/prefixes.ttl"
            problems.append(Problem(where, "error", "L111", f"unknown prefix in {', '.join(unknown)}", fix))
            continue
        found.append(RefusedAxiom(*(row[c] for c in columns)))
    if problems:
        raise Mi2ldError(problems)
    return found


def axiom_lines(axioms: Iterable[RefusedAxiom]) -> list[str]:
    """Return what is said of the refused axioms, as sorted N-Triples lines; none of them is asserted."""
    rdfs = names.PREFIXES["rdfs"]
    out = []
    for axiom in axioms:
        s = names.mint_axiom(axiom.subject, axiom.parent)
        out += [
            f"{s} <{names.PREFIXES['rdf']}type> {names.term('RefusedAxiom')}",
            f"{s} {names.term('refusedSubject')} <{names.expand(axiom.subject)}>",
            f"{s} {names.term('refusedParent')} <{names.expand(axiom.parent)}>",
            f"{s} <{names.PREFIXES['dcterms']}source> <{names.expand(axiom.object_source)}>",
            f"{s} <{names.PREFIXES['owl']}versionInfo> {quote(axiom.version)}",
            f"{s} <{rdfs}label> {quote(axiom.label_en)}@en",
            f"{s} <{rdfs}label> {quote(axiom.label_fr)}@fr",
            f"{s} <{rdfs}comment> {quote(axiom.reason_en)}@en",
            f"{s} <{rdfs}comment> {quote(axiom.reason_fr)}@fr",
        ]
    return sorted(line + " .\n" for line in out)
