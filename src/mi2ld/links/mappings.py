"""Mappings: SSSOM rows to SKOS triples.

In:   ``ontology/mappings/*.sssom.tsv`` (SSSOM 1.0 TSV, its metadata in the lines that start with ``#``).
Out:  N-Triples lines; a row with ``predicate_modifier`` Not says what is no match, and makes no triple.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mi2ld import names
from mi2ld.dossier.text import decode, read_bytes
from mi2ld.problems import Mi2ldError, Problem, Where

if TYPE_CHECKING:
    from pathlib import Path

    from mi2ld.dossier.vocabulary import Vocabulary

PREDICATES = ("skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch")


@dataclass(frozen=True, slots=True)
class Mapping:
    """One row of a mapping set."""

    subject: str
    predicate: str
    negated: bool
    object: str
    where: Where


def read_mappings(folder: Path, vocabulary: Vocabulary) -> list[Mapping]:
    """Return the rows of all mapping sets of a folder.

    Raises:
        Mi2ldError: With every row whose subject, predicate or object is unknown (codes L101 to L103).
    """
    found: list[Mapping] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.sssom.tsv")):
        lines = decode(read_bytes(path), path).splitlines()
        offset = sum(1 for line in lines if line.startswith("#"))
        for number, row in enumerate(csv.DictReader(lines[offset:], delimiter="\t"), offset + 2):
            where = Where(str(path), number, 1)
            local = row["subject_id"].removeprefix("mi2:")
            if local not in vocabulary.by_local:
                problems.append(
                    Problem(where, "error", "L101", f"no term {row['subject_id']!r}", "name a term of the templates")
                )
            if row["predicate_id"] not in PREDICATES:
                fix = f"use one of: {', '.join(PREDICATES)}"
                problems.append(Problem(where, "error", "L102", f"no mapping predicate {row['predicate_id']!r}", fix))
            iri = names.expand(row["object_id"])
            if iri is None:
                problems.append(
                    Problem(
                        where,
                        "error",
                        "L103",
                        f"unknown prefix in {row['object_id']!r}",
                        "use a prefix of ontology/prefixes.ttl",
                    )
                )
                continue
            negated = (row.get("predicate_modifier") or "") == "Not"
            found.append(Mapping(local, row["predicate_id"], negated, iri, where))
    if problems:
        raise Mi2ldError(problems)
    return found


def mapping_lines(mappings: list[Mapping]) -> list[str]:
    """Return the SKOS triples of the mappings as sorted N-Triples lines."""
    return sorted(
        f"{names.term(m.subject)} <{names.expand(m.predicate)}> <{m.object}> .\n" for m in mappings if not m.negated
    )
