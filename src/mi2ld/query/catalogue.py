"""The catalogue: the files of ``queries/``, each with a header that tools read.

Those of ``queries/federated/`` ask another endpoint too, so they are kept apart: no store answers them alone.
"""

from __future__ import annotations

import re
import textwrap
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
FEDERATED = "federated"
_WIDTH = 80
_FEDERATES_WITH = "https://purl.expasy.org/sparql-examples/ontology#federatesWith"
_HEADING = {
    "en": "Questions that ask another endpoint too, and only with leave:",
    "fr": "Questions qui interrogent aussi un autre point d’accès, et seulement avec permission :",
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable that a query leaves open: its name, what may stand for it, and an example."""

    name: str
    kind: str
    example: str


@dataclass(frozen=True, slots=True)
class CatalogueQuery:
    """One question of the catalogue; ``endpoint`` is the one that it asks beside the release, or nothing."""

    name: str
    path: Path
    text: str
    header: dict[str, str]
    parameters: tuple[Parameter, ...]

    @property
    def endpoint(self) -> str:
        """Return the endpoint that the query calls, or nothing."""
        return self.header.get("endpoint", "")

    @property
    def options(self) -> str:
        """Return the options that ask it: its parameters by example, and leave to call its endpoint."""
        return " ".join(self.asked)

    @property
    def asked(self) -> list[str]:
        """Return each option that asks it."""
        wanted = [f"--param {p.name}={p.example}" for p in self.parameters]
        return [*wanted, *([f"--allow-service {self.endpoint}"] if self.endpoint else [])]


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
    federated = path.parent.name == FEDERATED
    missing = [name for name in (*FIELDS, *(["endpoint"] if federated else [])) if name not in header]
    if missing:
        raise Mi2ldError(
            [
                Problem(Where(str(path), 1, 1), "error", "Q101", f"the header has no {n}", f"add #+ {n}: …")
                for n in missing
            ]
        )
    name = f"{FEDERATED}/{path.stem}" if federated else path.stem
    return CatalogueQuery(name, path, text, header, tuple(parameters))


def read_catalogue(folder: Path) -> list[CatalogueQuery]:
    """Return all catalogue queries that a release answers alone, by name."""
    return [read_query(path) for path in sorted(folder.glob("*.rq"))]


def read_federated(folder: Path) -> list[CatalogueQuery]:
    """Return all catalogue queries that ask another endpoint too, by name."""
    return read_catalogue(folder / FEDERATED)


def list_questions(folder: Path, language: str) -> str:
    """Return the catalogue for people: a line to type and a question each, those that ask another endpoint last."""
    listed = [_list(query, language) for query in read_catalogue(folder)]
    federated = [_list(query, language) for query in read_federated(folder)]
    return "\n".join([*listed, *(["", textwrap.fill(_HEADING[language], _WIDTH), "", *federated] if federated else [])])


def _list(query: CatalogueQuery, language: str) -> str:
    command = " ".join([query.name, *query.asked])
    if len(command) > _WIDTH:
        command = " \\\n    ".join([query.name, *query.asked])
    return f"{command}\n{_question(query, language)}"


def _question(query: CatalogueQuery, language: str) -> str:
    blank = " " * 4
    question = re.sub(
        r" (?=[?!:;])", "\u00a0", query.header[f"question_{language}"]
    )  # French: no line begins with them
    return textwrap.fill(question, _WIDTH, initial_indent=blank, subsequent_indent=blank, break_on_hyphens=False)


def is_name(text: str) -> bool:
    """Return whether a text is the form of a catalogue query's name, and no file's.

    >>> is_name("by-hpo"), is_name("federated/wikidata"), is_name("my/query.rq"), is_name("-")
    (True, True, False, False)
    """
    return re.fullmatch(rf"(?:{FEDERATED}/)?[a-z0-9][a-z0-9-]*", text) is not None


def find_query(folder: Path, name: str) -> CatalogueQuery:
    """Return a catalogue query by name; ``federated/NAME`` is one that asks another endpoint too.

    Raises:
        Mi2ldError: If there is none of that name (code Q102); the message names the nearest.
    """
    path = folder / f"{name}.rq"
    if not is_name(name) or not path.is_file():
        known = sorted(p.stem for p in folder.glob("*.rq"))
        known += sorted(f"{FEDERATED}/{p.stem}" for p in (folder / FEDERATED).glob("*.rq"))
        meant = f"{FEDERATED}/{name}" if f"{FEDERATED}/{name}" in known else name
        fix = f"name one of: {', '.join(known)}; or a file, or - for standard input"
        raise unreadable(name, "Q102", f"is no query of the catalogue{suggest(meant, known)}", fix)
    return read_query(path)


def catalogue_lines(queries: list[CatalogueQuery]) -> list[str]:
    """Return the queries as ``sh:SPARQLExecutable`` in sorted N-Triples lines (the form of SIB's sparql-examples).

    Their target is the endpoint of this data set; the one that a query calls from there is what it federates with.
    """
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
        if query.endpoint:
            out.append(f"{s} <{_FEDERATES_WITH}> <{query.endpoint}>")
        for language in ("en", "fr"):
            out.append(f"{s} <{rdfs}label> {quote(query.header[f'title_{language}'])}@{language}")
            out.append(f"{s} <{rdfs}comment> {quote(query.header[f'question_{language}'])}@{language}")
        out += [f"{s} <{schema}keywords> {quote(k.strip())}" for k in query.header["keywords"].split(",")]
    return sorted(line + " .\n" for line in out)
