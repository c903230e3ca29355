"""Run a query on a release or on an endpoint, and write its answer.

In:   a query's text, its parameters as terms, and where to ask.
Out:  an ``Answer``: rows or triples, ready to be written in any format.
Door: the only module that imports SPARQLWrapper.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from mi2ld import names
from mi2ld.problems import Mi2ldError, Problem, Where, unreadable

if TYPE_CHECKING:
    from pathlib import Path

ROW_FORMATS = ("table", "csv", "tsv", "json", "xml")
GRAPH_FORMATS = ("turtle", "nt", "rdf", "jsonld")
_RDF = {"turtle": "ttl", "table": "ttl", "nt": "nt", "rdf": "rdf", "jsonld": "jsonld"}
_STRIP = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|<[^<>"{}|^`\s]*>|#[^\n]*',
    re.S,
)
_UPDATE = re.compile(r"\b(INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY)\b(?!\s*\()", re.I)


@dataclass(slots=True)
class Answer:
    """The answer to a query: ``rows`` under ``columns``, a yes or no, or N-Triples ``lines``."""

    columns: list[str]
    rows: list[list[Any]]
    boolean: bool | None = None
    lines: list[str] | None = None


def _bare(text: str) -> str:
    """Return a query without its strings, IRIs and comments."""
    return _STRIP.sub(" ", text)


def refuse_unsafe(text: str, name: str) -> None:
    """Raise if a query would reach the network or change data.

    Raises:
        Mi2ldError: Q201 for SERVICE, Q202 for an update.
    """
    bare = _bare(text)
    if re.search(r"\bSERVICE\b", bare, re.I):
        what = "SERVICE would reach the network"
        raise Mi2ldError(
            [Problem(Where(name), "error", "Q201", what, "load both data sets into one store, or ask with --endpoint")],
            2,
        )
    if _UPDATE.search(bare) and not re.search(r"\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", bare, re.I):
        raise Mi2ldError(
            [
                Problem(
                    Where(name), "error", "Q202", "an update is refused", "ask with SELECT, ASK, CONSTRUCT or DESCRIBE"
                )
            ],
            2,
        )


def load_release(folder: Path) -> ox.Store:
    """Return a store that holds the default graph of a release.

    Raises:
        Mi2ldError: If the folder holds no release (code Q203), or its dump is no RDF (Q204).
    """
    for name, form in (("mi2ld.nt", ox.RdfFormat.N_TRIPLES), ("mi2ld.ttl", ox.RdfFormat.TURTLE)):
        path = folder / name
        if path.is_file():
            store = ox.Store()
            try:
                store.bulk_load(path=str(path), format=form)
            except SyntaxError as error:
                where = Where(str(path), error.lineno or 1, error.offset or 1)
                raise Mi2ldError(
                    [Problem(where, "error", "Q204", str(error.msg), "build the release again")], 2
                ) from None
            return store
    raise unreadable(folder, "Q203", "holds no release", "run mi2ld build, or name a release with --data")


def resolve_parameter(store: ox.Store | None, name: str, value: str) -> str:
    """Return the IRI that a parameter names: an IRI, a CURIE, or a key of the vocabulary or of a dossier.

    Raises:
        Mi2ldError: If it is none of them, or a key of several things (code Q205).
    """
    text = value.strip().removeprefix("<").removesuffix(">")
    if names.is_iri(text):
        return text
    if (found := names.expand(text)) is not None:
        return found
    if store is not None:
        matches = _find_key(store, text)
        if len(matches) == 1:
            return matches[0]
        if matches:
            what = f"{name}={value!r} is the key of {len(matches)} things"
            raise Mi2ldError(
                [Problem(Where(name), "error", "Q205", what, f"write one of: {', '.join(matches[:5])}")], 2
            )
    what = f"{name}={value!r} names nothing"
    raise Mi2ldError(
        [
            Problem(
                Where(name),
                "error",
                "Q205",
                what,
                "write an IRI, a CURIE such as HP:0002088, or a key such as anti-mi2",
            )
        ],
        2,
    )


def _find_key(store: ox.Store, key: str) -> list[str]:
    found = {
        q.subject.value
        for q in store.quads_for_pattern(None, ox.NamedNode(names.ONTOLOGY + "key"), ox.Literal(key), None)
        if isinstance(q.subject, ox.NamedNode)
    }
    if not found:
        end = "/" + key
        for local in ("Proposition", "Study", "Group", "Document", "Publication", "UnidentifiedLiterature"):
            if found:
                break
            for quad in store.quads_for_pattern(
                None, ox.NamedNode(names.PREFIXES["rdf"] + "type"), ox.NamedNode(names.ONTOLOGY + local), None
            ):
                if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.endswith(end):
                    found.add(quad.subject.value)
    return sorted(found)


def _watch(seconds: float) -> threading.Timer:
    def end() -> None:
        sys.stderr.write(
            f"query: error Q206 took more than {seconds:g} s\n  fix: narrow the query, or raise --timeout\n"
        )
        sys.stderr.flush()
        os._exit(1)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    return timer


def run_local(
    store: ox.Store, text: str, bindings: dict[str, Any], *, name: str = "query", timeout_seconds: float = 30
) -> Answer:
    """Return the answer of a store; ``bindings`` are IRIs or plain texts by variable, bound as terms.

    A query that takes longer than the limit ends the process with exit code 1.

    Raises:
        Mi2ldError: If the query is malformed, at its line and column (code Q207), or unsafe (Q201, Q202).
    """
    refuse_unsafe(text, name)
    text = bind_text(text, bindings, name)
    timer = _watch(timeout_seconds)
    try:
        result = store.query(text)
        if isinstance(result, ox.QueryBoolean):
            return Answer([], [], boolean=bool(result))
        if isinstance(result, ox.QueryTriples):
            data = ox.serialize(result, format=ox.RdfFormat.N_TRIPLES) or b""
            return Answer([], [], lines=sorted(set(data.decode().splitlines(keepends=True))))
        columns = [v.value for v in result.variables]
        return Answer(columns, [[solution[v] for v in result.variables] for solution in result])
    except SyntaxError as error:
        raise _malformed(error, name) from None
    except OSError as error:
        raise Mi2ldError([Problem(Where(name), "error", "Q208", str(error), "mend the query")]) from None
    finally:
        timer.cancel()


def _malformed(error: SyntaxError, name: str) -> Mi2ldError:
    message = str(error.msg or error)
    match = re.search(r"at (\d+):(\d+)", message)
    line, column = (int(match[1]), int(match[2])) if match else (error.lineno or 1, error.offset or 1)
    return Mi2ldError(
        [Problem(Where(name, line, column), "error", "Q207", " ".join(message.split()), "mend the query here")]
    )


def bind_text(text: str, bindings: dict[str, str], name: str = "query") -> str:
    """Return a query with its parameters bound as terms.

    Each becomes a block ``VALUES ?name { term }`` (SPARQL 1.1, section 10.2) at the start of the outer group, where every
    store takes it; the term is written by the term itself, so no value can be read as syntax. A parameter binds
    ``?name``, or ``?given_name`` where a column has its name.

    Raises:
        Mi2ldError: If the query has no such variable (code Q211).
    """
    for key, value in bindings.items():
        found = [v for v in (f"given_{key}", key) if re.search(rf"[?$]{re.escape(v)}\b", _bare(text))]
        where = re.search(r"\bWHERE\s*\{|\{", text[_start_of_query(text) :], re.I)
        if not found or where is None:
            fix = f"delete --param {key}=…, or use ?{key} in the query"
            raise Mi2ldError([Problem(Where(name), "error", "Q211", f"the query has no parameter {key!r}", fix)], 2)
        term = ox.NamedNode(value) if names.is_iri(value) else ox.Literal(value)
        at = _start_of_query(text) + where.end()
        text = f"{text[:at]}\n  VALUES ?{found[0]} {{ {term} }}{text[at:]}"
    return text


def _start_of_query(text: str) -> int:
    """Return where a query's form begins, after its comments and prefixes."""
    match = re.search(r"(?mi)^\s*(?:SELECT|ASK|CONSTRUCT|DESCRIBE)\b", text)
    return match.start() if match else 0


