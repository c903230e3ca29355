"""Run a query on a release or on an endpoint.

In:   a query's text, its parameters as terms, where to ask, and the endpoints that SERVICE may call.
Out:  an ``Answer``.
Door: the only module that imports SPARQLWrapper.
"""

from __future__ import annotations

import os
import re
import sys
import threading
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from mi2ld import names
from mi2ld.problems import Mi2ldError, Problem, Where, unreadable
from mi2ld.query.answers import Answer, evaluate
from mi2ld.query.services import (
    call_service,
    failed_call,
    find_sent,
    find_services,
    outer,
    refuse_unsafe,
    uses,
    with_blank_nodes,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path


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
    if (found := names.expand(names.spell(text))) is not None:
        return found
    if store is not None:
        matches = find_key(store, text)
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


def find_key(store: ox.Store, key: str) -> list[str]:
    """Return the IRIs of all that has a key: a term of the vocabulary, else a thing of a dossier; sorted."""
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
    store: ox.Store,
    text: str,
    bindings: dict[str, Any],
    *,
    name: str = "query",
    timeout_seconds: float = 30,
    allow_services: Collection[str] = (),
) -> Answer:
    """Return the answer of a store; ``bindings`` are IRIs or plain texts by variable, bound as terms.

    SERVICE calls the endpoints of ``allow_services`` and no other. Where the query says ``#+ send: x``, what its own
    side finds for ``?x`` goes along with each call. A query that takes longer than the limit ends the process with
    exit code 1.

    Raises:
        Mi2ldError: If the query is malformed, at its line and column (code Q207), unsafe (Q201, Q202, Q212), sends what
            is no column (Q213), or fails here (Q208) or there (Q209).
    """
    refuse_unsafe(text, name, allow_services)
    text = bind_text(text, bindings, name)
    services = outer(find_services(text))
    timer = _watch(timeout_seconds)
    try:
        if not services:
            return evaluate(store, text)
        found = find_sent(store, text, name)
        if found is not None and not found.rows:
            return found
        for service in reversed(services):
            text = text[: service.start] + call_service(service, text, found) + text[service.closes + 1 :]
        return with_blank_nodes(evaluate(store, text))
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
    store takes it; the term is written by the term itself, so no value can be read as syntax. A SERVICE group that uses
    it begins with one too, since an endpoint knows only what it is sent. A parameter binds ``?name``, or
    ``?given_name`` where a column has its name.

    Raises:
        Mi2ldError: If the query has no such variable (code Q211).
    """
    for key, value in bindings.items():
        found = [v for v in (f"given_{key}", key) if uses(text, v)]
        where = re.search(r"\bWHERE\s*\{|\{", text[_start_of_query(text) :], re.I)
        if not found or where is None:
            fix = f"delete --param {key}=…, or use ?{key} in the query"
            raise Mi2ldError([Problem(Where(name), "error", "Q211", f"the query has no parameter {key!r}", fix)], 2)
        term = ox.NamedNode(value) if names.is_iri(value) else ox.Literal(value)
        groups = [s for s in outer(find_services(text)) if uses(text[s.opens : s.closes], found[0])]
        for at in sorted([_start_of_query(text) + where.end(), *(s.opens + 1 for s in groups)], reverse=True):
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
        raise failed_call(endpoint, error) from None
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
