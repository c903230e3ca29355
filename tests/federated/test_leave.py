"""SERVICE calls an endpoint only with leave, and what goes wrong there is told as a problem."""

from __future__ import annotations

import csv
import io
import os
import socket
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from mi2ld.cli import main
from mi2ld.problems import Mi2ldError
from mi2ld.query.run import run_local
from mi2ld.query.services import find_services

ROOT = Path(__file__).parents[2]
ELSEWHERE = "http://127.0.0.1:1999/sparql"


@pytest.fixture
def project(tmp_path, endpoints, federated):
    """Return a project whose federated queries call the servers of this machine."""
    (tmp_path / "ontology" / "templates").mkdir(parents=True)
    (tmp_path / "queries" / "federated").mkdir(parents=True)
    for name, query in federated.items():
        text = query.text.replace(query.endpoint, endpoints[name])
        (tmp_path / "queries" / f"{name}.rq").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(capsys):
    """Return a function that runs a command and gives its exit code and both streams."""

    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([str(a) for a in arguments])
        done = capsys.readouterr()
        assert "Traceback" not in done.out + done.err
        return code, done.out, done.err

    return call


def code_of(caught) -> str:
    (problem,) = caught.value.problems
    return problem.code


@pytest.mark.server
def test_a_federated_query_runs_from_the_command_line(project, release, endpoints, run, monkeypatch):
    monkeypatch.chdir(project)
    leave = ["--data", release, "--format", "csv", "--allow-service", endpoints["federated/mesh-nlm"]]
    code, out, err = run("query", "federated/mesh-nlm", "--param", "term=mesh:D007154", *leave)
    assert (code, err) == (0, "")
    rows = list(csv.reader(io.StringIO(out)))
    assert rows[0] == ["proposition", "term", "label", "relation"]
    assert [row[1:3] for row in rows[1:]] == [["http://id.nlm.nih.gov/mesh/D001327", "Autoimmune Diseases"]]


@pytest.mark.server
def test_a_language_is_asked_for_and_is_french_if_not(project, release, endpoints, run, monkeypatch):
    monkeypatch.chdir(project)
    address = endpoints["federated/wikidata"]
    base = ["query", "federated/wikidata", "--data", release, "--format", "csv", "--allow-service", address]
    french, english = run(*base), run(*base, "--param", "lang=en")
    assert french[0] == english[0] == 0
    assert ",dermatomyosite\r\n" in french[1]
    assert ",dermatomyositis\r\n" in english[1]


def test_without_leave_it_is_refused_with_the_option_to_type(federated, release, run, monkeypatch):
    monkeypatch.chdir(ROOT)
    for name, query in federated.items():
        parameters = [a for p in query.parameters for a in ("--param", f"{p.name}={p.example}")]
        code, out, err = run("query", name, *parameters, "--data", release)
        assert (code, out) == (2, "")
        assert f"{name}: error Q201 " in err
        assert f"--allow-service {query.endpoint}" in err
        assert query.options.endswith(f"--allow-service {query.endpoint}")


def test_leave_for_one_endpoint_is_none_for_another(federated, recorder):
    text = federated["federated/uniprot"].text
    with pytest.raises(Mi2ldError) as caught:
        run_local(ox.Store(), text, {}, allow_services=[recorder.address])
    assert code_of(caught) == "Q212"
    assert caught.value.exit_code == 2
    assert "--allow-service https://sparql.uniprot.org/sparql" in str(caught.value)
    assert recorder.asked == []


@pytest.mark.parametrize(
    "service",
    [
        "SERVICE ?where { ?s ?p ?o }",
        "SERVICE $where { ?s ?p ?o }",
        "SERVICE there: { ?s ?p ?o }",
        "SERVICE:x{ ?s ?p ?o }",
        "SERVICE <sparql> { ?s ?p ?o }",
        "SERVICE SILENT ?where { ?s ?p ?o }",
        "SERVICE <file:///etc/passwd> { ?s ?p ?o }",
    ],
)
def test_an_endpoint_that_is_not_named_in_full_is_refused(service, recorder):
    text = (
        f"BASE <{recorder.address}> PREFIX there: <{recorder.address}> PREFIX : <{recorder.address}>"
        f" SELECT * {{ VALUES ?where {{ <{recorder.address}> }} {service} }}"
    )
    with pytest.raises(Mi2ldError) as caught:
        run_local(ox.Store(), text, {}, allow_services=[recorder.address])
    assert code_of(caught) == "Q212"
    assert recorder.asked == []


