"""Tables: releases that come as tab-separated values, told apart by the names of their columns.

In:   an HGNC download, a table of subclass edges, a mapping set (SSSOM), a table of labels, or a table of MeSH.
Out:  a ``Release``. A row that is longer or shorter than the header is refused: half a row may be half a release.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

from mi2ld.links.forms import malformed, read_text, unknown_form
from mi2ld.links.identifiers import curie_of, prefixes_of, version_of
from mi2ld.links.merging import merge_terms, synonyms_of
from mi2ld.links.mesh import TABLE_HEADER, read_mesh_table
from mi2ld.links.releases import Release, ReleaseTerm

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    Rows = list[dict[str, str]]

_ID_COLUMNS, _LABEL_COLUMNS = {"curie", "id"}, {"label_en", "label"}
_SUBCLASS = {"rdfs:subClassOf", "http://www.w3.org/2000/01/rdf-schema#subClassOf", "is_a"}
_VERSION = re.compile(r"""(?m)^#\s*mapping_set_version:\s*["']?(.*?)["']?\s*$""")


def read_table(path: Path, prefix: str = "") -> Release:
    """Return the terms of a table; of a table of labels, those of one prefix if it is given.

    Raises:
        Mi2ldError: If its columns are of no known table (L301), a row is malformed (L302), or it cannot be read.
    """
    comments, header, rows = read_rows(path)
    columns = set(header)
    if header == TABLE_HEADER:
        return read_mesh_table(path, rows)
    if header[0] == "HGNC ID" and {"Approved symbol", "Approved name", "Status"} <= columns:
        return _read_hgnc(path, header, rows)
    if {"subject_id", "predicate_id", "object_id"} <= columns:
        terms = merge_terms(_terms_of_mappings(rows))
        subjects = frozenset({row["subject_id"].partition(":")[0] for row in rows} - {""})
        found = _VERSION.search(comments)
        return Release(str(path), version_of(found[1] if found else ""), subjects, terms)
    if {"subject", "predicate", "object"} <= columns:
        terms = merge_terms(_terms_of_edges(rows))
        return Release(str(path), "", prefixes_of("", terms), terms)
    if columns & _ID_COLUMNS and columns & _LABEL_COLUMNS:
        return _read_labels(path, header, rows, prefix)
    raise unknown_form(path, f"is a table of no known kind: its columns are {', '.join(header)[:120]}")


def read_rows(path: Path) -> tuple[str, list[str], Rows]:
    """Return the lines of a table before its header, the header, and the rows by column.

    Raises:
        Mi2ldError: With every row that has more or fewer cells than the header (L302), or if it cannot be read.
    """
    lines = read_text(path).replace("\r\n", "\n").split("\n")
    skipped = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    reader = csv.reader((line + "\n" for line in lines[skipped:]), delimiter="\t", strict=True)
    rows: Rows = []
    header: list[str] = []
    number = skipped
    try:
        for cells in reader:
            begin, number = number + 1, skipped + reader.line_num
            if not header:
                header = [name.strip() for name in cells] or [""]
            elif len(cells) == len(header):
                rows.append(dict(zip(header, cells, strict=True)))
            elif any(cells):
                raise malformed(path, f"has a row of {len(cells)} cells under a header of {len(header)}", begin, 1)
    except csv.Error as error:
        raise malformed(path, f"has a broken row: {error}", number + 1, 1) from None
    return "\n".join(lines[:skipped]), header or [""], rows


def _read_hgnc(path: Path, header: list[str], rows: Rows) -> Release:
    """Return genes by HGNC id, and what their rows name in other data bases, under the same symbol or name."""
    others = {
        prefix: column
        for prefix, start in (("NCBIGene", "NCBI Gene ID"), ("UniProtKB", "UniProt ID"), ("ENSEMBL", "Ensembl"))
        if (column := next((name for name in header if name.startswith(start)), ""))
    }
    terms = merge_terms(term for row in rows for term in _terms_of_gene(row, others))
    return Release(str(path), "", frozenset({"HGNC", *others}), terms)


def _terms_of_gene(row: dict[str, str], others: dict[str, str]) -> Iterator[ReleaseTerm]:
    symbol, name = row["Approved symbol"].strip(), row["Approved name"].strip()
    withdrawn = row["Status"].strip() != "Approved"
    yield ReleaseTerm(
        row["HGNC ID"].strip(),
        symbol,
        obsolete=withdrawn,
        replaced_by=tuple(re.findall(r"HGNC:\d+", name)) if withdrawn else (),
        synonyms=(
            *synonyms_of([name, *_split(row.get("Alias symbols", ""))]),
            *synonyms_of(_split(row.get("Previous symbols", "")), "related"),
        ),
    )
    for prefix, column in others.items():
        for identifier in _split(row[column]):
            label = name if prefix == "UniProtKB" else symbol
            yield ReleaseTerm(f"{prefix}:{identifier}", label, parents=(row["HGNC ID"].strip(),))


def _split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(",") if part.strip()]


def _terms_of_edges(rows: Rows) -> Iterator[ReleaseTerm]:
    for row in rows:
        above = (curie_of(row["object"]),) if row["predicate"] in _SUBCLASS else ()
        yield ReleaseTerm(curie_of(row["subject"]), row.get("subject_label", "").strip(), parents=above)
        yield ReleaseTerm(curie_of(row["object"]), row.get("object_label", "").strip())


def _terms_of_mappings(rows: Rows) -> Iterator[ReleaseTerm]:
    for row in rows:
        for side in ("subject", "object"):
            if curie := row[f"{side}_id"].strip():
                yield ReleaseTerm(curie, row.get(f"{side}_label", "").strip())


def _read_labels(path: Path, header: list[str], rows: Rows, prefix: str) -> Release:
    """Return the labels of a table that may hold several vocabularies; each row says what release it is from."""
    key = next(name for name in header if name in _ID_COLUMNS)
    english = next(name for name in header if name in _LABEL_COLUMNS)
    kept = [row for row in rows if row[key].partition(":")[1] and prefix in ("", row[key].partition(":")[0])]
    versions = {row.get("source_release", "").strip() for row in kept} - {""}
    terms = merge_terms(
        ReleaseTerm(row[key].strip(), row[english].strip(), french=row.get("label_fr", "").strip()) for row in kept
    )
    prefixes = frozenset(curie.partition(":")[0] for curie in terms)
    return Release(str(path), "; ".join(sorted(versions)), prefixes, terms)
