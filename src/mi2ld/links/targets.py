"""Targets: the other vocabularies that the mappings lead to, one row each.

In:   ``ontology/targets.tsv``.
Out:  a ``Target`` by prefix: its names, where its releases are, its licence, the form of its ids, whose kinds it is asked for.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mi2ld import names
from mi2ld.dossier.text import decode, read_bytes
from mi2ld.problems import Mi2ldError, Problem, Where

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = (
    *("prefix", "slice", "title_en", "title_fr", "object_source"),
    *("release", "licence", "rights", "pattern", "primary_for"),
)


@dataclass(frozen=True, slots=True)
class Target:
    """A vocabulary that mappings lead to.

    ``object_source`` is the CURIE by which mapping sets name the vocabulary, ``slice`` the stem of its file under ``ontology/imports/`` (empty: ids only), ``release`` the address of its
    newest release, ``pattern`` what stands behind its prefix, ``primary_for`` the classes of kinds that must be
    mapped to it or be said to have no match there.
    """

    prefix: str
    slice: str
    title_en: str
    title_fr: str
    object_source: str
    release: str
    licence: str
    rights: str
    pattern: re.Pattern[str]
    primary_for: tuple[str, ...]

    def has_id(self, curie: str) -> bool:
        """Return whether a CURIE has the form of this vocabulary's ids."""
        prefix, _, local = curie.partition(":")
        return prefix == self.prefix and self.pattern.fullmatch(local) is not None


def read_targets(path: Path) -> dict[str, Target]:
    """Return the targets by prefix.

    Raises:
        Mi2ldError: With every row that has an unknown prefix, a bad address or a bad pattern (code L110).
    """
    lines = decode(read_bytes(path), path).splitlines()
    reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    problems: list[Problem] = []
    if tuple(reader.fieldnames or ()) != COLUMNS:
        fix = f"name the columns: {', '.join(COLUMNS)}"
        raise Mi2ldError([Problem(Where(str(path), 1, 1), "error", "L110", "the columns are others", fix)], 2)
    found: dict[str, Target] = {}
    for number, row in enumerate(reader, 2):
        where = Where(str(path), number, 1)
        wrong = _what_is_wrong(row, found)
        if wrong:
            problems.append(Problem(where, "error", "L110", *wrong))
            continue
        cells = {name: row[name] for name in COLUMNS[:8]}
        classes = tuple(c for c in row["primary_for"].split("|") if c)
        found[row["prefix"]] = Target(**cells, pattern=re.compile(row["pattern"]), primary_for=classes)
    if problems:
        raise Mi2ldError(problems)
    return found


def _what_is_wrong(row: dict[str, str], before: dict[str, Target]) -> tuple[str, str] | None:
    """Return what is wrong with a row, and its mend."""
    if None in row.values():
        return f"the row has fewer than {len(COLUMNS)} cells", "fill its cells, empty ones too"
    prefix = row["prefix"]
    if prefix not in names.PREFIXES:
        return f"unknown prefix {prefix!r}", "use a prefix of ontology/prefixes.ttl"
    if row["object_source"] in {t.object_source for t in before.values()}:
        return f"object_source {row['object_source']!r} stands twice", "give each vocabulary its own"
    if prefix in before:
        return f"prefix {prefix!r} stands twice", "delete one of the rows"
    if names.expand(row["object_source"]) is None:
        return f"object_source {row['object_source']!r} is no CURIE", "write one such as obo:hp.owl or bioregistry:mesh"
    if not names.is_iri(row["licence"]):
        return f"licence {row['licence']!r} is no IRI", "write an absolute http(s) address"
    if row["release"] and not names.is_iri(row["release"]):
        return f"release {row['release']!r} is no IRI", "write an absolute http(s) address, or leave the cell empty"
    try:
        re.compile(row["pattern"])
    except re.error as error:
        return f"pattern {row['pattern']!r}: {error}", "write a regular expression for what stands behind the prefix"
    return None
