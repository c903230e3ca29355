"""Edit mapping sets: add what a person decided, and write the files in canonical form, all or none.

In:   mapping sets, and decisions.
Out:  files under ``ontology/mappings/``.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from mi2ld.links.mappings import NO_TERM, Mapping
from mi2ld.links.sssom import write_canonical
from mi2ld.problems import Mi2ldError, Problem, Where, unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mi2ld.links.mappings import MappingSet

JUSTIFICATION = "semapv:ManualMappingCuration"


def find_set(sets: Sequence[MappingSet], prefix: str, subject: str, name: str = "") -> MappingSet:
    """Return the set that a new row belongs to: the one named, else the one that has the subject's or all such rows.

    Raises:
        Mi2ldError: If several would do, or none (code L502).
    """
    if name:
        fitting = [s for s in sets if Path(s.path).name.removesuffix(".sssom.tsv") == name]
    else:
        fitting = [s for s in sets if prefix in _prefixes(s)]
        same = [s for s in fitting if any(m.subject == subject for m in s.mappings)]
        fitting = same if len(same) == 1 else fitting
    if len(fitting) == 1:
        return fitting[0]
    stems = ", ".join(Path(s.path).name.removesuffix(".sssom.tsv") for s in fitting or sets)
    what = f"{len(fitting)} mapping sets fit {prefix}"
    raise Mi2ldError([Problem(Where("mi2ld link"), "error", "L502", what, f"name one with --set: {stems}")], 2)


def _prefixes(found: MappingSet) -> set[str]:
    return {m.target for m in found.mappings}


def add_row(found: MappingSet, row: dict[str, str], target: str) -> None:
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
        target,
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
    """Write the files whose text is another one now, and return them; each is whole, and none is touched if one cannot be made.

    All new texts lie beside the old files before the first is exchanged.

    Raises:
        Mi2ldError: If a file cannot be written (code L505).
    """
    if folder := next((path for path in texts if path.is_dir()), None):
        raise unreadable(folder, "L505", "is a folder", "name a file")
    changed = {path: text for path, text in texts.items() if not path.exists() or path.read_bytes() != text.encode()}
    parts = {path: path.with_name(f".{path.name}.part") for path in changed}
    try:
        for path, part in parts.items():
            part.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(changed[path], encoding="utf-8", newline="\n")
        for path, part in parts.items():
            part.replace(path)
    except OSError as error:
        what = f"cannot be written: {error.strerror or error}"
        raise unreadable(
            error.filename or "mi2ld link", "L505", what, "name another file, or give leave to write it"
        ) from None
    finally:
        for part in parts.values():
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
    return sorted(changed)
