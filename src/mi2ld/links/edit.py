"""Edit mapping sets: add what a person decided, and write the files in canonical form, all or none.

In:   mapping sets, and decisions.
Out:  files under ``ontology/mappings/``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mi2ld.links.mappings import NO_TERM, Mapping
from mi2ld.links.sssom import write_canonical
from mi2ld.problems import Mi2ldError, Problem, Where

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mi2ld.links.mappings import Known, MappingSet

JUSTIFICATION = "semapv:ManualMappingCuration"


def find_set(sets: Sequence[MappingSet], prefix: str, subject: str, known: Known, name: str = "") -> MappingSet:
    """Return the set that a new row belongs to: the one named, else the one that has the subject's or all such rows.

    Raises:
        Mi2ldError: If several would do, or none (code L502).
    """
    if name:
        fitting = [s for s in sets if Path(s.path).name.removesuffix(".sssom.tsv") == name]
    else:
        fitting = [s for s in sets if prefix in _prefixes(s, known)]
        same = [s for s in fitting if any(m.subject == subject for m in s.mappings)]
        fitting = same if len(same) == 1 else fitting
    if len(fitting) == 1:
        return fitting[0]
    stems = ", ".join(Path(s.path).name.removesuffix(".sssom.tsv") for s in fitting or sets)
    what = f"{len(fitting)} mapping sets fit {prefix}"
    raise Mi2ldError([Problem(Where("mi2ld link"), "error", "L502", what, f"name one with --set: {stems}")], 2)


def _prefixes(found: MappingSet, known: Known) -> set[str]:
    absent = {known.sources[m.row["object_source"]] for m in found.mappings if m.is_absence}
    return absent | {m.prefix for m in found.mappings if not m.is_absence}


def add_row(found: MappingSet, row: dict[str, str]) -> None:
    """Add a row to a set.

    Raises:
        Mi2ldError: If the row stands there already (code L503).
    """
    where = Where(found.path)
    mapping = Mapping(
        row["subject_id"].removeprefix("mi2:"),
        row["predicate_id"],
        row.get("predicate_modifier") == "Not",
        row["object_id"],
        row,
        where,
    )
    for other in found.mappings:
        if other.key == mapping.key:
            end = row["object_id"] if row["object_id"] != NO_TERM else "no match"
            what = f"{row['subject_id']} to {end} stands there already"
            raise Mi2ldError([Problem(other.where, "error", "L503", what, "change that row instead")])
    found.mappings.append(mapping)


def set_texts(sets: Sequence[MappingSet]) -> dict[Path, str]:
    """Return the text of each set's file in canonical form."""
    return {Path(s.path): write_canonical(s.metadata, [m.row for m in s.mappings]) for s in sets}


def write_texts(texts: dict[Path, str]) -> list[Path]:
    """Write the files whose text is another one now, and return them; each is whole or as it was.

    All new texts lie beside the old files before the first is exchanged.
    """
    changed = {
        path: text for path, text in texts.items() if not path.exists() or path.read_text(encoding="utf-8") != text
    }
    parts = {path: path.with_name(f".{path.name}.part") for path in changed}
    try:
        for path, part in parts.items():
            part.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(changed[path], encoding="utf-8", newline="\n")
        for path, part in parts.items():
            part.replace(path)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)
    return sorted(changed)
