"""Check a graph against the shapes.

In:   N-Triples lines, the shapes of ``shapes/``, and the place of each node in its dossier.
Out:  problems at those places, and the SHACL report as Turtle.
Door: the only module that imports shacl (the fast engine) and pyshacl (the reference).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mi2ld import names
from mi2ld.graph.mapping import quote
from mi2ld.graph.store import canonical_lines, parse_file
from mi2ld.problems import Problem, Where

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_SH = names.PREFIXES["sh"]
LEVELS = {"Violation": "error", "Warning": "warning", "Info": "info"}
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:\^\^<[^>]*>|@[A-Za-z-]+)?$', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)")
_SIGNS = {"n": " ", "r": " ", "t": " "}
_MESSAGE = re.compile(r'^<([^>]*)> <http://www\.w3\.org/ns/shacl#message> "((?:[^"\\]|\\.)*)"@([a-z-]+) \.$')
_DESCRIPTION = re.compile(r'^<([^>]*)> <http://www\.w3\.org/ns/shacl#description> "((?:[^"\\]|\\.)*)"@([a-z-]+) \.$')


@dataclass(frozen=True, order=True, slots=True)
class Violation:
    """One result of a validation: IRIs bare, the value in N-Triples form."""

    severity: str
    shape: str
    focus: str
    path: str
    value: str
    component: str


@dataclass(frozen=True)
class Shapes:
    """The shapes graph: its triples, and the messages of each shape by language."""

    lines: tuple[str, ...]
    messages: dict[str, dict[str, str]]

    def message(self, shape: str, language: str) -> str:
        """Return the message of a shape in a language, else in English, else the shape's name."""
        found = self.messages.get(shape, {})
        return found.get(language) or found.get("en") or f"breaks {names.contract(shape)}"


def shape_lines(folder: Path) -> list[str]:
    """Return the triples of a folder's Turtle files, as sorted N-Triples lines.

    Raises:
        Mi2ldError: If a file is no Turtle, at its line and column.
    """
    return canonical_lines([parse_file(path) for path in sorted(folder.glob("*.ttl"))])


def shapes_of(lines: list[str]) -> Shapes:
    """Return the shapes that some N-Triples lines state, with their messages."""
    messages: dict[str, dict[str, str]] = {}
    for line in lines:
        # most lines are no message, and to look for the word costs less than to match
        if "shacl#message>" in line and (match := _MESSAGE.match(line)):
            text = (
                match[2].encode().decode("unicode_escape").encode("latin-1", "ignore").decode("utf-8", "ignore")
                if "\\u" in match[2]
                else match[2]
            )
            messages.setdefault(match[1], {})[match[3]] = text.replace('\\"', '"').replace("\\n", " ")
    return Shapes(tuple(lines), messages)


def _plain(term: str | None) -> str:
    return term[1:-1] if term and term[0] == "<" else term or ""


def _bare(term: str) -> str:
    """Return a term as a person reads it: a contracted IRI, or a literal without its quotes, language and type."""
    if term[0] == "<":
        return names.contract(_plain(term))
    found = _LITERAL.match(term)
    return _ESCAPED.sub(lambda m: _SIGNS.get(m[1], m[1]), found[1]) if found else term


def validate_fast(shapes: Shapes, lines: Iterable[str]) -> list[Violation]:
    """Return what the Rust engine finds, sorted."""
    import shacl

    compiled = shacl.Shapes.from_text("".join(shapes.lines), format="ntriples")
    report = compiled.validate_text("".join(lines), format="ntriples")
    return sorted(
        {
            Violation(
                r.severity,
                _plain(r.source_shape if (r.source_shape or "")[:1] == "<" else r.root_shape),
                _plain(r.focus_node),
                _plain(r.path),
                r.value or "",
                r.component,
            )
            for r in report.results
        }
    )


def validate_reference(shapes: Shapes, lines: Iterable[str]) -> list[Violation]:
    """Return what pySHACL finds, sorted."""
    import pyshacl
    import rdflib

    data = rdflib.Graph().parse(data="".join(lines), format="nt")
    shape_graph = rdflib.Graph().parse(data="".join(shapes.lines), format="nt")
    _, report, _ = pyshacl.validate(data, shacl_graph=shape_graph, inference="none", advanced=False)
    sh = rdflib.Namespace(_SH)
    found = set()
    for result in report.subjects(rdflib.RDF.type, sh.ValidationResult):
        value = report.value(result, sh.value)
        path = report.value(result, sh.resultPath)
        found.add(
            Violation(
                str(report.value(result, sh.resultSeverity)).removeprefix(_SH),
                str(report.value(result, sh.sourceShape)),
                str(report.value(result, sh.focusNode)),
                str(path) if isinstance(path, rdflib.URIRef) else "",
                value.n3() if value is not None else "",
                str(report.value(result, sh.sourceConstraintComponent)).removeprefix(_SH),
            )
        )
    return sorted(found)


def validate(shapes: Shapes, lines: list[str]) -> list[Violation]:
    """Return what the fast engine finds, or pySHACL where that engine is not installed."""
    try:
        return validate_fast(shapes, lines)
    except ImportError:
        return validate_reference(shapes, lines)


def as_problems(
    violations: Iterable[Violation], shapes: Shapes, places: Mapping[str, Where], language: str = "en"
) -> list[Problem]:
    """Return the violations as problems, each at the dossier line of its focus or of its value.

    A rule of level info marks what a reader may want to know; it is in the report, and no problem.
    """
    found = []
    for v in violations:
        if v.severity == "Info":
            continue
        where = places.get(v.focus) or places.get(_plain(v.value)) or Where(names.contract(v.focus))
        what = f"{names.contract(v.focus)}"
        if v.value and _plain(v.value) != v.focus:
            what += f" ({_bare(v.value)})"
        code = v.shape.removeprefix(names.PREFIXES["shape"])
        found.append(Problem(where, LEVELS[v.severity], code, what, shapes.message(v.shape, language), v.focus))
    return sorted(set(found))


def report_lines(violations: list[Violation], shapes: Shapes) -> list[str]:
    """Return a SHACL validation report (W3C SHACL, section 3.6) as N-Triples; results have IRIs."""
    report = f"<{names.BASE}report>"
    a = f"<{names.PREFIXES['rdf']}type>"
    conforms = "false" if any(v.severity == "Violation" for v in violations) else "true"
    out = [
        f"{report} {a} <{_SH}ValidationReport> .\n",
        f'{report} <{_SH}conforms> "{conforms}"^^<{names.PREFIXES["xsd"]}boolean> .\n',
    ]
    for number, v in enumerate(violations, 1):
        s = f"<{names.BASE}report/{number:06d}>"
        out += [
            f"{report} <{_SH}result> {s} .\n",
            f"{s} {a} <{_SH}ValidationResult> .\n",
            f"{s} <{_SH}focusNode> <{v.focus}> .\n",
            f"{s} <{_SH}resultSeverity> <{_SH}{v.severity}> .\n",
            f"{s} <{_SH}sourceShape> <{v.shape}> .\n",
            f"{s} <{_SH}sourceConstraintComponent> <{_SH}{v.component}> .\n",
        ]
        if v.path.startswith("http"):
            out.append(f"{s} <{_SH}resultPath> <{v.path}> .\n")
        if v.value and not v.value.startswith("_:"):
            out.append(f"{s} <{_SH}value> {v.value} .\n")
        for language in ("en", "fr"):
            if v.shape in shapes.messages and language in shapes.messages[v.shape]:
                out.append(f"{s} <{_SH}resultMessage> {quote(shapes.messages[v.shape][language])}@{language} .\n")
    return out
