"""Answers: what a query gives, and how it is written.

In:   a store and a query, or rows from elsewhere.
Out:  an ``Answer``: rows, a yes or no, or triples; and its text in any format.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from mi2ld import names
from mi2ld.problems import Mi2ldError, Problem, Where
from mi2ld.query.tables import write_table

if TYPE_CHECKING:
    from collections.abc import Callable

ROW_FORMATS = ("table", "csv", "tsv", "json", "xml")
GRAPH_FORMATS = ("turtle", "nt", "rdf", "jsonld")
_RDF = {"turtle": "ttl", "table": "ttl", "nt": "nt", "rdf": "rdf", "jsonld": "jsonld"}


@dataclass(slots=True)
class Answer:
    """The answer to a query: ``rows`` under ``columns``, a yes or no, or N-Triples ``lines``."""

    columns: list[str]
    rows: list[list[Any]]
    boolean: bool | None = None
    lines: list[str] | None = None


def evaluate(store: ox.Store, text: str) -> Answer:
    """Return the answer of a store to a query, as it stands."""
    result = store.query(text)
    if isinstance(result, ox.QueryBoolean):
        return Answer([], [], boolean=bool(result))
    if isinstance(result, ox.QueryTriples):
        data = ox.serialize(result, format=ox.RdfFormat.N_TRIPLES) or b""
        return Answer([], [], lines=sorted(set(data.decode().splitlines(keepends=True))))
    columns = [v.value for v in result.variables]
    return Answer(columns, [[solution[v] for v in result.variables] for solution in result])


def _plain(value: Any) -> str:
    return "" if value is None else str(value) if isinstance(value, ox.BlankNode) else str(value.value)


def write_answer(
    answer: Answer, form: str, *, label: Callable[[str], str | None] | None = None, width: int | None = None
) -> str:
    """Return an answer in a format: table, csv, tsv, json or xml for rows; turtle, nt, rdf or jsonld for triples.

    A table is for people: ``label`` tells what an IRI is called, and ``width`` is the widest line it may have. The other
    formats are for programs, and have the IRIs.

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
    if form == "table":
        return write_table(answer, label, width)
    writer = {"csv": _write_csv, "tsv": _write_tsv, "json": _write_json, "xml": _write_xml}[form]
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
