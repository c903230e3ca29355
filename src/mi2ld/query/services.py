"""Services: what SERVICE in a query may call, and the call itself.

In:   a query's text, the endpoints that may be called, what the query's own side found.
Out:  the query with each SERVICE replaced by its endpoint's answer.
Door: the only module that calls the endpoint of a SERVICE.

SERVICE is called from here, not by pyoxigraph, which could: it posts the query itself, to which Virtuoso 7 never answers;
it heeds no proxy, and its User-Agent does not say whom to write to, as Wikimedia asks. pyoxigraph joins the answers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from mi2ld import __version__, names
from mi2ld.problems import Mi2ldError, Problem, Where
from mi2ld.query.answers import Answer, evaluate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from http.client import HTTPResponse

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
_MOST_BYTES = 64 << 20
_SENT = re.compile(r"(?m)^#\+ send: (.+)$")
_UPDATE = re.compile(r"\b(INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY)\b(?!\s*\()", re.I)


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


def outer(services: Iterable[Service]) -> list[Service]:
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


def find_sent(store: ox.Store, text: str, name: str) -> Answer | None:
    """Return what a query finds without its SERVICE groups, if it says that some of it is to be sent.

    A fault of syntax outside the groups is found here, before any endpoint is called.
    """
    rest = text
    for service in reversed(outer(find_services(text))):
        group = rest[service.start : service.closes + 1]
        rest = rest[: service.start] + re.sub(r"[^\n]", " ", group) + rest[service.closes + 1 :]
    sent = _SENT.search(text)
    answer = evaluate(store if sent else ox.Store(), rest)
    if sent is None:
        return None
    missing = [variable for variable in sent[1].split() if variable not in answer.columns]
    if missing:
        what = f"#+ send names {', '.join(missing)}, which is no column of the query"
        raise Mi2ldError([Problem(Where(name), "error", "Q213", what, "add it to SELECT, or send a column")], 2)
    return answer


def call_service(service: Service, text: str, found: Answer | None) -> str:
    """Return what stands for a SERVICE once it is called: a VALUES of its answer, or of one empty row if it may fail.

    Raises:
        Mi2ldError: If the endpoint does not answer as it should, and the query does not say SILENT (code Q209).
    """
    group = text[service.opens + 1 : service.closes]
    bare = _bare(group)
    prologue = [m[0] for m in _PROLOGUE.finditer(text[: service.start]) if m[1] is None or m[1] in bare]
    wanted = _SENT.search(text)
    sent = [v for v in (wanted[1].split() if wanted else []) if uses(group, v)]
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


def with_blank_nodes(answer: Answer) -> Answer:
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
        raise failed_call(endpoint, f"{error}: {detail}") from None
    except (OSError, HTTPException, SyntaxError, ValueError) as error:
        raise failed_call(endpoint, error) from None


def _read_rows(response: HTTPResponse) -> Answer:
    media_type = response.headers.get("Content-Type", "")
    form = ox.QueryResultsFormat.from_media_type(media_type)
    if form is None:
        msg = f"it answers with {media_type or 'no media type'}, not with rows"
        raise ValueError(msg)
    data = response.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        msg = f"it answers with more than {_MOST_BYTES >> 20} MB: narrow the SERVICE group"
        raise ValueError(msg)
    found = ox.parse_query_results(data, format=form)
    if isinstance(found, ox.QueryBoolean):
        msg = "it answers with a yes or no, not with rows"
        raise ValueError(msg)  # noqa: TRY004  (not our caller's type)
    columns = [v.value for v in found.variables]
    return Answer(columns, [list(row) for row in found])


def uses(text: str, variable: str) -> bool:
    """Return whether a part of a query uses a variable."""
    return re.search(rf"[?$]{re.escape(variable)}\b", _bare(text)) is not None


def failed_call(endpoint: str, error: object) -> Mi2ldError:
    """Return an error about an endpoint that did not answer as it should."""
    what = " ".join(str(error).split())[:300]
    fix = "name a SPARQL endpoint that answers, and a query it knows"
    return Mi2ldError([Problem(Where(endpoint), "error", "Q209", what, fix)], 2)
