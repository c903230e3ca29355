"""The register of published ids: every IRI that was ever published, what became of it, and since which version.

In:   ``ontology/register.tsv``, sorted by IRI; a row is added when an id is published and is never taken away.
Out:  its rows; what contradicts what the dossiers make today; deprecations as N-Triples.

An id is published when the maintainer puts it in the register, at a release: the terms of the ontology, and what the
dossiers make whose status is ``reviewed`` or ``published``. Drafts promise nothing. Computed results, mappings and graphs
are not in it: they follow from the rest. Neither are publications and studies by the number of a registry: several
dossiers make them, and their names are kept by others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mi2ld import names
from mi2ld.dossier.text import decode, read_bytes
from mi2ld.problems import Mi2ldError, Problem, Where, suggest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

HEADER = ("iri", "status", "replaced_by", "since")
STATUSES = ("published", "withdrawn", "replaced")
PROMISED = ("reviewed", "published")
"""The statuses of a dossier whose ids are kept."""

_IRI = rf"{re.escape(names.BASE)}[^\s<>\"{{}}|\\^`]+"
_VERSION = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+(?:[-+][0-9A-Za-z.+-]+)?")
_GOOD = re.compile(rf"{_IRI}\t(?:published\t|withdrawn\t|replaced\t{_IRI})\t{_VERSION.pattern}")
"""A row without a fault of its own: a register may have a million."""
_DEPRECATED = f"<{names.PREFIXES['owl']}deprecated>"
_REPLACED = f"<{names.PREFIXES['dcterms']}isReplacedBy>"
_TRUE = f'"true"^^<{names.PREFIXES["xsd"]}boolean>'
_SHOWN = 3
_EMPTY = ("\t".join(HEADER) + "\n").encode()
"""A register that has no row yet."""


@dataclass(frozen=True, slots=True)
class Row:
    """One id: its IRI, its status, the id that took its place, and the version in which that was so first."""

    iri: str
    status: str
    replaced_by: str
    since: str
    line: int = 0


# --- the file ----------------------------------------------------------------------------------------------------


def _check_row(row: Row, before: str, where: Where) -> list[Problem]:
    """Return what is wrong with one row by itself, and with its place in the order."""
    found = []
    if not re.fullmatch(_IRI, row.iri):
        found.append((f"{row.iri!r} is no IRI under {names.BASE}", "write the IRI in full"))
    if row.status not in STATUSES:
        found.append(
            (f"status {row.status!r} is unknown{suggest(row.status, STATUSES)}", f"use one of: {', '.join(STATUSES)}")
        )
    elif (row.status == "replaced") != bool(row.replaced_by):
        found.append(
            (
                f"status {row.status!r} with replaced_by {row.replaced_by!r}",
                "a replaced id, and no other, names its successor",
            )
        )
    if not _VERSION.fullmatch(row.since):
        found.append((f"{row.since!r} is no version", "write the version of the release, as 0.1.0"))
    if row.iri == before:
        found.append((f"{row.iri} stands twice", "delete the row that was added last"))
    elif row.iri < before:
        found.append((f"{row.iri} is not in order", "sort the rows by IRI"))
    return [Problem(where, "error", "I104", what, fix) for what, fix in found]


def read_register(path: Path, *, shown: str = "") -> list[Row]:
    """Return the rows of a register; none if the file is not there.

    Raises:
        Mi2ldError: With every fault of its form (code I104).
    """
    if not path.exists():
        return []
    name = shown or str(path)
    return parse_register(decode(read_bytes(path), name), name)


def parse_register(text: str, shown: str) -> list[Row]:
    """Return the rows of a register's text.

    Raises:
        Mi2ldError: With every fault of its form (code I104).
    """
    lines = text.replace("\r\n", "\n").split("\n")
    if tuple(lines[0].split("\t")) != HEADER:
        fix = f"row one is {' '.join(HEADER)}, with tabs"
        raise Mi2ldError([Problem(Where(shown, 1, 1), "error", "I104", "the columns are not those of a register", fix)])
    rows: list[Row] = []
    problems: list[Problem] = []
    before = ""
    for number, line in enumerate(lines[1:], 2):
        if not line:
            continue
        cells = line.split("\t")
        if len(cells) != len(HEADER):
            what = f"{len(cells)} cells under {len(HEADER)} columns"
            where = Where(shown, number, 1)
            problems.append(Problem(where, "error", "I104", what, "separate the cells by one tab each"))
            continue
        iri, status, replaced_by, since = cells
        row = Row(iri, status, replaced_by, since, number)
        if iri <= before or not _GOOD.fullmatch(line):
            problems.extend(_check_row(row, before, Where(shown, number, 1)))
        rows.append(row)
        before = row.iri
    if problems:
        raise Mi2ldError(problems)
    return rows


def write_text(path: Path, text: str) -> None:
    """Write a text file, whole or not at all.

    Raises:
        Mi2ldError: If it cannot be written (code I107).
    """
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(path)
    except OSError as error:
        what = f"cannot be written: {error.strerror or error}"
        problem = Problem(Where(str(path)), "error", "I107", what, "name another file, or make the folder writable")
        raise Mi2ldError([problem], exit_code=2) from None


def write_register(path: Path, rows: Iterable[Row]) -> None:
    """Write a register, sorted by IRI, whole or not at all.

    Raises:
        Mi2ldError: If it cannot be written (code I107).
    """
    ordered = sorted(rows, key=lambda row: row.iri)
    text = "".join(
        "\t".join(cells) + "\n" for cells in (HEADER, *((r.iri, r.status, r.replaced_by, r.since) for r in ordered))
    )
    write_text(path, text)


# --- what is made today ------------------------------------------------------------------------------------------


def made_ids(lines: Iterable[str]) -> tuple[set[str], set[str]]:
    """Return the IRIs under the base that N-Triples lines describe: those in use, and those said to be deprecated.

    A withdrawn dossier describes its ids as deprecated, and so does the ontology a term that it gave up.

    >>> made_ids(['<https://w3id.org/mi2ld/ontology/Study> <urn:p> "x" .'])
    ({'https://w3id.org/mi2ld/ontology/Study'}, set())
    """
    every: set[str] = set()
    deprecated: set[str] = set()
    start = f"<{names.BASE}"
    for line in lines:
        if line.startswith(start):
            subject, _, rest = line[1:].partition("> ")
            every.add(subject)
            if rest.startswith(_DEPRECATED) and _TRUE in rest:
                deprecated.add(subject)
    return every - deprecated, deprecated


def promised_ids(parts: Mapping[str, Iterable[str]], statuses: Mapping[str, str]) -> tuple[set[str], set[str]]:
    """Return the ids that a release would publish, and those that it says are deprecated.

    ``parts`` are the lines of each graph (``ontology``, ``facts/KEY``, ``curation/KEY``), ``statuses`` those of the
    dossiers by key. The ids of drafts are left out, and those that others number.
    """
    wanted = ["ontology"]
    for key, status in statuses.items():
        if status in (*PROMISED, "withdrawn"):
            wanted += [f"facts/{key}", f"curation/{key}"]
    made, deprecated = made_ids(line for name in wanted for line in parts.get(name, ()))
    return set(filter(_is_ours, made)), set(filter(_is_ours, deprecated))


def _is_ours(iri: str) -> bool:
    """Return whether an IRI is a term, or has a dossier in it: not a PubMed id, DOI or number of a registry."""
    parts = iri.removeprefix(names.BASE).split("/")
    return parts[0] == "ontology" or len(parts) > 3


# --- checking ----------------------------------------------------------------------------------------------------


def _owner(iri: str) -> str:
    """Return what ids are told together by: their dossier, or else their own name."""
    parts = iri.removeprefix(names.BASE).split("/")
    return parts[2] if parts[0] == "id" and len(parts) > 3 else iri


def _missing(rows: list[Row], shown: str) -> list[Problem]:
    """Return a problem for each lost id; the many of one dossier are one problem, at the first of them."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(_owner(row.iri), []).append(row)
    problems = []
    for owner, lost in groups.items():
        told = lost if len(lost) <= _SHOWN else lost[:1]
        more = f", and {len(lost) - 1} more of {owner!r}" if len(told) < len(lost) else ""
        for row in told:
            what = f"{names.contract(row.iri)} was published and is made no more{more}"
            fix = f"restore its key, or: mi2ld register withdraw {row.iri} [--replaced-by IRI]"
            if more:
                fix = f"bring the dossier {owner!r} back with status: withdrawn, or restore its keys"
            problems.append(Problem(Where(shown, row.line, 1), "error", "I101", what, fix))
    return problems