def test_a_service_in_the_group_of_an_allowed_one_needs_leave_too(recorder):
    text = f"SELECT * {{ SERVICE <{recorder.address}> {{ SERVICE <{ELSEWHERE}> {{ ?s ?p ?o }} }} }}"
    with pytest.raises(Mi2ldError) as caught:
        run_local(ox.Store(), text, {}, allow_services=[recorder.address])
    assert code_of(caught) == "Q212"
    assert ELSEWHERE in str(caught.value)
    assert recorder.asked == []
    run_local(ox.Store(), text, {}, allow_services=[recorder.address, ELSEWHERE])
    assert len(recorder.asked) == 1


HIDDEN = [
    "SELECT * { # a comment\rSERVICE <URL> { ?s ?p ?o }\n }",
    "SELECT * { ?s ?p 1SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { SERVICESILENT<URL>{ ?s ?p ?o } }",
    "SELECT * { SERVICE#>\n<URL>{ ?s ?p ?o } }",
    "SELECT * { VALUES (?a ?b) { (1 2) } FILTER(?a<?b)SERVICE#>\n<URL>{ ?s ?p ?o } }",
    'SELECT * { VALUES (?a ?b) { (1 2) } FILTER(?a<?b)#> """\n SERVICE <URL> { ?s ?p ?o } #"""\n }',
    'SELECT * { VALUES (?a ?b) { (1 2) } FILTER(?a<?b#> """\n) SERVICE <URL> { ?s ?p ?o } #"""\n }',
    "SELECT * { VALUES ?a { '=' } FILTER(?a<'>')SERVICE <URL> { ?s ?p ?o } #'\n }",
    "PREFIX x: <http://x/\xa0#> SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { sErViCe silent <URL> { ?s ?p ?o } }",
]


@pytest.mark.parametrize("text", HIDDEN)
def test_no_way_of_writing_it_reaches_the_network_without_leave(text, recorder):
    text = text.replace("URL", recorder.address)
    with pytest.raises(Mi2ldError) as caught:
        run_local(ox.Store(), text, {})
    assert code_of(caught) == "Q201"
    assert recorder.asked == []


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p 'SERVICE <http://127.0.0.1:1999/> {}' }",
        "SELECT * { ?s ?p '''SERVICE <http://127.0.0.1:1999/> {}''' }",
        "SELECT * { ?s <http://127.0.0.1:1999/SERVICE> ?o } # SERVICE <http://127.0.0.1:1999/> {}",
        "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> SELECT * { ?s a sd:Service ; sd:endpoint ?o }",
        "SELECT ?service { $service ?p 'x'@service }",
        "SELECT * { ?a ?b ?c FILTER(?a < ?b) } # the service of a comment's quote",
    ],
)
def test_the_word_alone_is_no_call(text):
    assert find_services(text) == []
    assert run_local(ox.Store(), text, {}).rows == []


def test_an_endpoint_is_named_with_or_without_blanks_and_comments():
    text = "SELECT * { SERVICE# why\n SILENT<http://a.org/>{} OPTIONAL { service <http://b.org/?x=1> { ?s ?p '}' } } }"
    assert [(s.endpoint, text[s.closes]) for s in find_services(text)] == [
        ("http://a.org/", "}"),
        ("http://b.org/?x=1", "}"),
    ]


