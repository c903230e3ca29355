"""Run a query on a release or on an endpoint, and write its answer.

In:   a query's text, its parameters as terms, where to ask, and the endpoints that SERVICE may call.
Out:  an ``Answer``: rows or triples, ready to be written in any format.
Door: the only module that imports SPARQLWrapper, and the only one that calls an endpoint.

SERVICE is called from here, not by pyoxigraph, which could: it posts the query itself, to which Virtuoso 7 never answers;
it heeds no proxy, and its User-Agent does not say whom to write to, as Wikimedia asks. pyoxigraph joins the answers.
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

from mi2ld import __version__, names
from mi2ld.problems import Mi2ldError, Problem, Where, unreadable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from http.client import HTTPResponse
    from pathlib import Path

ROW_FORMATS = ("table", "csv", "tsv", "json", "xml")
GRAPH_FORMATS = ("turtle", "nt", "rdf", "jsonld")
_RDF = {"turtle": "ttl", "table": "ttl", "nt": "nt", "rdf": "rdf", "jsonld": "jsonld"}
_QUIET = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\''
    r'|<[^<>"{}|^`\x00-\x20]*>|#[^\n\r]*',
    re.S,
)
_NAMES = re.compile(r"[?$][A-Za-z0-9_]+|:(?:[A-Za-z0-9_][A-Za-z0-9_-]*)?|@[A-Za-z]+(?:-[A-Za-z0-9]+)*")
_AMBIGUOUS = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.-]*://)[^<>\"{}|^`\x00-\x20]*[)#'][^<>\"{}|^`\x00-\x20]*>")
_GAP = r"(?:\s|#[^\n\r]*[\n\r])*"
_ENDPOINT = re.compile(rf"SERVICE{_GAP}(SILENT{_GAP})?<([^<>]*)>", re.I)
_PROLOGUE = re.compile(r"\b(?:PREFIX\s+([^\s:<>]*:)\s*|BASE\s*)<[^<>]*>", re.I)
_GENID = "urn:mi2ld:genid:"
_LONGEST_GET = 4000
_SENT = re.compile(r"(?m)^#\+ send: (.+)$")
_UPDATE = re.compile(r"\b(INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY)\b(?!\s*\()", re.I)


@dataclass(slots=True)
class Answer:
    """The answer to a query: ``rows`` under ``columns``, a yes or no, or N-Triples ``lines``."""

    columns: list[str]
    rows: list[list[Any]]
    boolean: bool | None = None
    lines: list[str] | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """A SERVICE of a query: its endpoint ("" if not named in full), and where it begins, opens and closes its group."""

    endpoint: str
    is_silent: bool
    start: int
    opens: int
    closes: int


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """Return a text with blanks for all that matches, so that places stay the same."""
    return pattern.sub(lambda match: " " * len(match[0]), text)


def _bare(text: str) -> str:
    """Return a query with blanks for its strings, IRIs and comments."""
    return _blank(_QUIET, text)


def find_services(text: str) -> list[Service]:
    """Return every SERVICE of a query, inner ones too.

    The engine wants no blank around the word (``1SERVICE``), so it counts wherever it is not part of a name. Where
    ``<`` may compare or may open an IRI, and what follows depends on which, a query with the word counts as one.

    >>> [s.endpoint for s in find_services("SELECT * { SERVICE <http://a.org/> { ?s ?p 'SERVICE' } }")]
    ['http://a.org/']
    """
    bare = _bare(text)
    found = []
    for match in re.finditer("SERVICE", _blank(_NAMES, bare), re.I):
        named = _ENDPOINT.match(text, match.start())
        endpoint = named[2] if named and names.is_iri(named[2]) else ""
        opens = bare.find("{", match.end())
        is_silent = bool(named and named[1])
        found.append(Service(endpoint, is_silent, match.start(), opens, _find_close(bare, opens)))
    if _AMBIGUOUS.search(text) and re.search("SERVICE", text, re.I):
        found.append(Service("", False, 0, -1, -1))
    return found


def _find_close(bare: str, opens: int) -> int:
    """Return where the group that opens at a place closes, or -1."""
    depth = 0
    for match in re.finditer(r"[{}]", bare[opens:]) if opens >= 0 else ():
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return opens + match.start()
    return -1


def _outer(services: Iterable[Service]) -> list[Service]:
    """Return the services that stand in no other one's group."""
    found: list[Service] = []
    for service in services:
        if service.closes >= 0 and not (found and service.start < found[-1].closes):
            found.append(service)
    return found