def register_problems(
    path: Path,
    made: Collection[str],
    withdrawn: Collection[str] = (),
    *,
    complete: bool = True,
    shown: str = "",
) -> list[Problem]:
    """Return where the register and what the dossiers make contradict each other.

    ``made`` are the IRIs in use, ``withdrawn`` those that are said to be deprecated (``made_ids`` gives both).
    ``complete`` tells that every dossier of the project was read; else an id that is not made may be another's.

    The codes: a published id that is made no more (I101), a withdrawn or replaced one that is made again (I102), a
    successor that is no id in use (I103), and faults of form (I104).
    """
    name = shown or str(path)
    try:
        rows = read_register(path, shown=name)
    except Mi2ldError as error:
        return error.problems
    problems: list[Problem] = []
    by_iri = {row.iri: row for row in rows}
    lost: list[Row] = []
    for row in rows:
        if row.status == "published":
            if complete and row.iri not in made and row.iri not in withdrawn:
                lost.append(row)
            continue
        where = Where(name, row.line, 1)
        if row.iri in made:
            what = f"{names.contract(row.iri)} is {row.status} since {row.since}, and is made again"
            problems.append(Problem(where, "error", "I102", what, "give the new thing another key"))
        if row.status == "replaced" and (reason := _bad_successor(row, by_iri, made, complete=complete)):
            what = f"{names.contract(row.iri)} is replaced by {names.contract(row.replaced_by)}, which {reason}"
            problems.append(Problem(where, "error", "I103", what, "name an id that is in use"))
    return sorted([*problems, *_missing(lost, name)])