def test_an_endpoint_that_is_not_there_is_a_problem(federated, release, run, tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    query = federated["federated/wikidata"]
    path = tmp_path / "mine.rq"
    path.write_text(query.text.replace(query.endpoint, ELSEWHERE), encoding="utf-8")
    code, out, err = run("query", path, "--data", release, "--allow-service", ELSEWHERE)
    assert (code, out) == (2, "")
    assert err.startswith(f"{ELSEWHERE}: error Q209 ")
    assert "\n  fix: " in err


@pytest.mark.parametrize(
    "reply",
    [
        b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1999/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\nContent-Length: 6\r\n\r\n<html>",
        b"",
    ],
)
def test_an_answer_that_is_none_is_a_problem(reply):
    """An endpoint that sends us elsewhere is not followed, for leave was given to it alone."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/sparql"
        answer = subprocess.Popen(
            [sys.executable, "-c", ANSWER, str(server.fileno()), reply.hex()], pass_fds=[server.fileno()]
        )
        try:
            with pytest.raises(Mi2ldError) as caught:
                run_local(
                    ox.Store(), f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}", {}, allow_services=[address]
                )
        finally:
            answer.wait(20)
    assert code_of(caught) == "Q209"
    assert caught.value.exit_code == 2
    assert address in str(caught.value)


ANSWER = """
import socket, sys
server = socket.socket(fileno=int(sys.argv[1]))
peer, _ = server.accept()
peer.recv(65536)
peer.sendall(bytes.fromhex(sys.argv[2]))
peer.close()
"""


def test_an_endpoint_that_keeps_silent_ends_with_the_limit(release, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/sparql"
        path = tmp_path / "mine.rq"
        path.write_text(f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}")
        command = [sys.executable, "-m", "mi2ld", "query", str(path), "--data", str(release), "--timeout", "1"]
        done = subprocess.run(
            [*command, "--allow-service", address],
            capture_output=True,
            text=True,
            timeout=60,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        )
    assert done.returncode == 1
    assert "error Q206" in done.stderr
    assert done.stdout == ""


def test_a_malformed_query_is_told_at_its_place_before_any_call(recorder):
    text = f"SELECT *\nWHERE {{ SERVICE <{recorder.address}> {{\n ?s ?p ?o }} }}\nLIMITS 3"
    with pytest.raises(Mi2ldError) as caught:
        run_local(ox.Store(), text, {}, allow_services=[recorder.address])
    (problem,) = caught.value.problems
    assert (problem.code, problem.where.line) == ("Q207", 4)
    assert recorder.asked == []


def test_what_is_sent_must_be_a_column(recorder):
    text = f"#+ send: s x\nSELECT ?s {{ ?s ?p ?o SERVICE <{recorder.address}> {{ ?x ?y ?s }} }}"
    with pytest.raises(Mi2ldError) as caught:
        run_local(ox.Store(), text, {}, allow_services=[recorder.address])
    assert code_of(caught) == "Q213"
    assert caught.value.exit_code == 2
    assert recorder.asked == []


def test_a_query_of_one_s_own_sends_what_it_says_and_no_blank_node(recorder):
    store = ox.Store()
    store.load(b'<http://a.org/a> <http://a.org/p> "x" . _:b <http://a.org/p> "y" .', format=ox.RdfFormat.TURTLE)
    service = f"SERVICE <{recorder.address}> {{ ?s ?q ?z }}"
    run_local(store, f"SELECT * {{ ?s ?p ?o {service} }}", {}, allow_services=[recorder.address])
    run_local(store, f"#+ send: s\nSELECT * {{ ?s ?p ?o {service} }}", {}, allow_services=[recorder.address])
    plain, bound = recorder.asked
    assert "VALUES" not in plain
    assert "VALUES" in bound
    assert "<http://a.org/a>" in bound
    assert "_:" not in bound


@pytest.fixture
def peer(tmp_path):
    """Return the address of a server with two nodes, one of them blank."""
    data = tmp_path / "peer.ttl"
    data.write_text('<http://a.org/a> <http://a.org/p> "x" , [ <http://a.org/q> "y"@fr ] .', encoding="utf-8")
    with servers().serve_oxigraph(data, tmp_path) as address:
        yield address


def servers():
    return sys.modules["server_fixtures"]


@pytest.mark.server
def test_a_blank_node_of_theirs_comes_back_as_one(peer):
    service = f"SERVICE <{peer}> {{ ?s <http://a.org/p> ?o }}"
    rows = run_local(ox.Store(), f"SELECT ?o {{ {service} }}", {}, allow_services=[peer]).rows
    assert sorted(type(row[0]).__name__ for row in rows) == ["BlankNode", "Literal"]
    made = run_local(ox.Store(), f"CONSTRUCT {{ ?s <http://b.org/p> ?o }} {{ {service} }}", {}, allow_services=[peer])
    assert sorted(type(q.object).__name__ for q in ox.parse("".join(made.lines), format=ox.RdfFormat.N_TRIPLES)) == [
        "BlankNode",
        "Literal",
    ]


@pytest.mark.server
def test_two_calls_are_joined_with_each_other_and_with_our_side(peer):
    store = ox.Store()
    store.load(b"<http://c.org/c> <http://c.org/about> <http://a.org/a> .", format=ox.RdfFormat.TURTLE)
    text = f"""SELECT ?c ?o ?r {{
      ?c <http://c.org/about> ?s
      SERVICE <{peer}> {{ ?s <http://a.org/p> ?o FILTER(ISLITERAL(?o)) }}
      OPTIONAL {{ SERVICE <{peer}> {{ ?s <http://a.org/none> ?r }} }}
    }}"""
    rows = run_local(store, text, {}, allow_services=[peer]).rows
    assert [[c and c.value for c in row] for row in rows] == [["http://c.org/c", "x", None]]


@pytest.mark.server
def test_a_group_without_variables_is_a_yes_or_no(peer):
    for value, wanted in (("x", True), ("z", False)):
        text = f'ASK {{ SERVICE <{peer}> {{ <http://a.org/a> <http://a.org/p> "{value}" }} }}'
        assert run_local(ox.Store(), text, {}, allow_services=[peer]).boolean is wanted


def test_silent_goes_on_without_an_endpoint_that_fails():
    text = f"SELECT * {{ VALUES ?x {{ 1 }} SERVICE SILENT <{ELSEWHERE}> {{ ?x ?y ?z }} }}"
    rows = run_local(ox.Store(), text, {}, allow_services=[ELSEWHERE]).rows
    assert [[c and c.value for c in row] for row in rows] == [["1", None, None]]


def test_a_short_query_is_asked_by_get_and_a_long_one_by_post(recorder):
    for count in (1, 500):
        terms = " ".join(f"<http://a.org/{i}>" for i in range(count))
        text = f"SELECT * {{ SERVICE <{recorder.address}> {{ VALUES ?s {{ {terms} }} ?s ?p ?o }} }}"
        run_local(ox.Store(), text, {}, allow_services=[recorder.address])
    assert recorder.methods == ["GET", "POST"]
    assert "<http://a.org/499>" in recorder.asked[1]


def test_a_call_has_the_prefixes_it_uses_and_no_other(recorder):
    text = (
        "PREFIX a: <http://a.org/> PREFIX b: <http://b.org/>\nPREFIX : <http://c.org/>\n"
        f"SELECT * {{ SERVICE <{recorder.address}> {{ ?s a:p :o }} OPTIONAL {{ ?s b:p ?o }} }}"
    )
    run_local(ox.Store(), text, {}, allow_services=[recorder.address])
    (query,) = recorder.asked
    assert "PREFIX a: <http://a.org/>" in query
    assert "PREFIX : <http://c.org/>" in query
    assert "http://b.org/" not in query


def test_leave_is_for_a_release_and_not_for_an_endpoint(run, monkeypatch):
    monkeypatch.chdir(ROOT)
    code, out, err = run("query", "federated/uniprot", "--endpoint", ELSEWHERE, "--allow-service", ELSEWHERE)
    assert (code, out) == (2, "")
    assert "--allow-service" in err


def test_the_list_shows_federated_questions_in_a_part_of_their_own(federated, run, monkeypatch):
    monkeypatch.chdir(ROOT)
    for language in ("en", "fr"):
        _, out, _ = run("query", "--list", "--lang", language)
        plain, heading, last = out.split("\n\n")
        assert "federated/" not in plain
        assert heading.endswith(":")
        flat = " ".join(last.replace("\\\n", " ").split())
        for name, query in federated.items():
            assert f"{name} {query.options} {' '.join(query.header[f'question_{language}'].split())}" in flat


@pytest.mark.parametrize("wrong", ["federated/wikidat", "wikidata", "federated/../counts", "federated/"])
def test_a_wrong_name_is_told_with_the_right_ones(wrong, federated, run, monkeypatch):
    monkeypatch.chdir(ROOT)
    code, out, err = run("query", wrong)
    assert (code, out) == (2, "")
    if "wikidat" in wrong:
        assert "Q102" in err
        assert "did you mean 'federated/wikidata'?" in err
        assert all(name in err for name in federated)