def refuse_unsafe(text: str, name: str, allow_services: Collection[str] = ()) -> None:
    """Raise if a query would reach the network unasked, or change data.

    Raises:
        Mi2ldError: Q201 for SERVICE where none is allowed, Q212 for one that is not, Q202 for an update.
    """
    services = find_services(text)
    if services and not allow_services:
        raise _refusal(name, "Q201", "SERVICE would reach the network", sorted({s.endpoint for s in services}))
    refused = sorted({s.endpoint for s in services} - set(allow_services))
    if refused:
        called = f"SERVICE would call {', '.join(filter(None, refused))}, which is not allowed"
        what = called if all(refused) else "SERVICE does not name its endpoint in full"
        raise _refusal(name, "Q212", what, refused)
    bare = _bare(text)
    if _UPDATE.search(bare) and not re.search(r"\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", bare, re.I):
        raise Mi2ldError(
            [
                Problem(
                    Where(name), "error", "Q202", "an update is refused", "ask with SELECT, ASK, CONSTRUCT or DESCRIBE"
                )
            ],
            2,
        )


def _refusal(name: str, code: str, what: str, endpoints: list[str]) -> Mi2ldError:
    """Return an error about SERVICE; its mend is the option to type."""
    fix = f"add {' '.join(f'--allow-service {e}' for e in endpoints)}, or load both data sets into one store"
    if not all(endpoints):
        fix = "write SERVICE <https://…> in full, and name it with --allow-service; put a blank after a < that compares"
    return Mi2ldError([Problem(Where(name), "error", code, what, fix)], 2)


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
    services = _outer(find_services(text))
    timer = _watch(timeout_seconds)
    try:
        if not services:
            return _evaluate(store, text)
        found = _find_sent(store, text, name)
        if found is not None and not found.rows:
            return found
        for service in reversed(services):
            text = text[: service.start] + _call(service, text, found) + text[service.closes + 1 :]
        return _with_blank_nodes(_evaluate(store, text))
    except SyntaxError as error:
        raise _malformed(error, name) from None
    except OSError as error:
        raise Mi2ldError([Problem(Where(name), "error", "Q208", str(error), "mend the query")]) from None
    finally:
        timer.cancel()


def _evaluate(store: ox.Store, text: str) -> Answer:
    result = store.query(text)
    if isinstance(result, ox.QueryBoolean):
        return Answer([], [], boolean=bool(result))
    if isinstance(result, ox.QueryTriples):
        data = ox.serialize(result, format=ox.RdfFormat.N_TRIPLES) or b""
        return Answer([], [], lines=sorted(set(data.decode().splitlines(keepends=True))))
    columns = [v.value for v in result.variables]
    return Answer(columns, [[solution[v] for v in result.variables] for solution in result])


def _find_sent(store: ox.Store, text: str, name: str) -> Answer | None:
    """Return what a query finds without its SERVICE groups, if it says that some of it is to be sent.

    A fault of syntax outside the groups is found here, before any endpoint is called.
    """
    rest = text
    for service in reversed(_outer(find_services(text))):
        group = rest[service.start : service.closes + 1]
        rest = rest[: service.start] + re.sub(r"[^\n]", " ", group) + rest[service.closes + 1 :]
    sent = _SENT.search(text)
    answer = _evaluate(store if sent else ox.Store(), rest)
    if sent is None:
        return None
    missing = [variable for variable in sent[1].split() if variable not in answer.columns]
    if missing:
        what = f"#+ send names {', '.join(missing)}, which is no column of the query"
        raise Mi2ldError([Problem(Where(name), "error", "Q213", what, "add it to SELECT, or send a column")], 2)
    return answer


def _call(service: Service, text: str, found: Answer | None) -> str:
    """Return what stands for a SERVICE once it is called: a VALUES of its answer, or of one empty row if it may fail.

    Raises:
        Mi2ldError: If the endpoint does not answer as it should, and the query does not say SILENT (code Q209).
    """
    group = text[service.opens + 1 : service.closes]
    bare = _bare(group)
    prologue = [m[0] for m in _PROLOGUE.finditer(text[: service.start]) if m[1] is None or m[1] in bare]
    wanted = _SENT.search(text)
    sent = [v for v in (wanted[1].split() if wanted else []) if _uses(group, v)]
    if found is not None and sent:
        rows = {tuple(row[found.columns.index(v)] for v in sent) for row in found.rows}
        # an endpoint knows no blank node of ours
        rows = {row for row in rows if not any(isinstance(cell, ox.BlankNode) for cell in row)}
        group = f" {_values(sent, sorted(rows, key=str))} {group}"
    query = " ".join([*prologue, f"SELECT * WHERE {{{group}}}"])
    try:
        answer = _ask(service.endpoint, query)
    except Mi2ldError:
        if not service.is_silent:
            raise
        columns = sorted(set(re.findall(r"[?$]([A-Za-z0-9_]+)", bare)))
        return _values(columns, [[None] * len(columns)])
    return _values(answer.columns, answer.rows, f"{service.start}-")