def run_remote(
    endpoint: str, text: str, bindings: dict[str, str], *, name: str = "query", timeout_seconds: float = 30
) -> Answer:
    """Return the answer of a SPARQL endpoint, asked through SPARQLWrapper.

    Raises:
        Mi2ldError: If it does not answer, or refuses the query (code Q209).
    """
    from SPARQLWrapper import JSON, SPARQLWrapper
    from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

    client = SPARQLWrapper(endpoint)
    client.setQuery(bind_text(text, bindings, name))
    client.setMethod("POST")
    client.setTimeout(int(timeout_seconds))
    client.setReturnFormat(JSON)
    try:
        is_graph = client.queryType in ("CONSTRUCT", "DESCRIBE")
        if is_graph:
            from SPARQLWrapper import N3

            client.setReturnFormat(N3)
            data: Any = client.query().convert()
            quads = ox.parse(data, format=ox.RdfFormat.TURTLE)
            out = ox.serialize((q.triple for q in quads), format=ox.RdfFormat.N_TRIPLES) or b""
            return Answer([], [], lines=sorted(set(out.decode().splitlines(keepends=True))))
        found: Any = client.query().convert()
    except (OSError, ValueError, SyntaxError, SPARQLWrapperException) as error:
        what = " ".join(str(error).split())[:300]
        raise Mi2ldError(
            [
                Problem(
                    Where(endpoint), "error", "Q209", what, "name a SPARQL endpoint that answers, and a query it knows"
                )
            ],
            2,
        ) from None
    if "boolean" in found:
        return Answer([], [], boolean=found["boolean"])
    columns = list(found["head"]["vars"])
    rows = [[_term(row.get(c)) for c in columns] for row in found["results"]["bindings"]]
    if columns == ["__ASK_RETVAL"]:  # how Virtuoso 7 answers ASK in JSON: a row with 1, or no row
        return Answer([], [], boolean=bool(rows) and rows[0][0].value in ("1", "true"))
    return Answer(columns, rows)


