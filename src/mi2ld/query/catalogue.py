"""The catalogue: the files of ``queries/``, each with a header that tools read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mi2ld import names
from mi2ld.dossier.text import decode, read_bytes
from mi2ld.graph.mapping import quote
from mi2ld.problems import Mi2ldError, Problem, Where, suggest, unreadable

if TYPE_CHECKING:
    from pathlib import Path

_HEADER = re.compile(r"#\+ ([a-z_]+): (.*)")
FIELDS = ("title_en", "title_fr", "question_en", "question_fr", "keywords")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable that a query leaves open: its name, what may stand for it, and an example."""

    name: str
    kind: str
    example: str


@dataclass(frozen=True, slots=True)
class CatalogueQuery:
    """One question of the catalogue."""

    name: str
    path: Path
    text: str
    header: dict[str, str]
    parameters: tuple[Parameter, ...]


def read_query(path: Path) -> CatalogueQuery:
    """Return a catalogue query.

    Raises:
        Mi2ldError: With every field that its header lacks (code Q101).
    """
    text = decode(read_bytes(path), path)
    header: dict[str, str] = {}
    parameters = []
    for line in text.splitlines():
        match = _HEADER.fullmatch(line)
        if match and match[1] == "parameter":
            name, kind, example = [*match[2].split(maxsplit=2), "", "", ""][:3]
            parameters.append(Parameter(name, kind, example))
        elif match:
            header[match[1]] = match[2].strip()
    missing = [name for name in FIELDS if name not in header]
    if missing:
        raise Mi2ldError(
            [
                Problem(Where(str(path), 1, 1), "error", "Q101", f"the header has no {n}", f"add #+ {n}: …")
                for n in missing
            ]
        )
    return CatalogueQuery(path.stem, path, text, header, tuple(parameters))


def read_catalogue(folder: Path) -> list[CatalogueQuery]:
    """Return all catalogue queries, by name."""
    return [read_query(path) for path in sorted(folder.glob("*.rq"))]


def find_query(folder: Path, name: str) -> CatalogueQuery:
    """Return a catalogue query by name.

    Raises:
        Mi2ldError: If there is none of that name (code Q102); the message names the nearest.
    """
    path = folder / f"{name}.rq"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not path.is_file():
        known = sorted(p.stem for p in folder.glob("*.rq"))
        fix = f"name one of: {', '.join(known)}; or a file, or - for standard input"
        raise unreadable(name, "Q102", f"is no query of the catalogue{suggest(name, known)}", fix)
    return read_query(path)


def catalogue_lines(queries: list[CatalogueQuery]) -> list[str]:
    """Return the queries as ``sh:SPARQLExecutable`` in sorted N-Triples lines (the form of SIB's sparql-examples)."""
    sh, rdfs, schema = (names.PREFIXES[p] for p in ("sh", "rdfs", "schema"))
    a = f"<{names.PREFIXES['rdf']}type>"
    out = []
    for query in queries:
        s = f"<{names.PREFIXES['query']}{query.name}>"
        out += [
            f"{s} {a} <{sh}SPARQLExecutable>",
            f"{s} {a} <{sh}SPARQLSelectExecutable>",
            f"{s} <{sh}select> {quote(query.text)}",
            f"{s} <{schema}target> <{names.BASE}sparql>",
        ]
        for language in ("en", "fr"):
            out.append(f"{s} <{rdfs}label> {quote(query.header[f'title_{language}'])}@{language}")
            out.append(f"{s} <{rdfs}comment> {quote(query.header[f'question_{language}'])}@{language}")
        out += [f"{s} <{schema}keywords> {quote(k.strip())}" for k in query.header["keywords"].split(",")]
    return sorted(line + " .\n" for line in out)
