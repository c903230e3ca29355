"""Chains: what exact matches equate when they are followed from one to the next.

In:   our mappings, and the exact matches of others (Mondo publishes its own).
Out:  problems where a chain equates a finding with a disease, or two terms of one vocabulary.

``skos:exactMatch`` is symmetric and transitive (SKOS Reference, S45 and S46), so that what a chain joins counts as one.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from typing import TYPE_CHECKING

from mi2ld.dossier.text import decode, read_bytes
from mi2ld.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from mi2ld.dossier.vocabulary import Vocabulary
    from mi2ld.links.mappings import Mapping

ONE_OF_EACH = ("HP", "MONDO", "Orphanet", "mesh", "UBERON", "UniProtKB", "HGNC")
_FINDINGS, _DISEASES = frozenset({"HP"}), frozenset({"MONDO", "Orphanet", "DOID"})
_EXACT = "skos:exactMatch"
_OTHER_NAMES = {
    "icd11.foundation": "ICD11",
    "ICD10WHO": "ICD10",
    "ORDO": "Orphanet",
    "MESH": "mesh",
    "SNOMEDCT": "SCTID",
}
"""Prefixes that others write for one of ours."""


def read_exact_matches(path: Path) -> list[tuple[str, str]]:
    """Return the exact matches of somebody else's SSSOM file as pairs of CURIEs.

    Raises:
        Mi2ldError: If it cannot be read (codes T101, T102).
    """
    lines = [line for line in decode(read_bytes(path), path).splitlines() if not line.startswith("#")]
    rows = csv.DictReader(lines, delimiter="\t")
    return [
        (_ours(row["subject_id"]), _ours(row["object_id"]))
        for row in rows
        if row.get("predicate_id") == _EXACT and row.get("predicate_modifier") != "Not" and row.get("object_id")
    ]


def _ours(curie: str) -> str:
    """Return a CURIE with the prefix that this project writes.

    >>> _ours("icd11.foundation:739030149")
    'ICD11:739030149'
    """
    prefix, colon, local = curie.partition(":")
    return f"{_OTHER_NAMES.get(prefix, prefix)}{colon}{local}"


def exact_sets(pairs: Iterable[tuple[str, str]]) -> list[set[str]]:
    """Return what the pairs equate: the connected sets of two or more.

    >>> exact_sets([("a", "b"), ("c", "b"), ("d", "e")]) == [{"a", "b", "c"}, {"d", "e"}]
    True
    """
    near: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        near[one].add(other)
        near[other].add(one)
    found: list[set[str]] = []
    seen: set[str] = set()
    for start in near:
        if start in seen:
            continue
        joined, queue = {start}, [start]
        while queue:
            for other in near[queue.pop()] - joined:
                joined.add(other)
                queue.append(other)
        seen |= joined
        found.append(joined)
    return found


def check_chains(
    mappings: Iterable[Mapping], vocabulary: Vocabulary, foreign: Iterable[tuple[str, str]] = ()
) -> list[Problem]:
    """Return where exact matches, followed to their end, equate too much (code L212): once for each chain of ours."""
    exact = [m for m in mappings if m.is_match and m.predicate == _EXACT]
    pairs = [("mi2:" + m.subject, m.object) for m in exact]
    problems = []
    for joined in exact_sets([*pairs, *foreign]):
        ours = [m for m in exact if m.object in joined]
        if not ours:
            continue
        for what in _too_much(joined, vocabulary):
            fix = "make one of its matches close, broad or narrow"
            problems.append(Problem(min(m.where for m in ours), "error", "L212", what, fix))
    return problems


def _too_much(joined: set[str], vocabulary: Vocabulary) -> Iterable[str]:
    """Yield what a set of equated terms may not hold."""
    findings = sorted(c for c in joined if _is_finding(c, vocabulary))
    diseases = sorted(c for c in joined if _is_disease(c, vocabulary))
    if findings and diseases:
        yield f"exact matches equate the finding {findings[0]} with the disease {diseases[0]}"
    for prefix in ONE_OF_EACH:
        same = sorted(c for c in joined if c.partition(":")[0] == prefix)
        if len(same) > 1:
            yield f"exact matches equate {' and '.join(same)}"
    local = sorted(c for c in joined if c.startswith("mi2:"))
    if len(local) > 1:
        yield f"exact matches equate {' and '.join(local)}"


def _classes(curie: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    term = vocabulary.by_local.get(curie.removeprefix("mi2:")) if curie.startswith("mi2:") else None
    return term.classes if term else ()


def _is_disease(curie: str, vocabulary: Vocabulary) -> bool:
    return curie.partition(":")[0] in _DISEASES or "DiseaseKind" in _classes(curie, vocabulary)


def _is_finding(curie: str, vocabulary: Vocabulary) -> bool:
    """Return whether the term is a finding alone; a kind that is a disease too counts as the disease."""
    classes = _classes(curie, vocabulary)
    return curie.partition(":")[0] in _FINDINGS or ("PhenotypeKind" in classes and "DiseaseKind" not in classes)
