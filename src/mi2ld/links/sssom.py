"""Mapping sets written in the canonical form of SSSOM/TSV, and merged into one.

In:   the metadata and the rows of mapping sets.
Out:  the text of a file: slots in the order of the SSSOM schema, rows sorted, what all rows share in the header.
Door: the only module that imports sssom_pydantic (and with it curies).
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import yaml

from mi2ld import names
from mi2ld.problems import unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mi2ld.links.mappings import MappingSet

EXTENSIONS = [
    {"slot_name": "comment_fr", "property": "rdfs:comment", "type_hint": "xsd:string"},
    {"slot_name": "proposal", "property": "mi2:proposal", "type_hint": "xsd:string"},
]
_MADE = (
    "curie_map",
    "extension_definitions",
    "sssom_version",
    *("object_source", "object_source_version", "mapping_date"),
)


def write_canonical(metadata: dict[str, Any], rows: Sequence[dict[str, str]]) -> str:
    """Return a mapping set as canonical SSSOM/TSV (SSSOM 1.1, its serialisation as TSV).

    Every row has all its slots, those too that the header said for all; the writer gathers them again.

    Raises:
        Mi2ldError: If SSSOM cannot hold a row (code L106).
    """
    import sssom_pydantic
    from curies import Converter

    head = {slot: value for slot, value in metadata.items() if slot not in _MADE}
    used = {name for row in rows for name in row}
    head |= {"sssom_version": "1.1", "extension_definitions": [e for e in EXTENSIONS if e["slot_name"] in used]}
    converter = Converter.from_prefix_map(names.PREFIXES)
    source = io.StringIO(_plain({**head, "curie_map": names.PREFIXES}, rows))
    with sssom_pydantic.read_iterable(source) as (mappings, _, mapping_set):
        read = list(mappings)
    kept = [m for m in read if isinstance(m, sssom_pydantic.SemanticMapping)]
    if lost := [m for m in read if not isinstance(m, sssom_pydantic.SemanticMapping)]:
        what = f"row {lost[0].line_number}: {' '.join(str(lost[0].exception).split())}"
        raise unreadable(str(metadata.get("mapping_set_id")), "L106", what, "write what SSSOM allows in that cell")
    out = io.StringIO()
    sssom_pydantic.write(kept, out, metadata=mapping_set, converter=converter, sort=True)
    return out.getvalue().replace("\r\n", "\n")


def merge_sets(sets: Sequence[MappingSet], version: str) -> str:
    """Return several mapping sets as one, in canonical form; it names those it was made from.

    Raises:
        Mi2ldError: As ``write_canonical`` does.
    """
    return write_canonical(merged_metadata(sets, version), [m.row for found in sets for m in found.mappings])


def merged_metadata(sets: Sequence[MappingSet], version: str) -> dict[str, Any]:
    """Return the metadata of the set that holds several; it names those it was made from."""
    return {
        "mapping_set_id": f"{names.BASE}mappings/mi2ld.sssom.tsv",
        "mapping_set_version": version,
        "mapping_set_title": "All mappings of mi2ld",
        "mapping_set_source": [found.iri for found in sets],
        "license": sets[0].metadata["license"] if sets else "https://creativecommons.org/publicdomain/zero/1.0/",
        "creator_id": ["mi2ld:team"],
    }


def _plain(head: dict[str, Any], rows: Sequence[dict[str, str]]) -> str:
    """Return a set as SSSOM/TSV in any order."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    out.writelines(f"#{line}\n" for line in yaml.safe_dump(head, allow_unicode=True, sort_keys=False).splitlines())
    writer = csv.DictWriter(out, columns, delimiter="\t", lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