def _term(cell: dict[str, str] | None) -> Any:
    if cell is None:
        return None
    if cell["type"] == "uri":
        return ox.NamedNode(cell["value"])
    if cell["type"] == "bnode":
        return ox.BlankNode(re.sub(r"\W", "", cell["value"]) or "b")
    if cell.get("xml:lang"):
        return ox.Literal(cell["value"], language=cell["xml:lang"])
    datatype = cell.get("datatype")
    return ox.Literal(cell["value"], datatype=ox.NamedNode(datatype)) if datatype else ox.Literal(cell["value"])


def cell_text(value: Any) -> str:
    """Return a cell as people read it: IRIs as CURIEs where a prefix is known, literals bare, unbound empty."""
    if value is None:
        return ""
    if isinstance(value, ox.NamedNode):
        return names.contract(value.value)
    if (
        isinstance(value, ox.Literal)
        and "://" in value.value
        and all(p.startswith("http") for p in value.value.split())
    ):
        return " ".join(names.contract(part) for part in value.value.split())
    return str(value.value)


def _plain(value: Any) -> str:
    return "" if value is None else str(value) if isinstance(value, ox.BlankNode) else str(value.value)


def write_answer(answer: Answer, form: str) -> str:
    """Return an answer in a format: table, csv, tsv, json or xml for rows; turtle, nt, rdf or jsonld for triples.

    Raises:
        Mi2ldError: If the format does not fit the kind of answer (code Q210).
    """
    if answer.lines is not None:
        if form not in _RDF:
            fix = f"use one of: {', '.join(GRAPH_FORMATS)}"
            raise Mi2ldError([Problem(Where("query"), "error", "Q210", f"triples cannot be written as {form}", fix)], 2)
        return _write_triples(answer.lines, _RDF[form])
    if form not in ROW_FORMATS:
        fix = f"use one of: {', '.join(ROW_FORMATS)}"
        raise Mi2ldError([Problem(Where("query"), "error", "Q210", f"rows cannot be written as {form}", fix)], 2)
    if answer.boolean is not None:
        return _write_boolean(answer.boolean, form)
    writer = {"table": _write_table, "csv": _write_csv, "tsv": _write_tsv, "json": _write_json, "xml": _write_xml}[form]
    return writer(answer)