def check_register(
    path: Path, parts: Mapping[str, Iterable[str]], *, complete: bool = True, shown: str = ""
) -> list[Problem]:
    """Return where a register and a graph contradict each other; ``parts`` are the graph's lines by name.

    A draft's ids count as made here: an id that was published may not come back in a draft either.
    """
    if not path.exists() or path.read_bytes() == _EMPTY:
        return []
    names_of_parts = [name for name in parts if name == "ontology" or name.startswith(("facts/", "curation/"))]
    made, withdrawn = made_ids(line for name in names_of_parts for line in parts[name])
    return register_problems(path, made, withdrawn, complete=complete, shown=shown)


def _bad_successor(row: Row, by_iri: Mapping[str, Row], made: Collection[str], *, complete: bool) -> str:
    """Return why a successor is none: it leads back, to a withdrawn id, or nowhere."""
    seen = {row.iri}
    at = row.replaced_by
    while (found := by_iri.get(at)) is not None and found.status == "replaced":
        if at in seen:
            return "leads back to it"
        seen.add(at)
        at = found.replaced_by
    if at in seen:
        return "leads back to it"
    if found is not None and found.status == "withdrawn":
        return "is withdrawn"
    return "" if at in made or found is not None or not complete else "is made by no dossier"


def compare_registers(old: Iterable[Row], new: Iterable[Row], shown: str) -> list[Problem]:
    """Return the rows of an older register that a newer one has lost, or tells otherwise (code I105).

    A published id may become withdrawn or replaced, and a withdrawn one replaced; nothing else may change.
    """
    rows = {row.iri: row for row in new}
    problems = []
    for before in old:
        now = rows.get(before.iri)
        if now is None:
            what = f"the row of {names.contract(before.iri)} is gone"
            problems.append(Problem(Where(shown), "error", "I105", what, "put it back: rows are only added"))
        elif STATUSES.index(now.status) < STATUSES.index(before.status) or (
            now.status == before.status and (now.replaced_by, now.since) != (before.replaced_by, before.since)
        ):
            what = f"{names.contract(before.iri)} was {before.status} since {before.since}, and is {now.status} since {now.since}"
            problems.append(Problem(Where(shown, now.line, 1), "error", "I105", what, "put the row back as it was"))
    return sorted(problems)


def register_lines(path: Path) -> list[str]:
    """Return the deprecations of a register as sorted N-Triples lines.

    Raises:
        Mi2ldError: If the register is malformed (code I104).
    """
    lines = []
    for row in read_register(path):
        if row.status != "published":
            lines.append(f"<{row.iri}> {_DEPRECATED} {_TRUE} .\n")
        if row.replaced_by:
            lines.append(f"<{row.iri}> {_REPLACED} <{row.replaced_by}> .\n")
    return sorted(lines)


# --- changing ----------------------------------------------------------------------------------------------------


def add_ids(rows: Iterable[Row], made: Collection[str], withdrawn: Collection[str], version: str) -> list[Row]:
    """Return the rows with the ids in use that are new, and with what is deprecated now marked as withdrawn."""
    by_iri = {row.iri: row for row in rows}
    for iri in made:
        by_iri.setdefault(iri, Row(iri, "published", "", version))
    for iri in withdrawn:
        row = by_iri.get(iri)
        if row is not None and row.status == "published":
            by_iri[iri] = replace(row, status="withdrawn", since=version)
    return sorted(by_iri.values(), key=lambda row: row.iri)


def withdraw_id(rows: Iterable[Row], iri: str, version: str, *, replaced_by: str = "", shown: str = "") -> list[Row]:
    """Return the rows with an id withdrawn, or replaced by another.

    Raises:
        Mi2ldError: If the id is not in the register, or is withdrawn or replaced already (code I106).
    """
    by_iri = {row.iri: row for row in rows}
    row = by_iri.get(iri)
    if row is None:
        what = f"{iri} is not in the register{suggest(iri, by_iri)}"
        raise Mi2ldError([Problem(Where(shown), "error", "I106", what, "name an id that was published")])
    status = "replaced" if replaced_by else "withdrawn"
    if STATUSES.index(row.status) >= STATUSES.index(status):
        what = f"{iri} is {row.status} since {row.since}"
        fix = "leave it; --replaced-by can still name the successor of a withdrawn id"
        raise Mi2ldError([Problem(Where(shown, row.line, 1), "error", "I106", what, fix)])
    by_iri[iri] = replace(row, status=status, replaced_by=replaced_by, since=version)
    return list(by_iri.values())