def _values(columns: list[str], rows: Iterable[Iterable[Any]], scope: str = "") -> str:
    """Return a VALUES block; blank nodes become IRIs of their scope (RDF 1.1, section 3.5), since it takes none."""

    def text(term: Any) -> str:
        if isinstance(term, ox.BlankNode):
            return f"<{_GENID}{scope}{term.value}>"
        return "UNDEF" if term is None else str(term)

    lines = " ".join(f"({' '.join(map(text, row))})" for row in rows)
    return f"VALUES ({' '.join(f'?{c}' for c in columns)}) {{ {lines} }}"


def _with_blank_nodes(answer: Answer) -> Answer:
    """Return an answer with the blank nodes again that ``_values`` made IRIs of."""
    for row in answer.rows:
        for i, term in enumerate(row):
            if isinstance(term, ox.NamedNode) and term.value.startswith(_GENID):
                row[i] = ox.BlankNode("b" + re.sub(r"\W", "b", term.value.removeprefix(_GENID)))
    if answer.lines is not None:
        blank = re.compile(rf"<{_GENID}([^>]*)>")
        answer.lines = sorted(blank.sub(lambda m: "_:b" + re.sub(r"\W", "b", m[1]), line) for line in answer.lines)
    return answer


def _ask(endpoint: str, query: str) -> Answer:
    """Return the rows of an endpoint, asked as every endpoint can be: by GET, or by POST of a form if long.

    A redirection is not followed: leave was given for this endpoint and no other.

    Raises:
        Mi2ldError: If it does not answer, or not with rows (code Q209).
    """
    from http.client import HTTPException
    from urllib.error import HTTPError
    from urllib.parse import urlencode
    from urllib.request import HTTPRedirectHandler, Request, build_opener

    class Stay(HTTPRedirectHandler):
        def redirect_request(self, *_arguments: Any) -> None:
            return None

    form = urlencode({"query": query})
    is_short = len(form) <= _LONGEST_GET
    address = f"{endpoint}{'&' if '?' in endpoint else '?'}{form}" if is_short else endpoint
    headers = {
        "Accept": "application/sparql-results+json, application/sparql-results+xml;q=0.9",
        "User-Agent": f"mi2ld/{__version__} ({names.BASE})",
    }
    request = Request(address, None if is_short else form.encode(), headers)  # noqa: S310  (http or https: find_services)
    try:
        with build_opener(Stay).open(request) as response:
            return _read_rows(response)
    except HTTPError as error:
        with error:
            detail = error.read(300).decode("utf-8", "replace")
        raise _failed_call(endpoint, f"{error}: {detail}") from None
    except (OSError, HTTPException, SyntaxError, ValueError) as error:
        raise _failed_call(endpoint, error) from None


def _read_rows(response: HTTPResponse) -> Answer:
    media_type = response.headers.get("Content-Type", "")
    form = ox.QueryResultsFormat.from_media_type(media_type)
    if form is None:
        msg = f"it answers with {media_type or 'no media type'}, not with rows"
        raise ValueError(msg)
    found = ox.parse_query_results(response.read(), format=form)
    if isinstance(found, ox.QueryBoolean):
        msg = "it answers with a yes or no, not with rows"
        raise ValueError(msg)  # noqa: TRY004  (not our caller's type)
    columns = [v.value for v in found.variables]
    return Answer(columns, [list(row) for row in found])


def _uses(text: str, variable: str) -> bool:
    """Return whether a part of a query uses a variable."""
    return re.search(rf"[?$]{re.escape(variable)}\b", _bare(text)) is not None


def _failed_call(endpoint: str, error: object) -> Mi2ldError:
    """Return an error about an endpoint that did not answer as it should."""
    what = " ".join(str(error).split())[:300]
    fix = "name a SPARQL endpoint that answers, and a query it knows"
    return Mi2ldError([Problem(Where(endpoint), "error", "Q209", what, fix)], 2)


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
        found = [v for v in (f"given_{key}", key) if _uses(text, v)]
        where = re.search(r"\bWHERE\s*\{|\{", text[_start_of_query(text) :], re.I)
        if not found or where is None:
            fix = f"delete --param {key}=…, or use ?{key} in the query"
            raise Mi2ldError([Problem(Where(name), "error", "Q211", f"the query has no parameter {key!r}", fix)], 2)
        term = ox.NamedNode(value) if names.is_iri(value) else ox.Literal(value)
        groups = [s for s in _outer(find_services(text)) if _uses(text[s.opens : s.closes], found[0])]
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
        raise _failed_call(endpoint, error) from None
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