def _write_boolean(value: bool, form: str) -> str:
    word = "true" if value else "false"
    if form == "json":
        return json.dumps({"head": {}, "boolean": value}) + "\n"
    if form == "xml":
        return f'<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head/><boolean>{word}</boolean></sparql>\n'
    return word + "\n"


def _write_triples(lines: list[str], suffix: str) -> str:
    import tempfile
    from pathlib import Path

    from mi2ld.graph.store import write_file, write_jsonld

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"answer.{suffix}"
        if suffix == "jsonld":
            write_jsonld(lines, path, {p: n for p, n in names.PREFIXES.items() if n[-1] in "/#"})
        else:
            write_file(lines, path, suffix)
        return path.read_text(encoding="utf-8")


def _write_table(answer: Answer) -> str:
    rows = [[" ".join(cell_text(v).split()) for v in row] for row in answer.rows]
    widths = [max([len(c), *(len(r[i]) for r in rows)]) for i, c in enumerate(answer.columns)]
    lines = [
        "  ".join(c.ljust(w) for c, w in zip(cells, widths, strict=True)).rstrip()
        for cells in (answer.columns, ["─" * w for w in widths], *rows)
    ]
    return "\n".join(lines) + "\n"


def _write_csv(answer: Answer) -> str:
    import csv

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")  # SPARQL 1.1 CSV results, section 3: RFC 4180 line ends
    writer.writerow(answer.columns)
    writer.writerows([_plain(v) for v in row] for row in answer.rows)
    return out.getvalue()


def _write_tsv(answer: Answer) -> str:
    rows = ["\t".join(f"?{c}" for c in answer.columns)]
    rows += ["\t".join("" if v is None else str(v).replace("\t", "\\t") for v in row) for row in answer.rows]
    return "\n".join(rows) + "\n"


def _write_json(answer: Answer) -> str:
    bindings = [
        {c: _json_term(v) for c, v in zip(answer.columns, row, strict=True) if v is not None} for row in answer.rows
    ]
    found = {"head": {"vars": answer.columns}, "results": {"bindings": bindings}}
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _json_term(value: Any) -> dict[str, str]:
    if isinstance(value, ox.NamedNode):
        return {"type": "uri", "value": value.value}
    if isinstance(value, ox.BlankNode):
        return {"type": "bnode", "value": value.value}
    found = {"type": "literal", "value": value.value}
    if value.language:
        found["xml:lang"] = value.language
    elif value.datatype.value != names.PREFIXES["xsd"] + "string":
        found["datatype"] = value.datatype.value
    return found


def _write_xml(answer: Answer) -> str:
    from xml.etree import ElementTree as ET

    root = ET.Element("sparql", xmlns="http://www.w3.org/2005/sparql-results#")
    head = ET.SubElement(root, "head")
    for column in answer.columns:
        ET.SubElement(head, "variable", name=column)
    results = ET.SubElement(root, "results")
    for row in answer.rows:
        result = ET.SubElement(results, "result")
        for column, value in zip(answer.columns, row, strict=True):
            if value is None:
                continue
            term = _json_term(value)
            binding = ET.SubElement(result, "binding", name=column)
            extra: dict[str, str] = {k: term[k] for k in ("xml:lang", "datatype") if k in term}
            ET.SubElement(binding, term["type"], extra).text = term["value"]
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"
