"""Tables are for people: labels, and no line wider than the terminal; the other formats keep the IRIs."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from mi2ld.query.answers import Answer, write_answer
from mi2ld.query.catalogue import read_catalogue

OURS = re.compile(r"w3id\.org/mi2ld|\b(?:mi2|document|group|proposition|publication|study):\w")


@pytest.fixture
def ask(run, every_kind, monkeypatch):
    """Return what asks a question at a width."""

    def call(*arguments: str, columns: int = 80):
        monkeypatch.setenv("COLUMNS", str(columns))
        done = run("query", *arguments, "--data", every_kind)
        assert done.code == 0, done.err
        return done

    return call


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_question_is_answered_in_labels_within_eighty_columns(language, repository, ask):
    for query in read_catalogue(repository / "queries"):
        done = ask(query.name, *query.options.split(), "--lang", language)
        assert [line for line in done.out.splitlines() if len(line) > 80] == [], query.name
        assert [line for line in done.out.splitlines() if OURS.search(line)] == [], query.name
        assert (done.err == "") == (done.out != ""), query.name


def test_a_row_that_is_wider_than_the_terminal_is_a_block(ask):
    done = ask("conflicts")
    first = done.out.split("\n\n")[0].splitlines()
    assert first == [
        "proposition:     anti-Mi2 · muscle involvement · moderate",
        "side:            moderate",
        "direction:       supports",
        "evidence_source: earlier works",
        "document:        Brève AIM",
    ]


def test_a_long_value_is_wrapped_below_itself(ask):
    lines = ask("conflicts", columns=50).out.splitlines()
    at = lines.index("proposition:     anti-Mi2 · muscle involvement ·")
    assert lines[at + 1] == "                 moderate"
    assert max(map(len, lines)) <= 50


def test_a_row_that_fits_stands_in_a_table(ask):
    lines = ask("conflicts", columns=200).out.splitlines()
    assert lines[0].split() == ["proposition", "side", "direction", "evidence_source", "document"]
    assert set(lines[1]) == {"─", " "}
    assert lines[2].split("  ")[0] == "anti-Mi2 · muscle involvement · moderate"
    assert ask("counts").out.startswith("what  ")


def test_a_table_is_in_the_language_asked_for(ask):
    french = ask("conflicts", "--lang", "fr").out
    assert "proposition:     anti-Mi2 · atteinte musculaire · modéré\n" in french
    assert "evidence_source: travaux antérieurs\n" in french


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml"])
def test_the_formats_for_programs_have_iris_whatever_the_language_and_the_terminal(form, ask):
    narrow = ask("conflicts", "--format", form, "--lang", "fr", columns=40).out
    assert narrow == ask("conflicts", "--format", form, columns=400).out
    assert "https://w3id.org/mi2ld/id/proposition/mi2-2019/mi2-moderate" in narrow
    assert "anti-Mi2 ·" not in narrow


def test_a_list_of_iris_is_read_as_labels(ask):
    outcome = "immunosuppressant stopped; no relapse"
    assert any(outcome in line for line in ask("trajectories", columns=1000).out.splitlines())


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_no_row_is_told_on_standard_error(form, ask):
    done = ask("by-hpo", "--param", "term=HP:0000365", "--format", form)
    if form == "table":
        assert done.out == ""
    elif form == "csv":
        assert len(list(csv.reader(io.StringIO(done.out)))) == 1
    else:
        assert json.loads(done.out)["results"]["bindings"] == []
    assert done.err == "no rows\n"
    assert ask("by-hpo", "--param", "term=HP:0000365", "--lang", "fr").err == "aucune ligne\n"


def test_a_yes_or_no_is_no_empty_answer(run, every_kind, tmp_path):
    path = tmp_path / "ask.rq"
    path.write_text("ASK { <http://e.org/a> ?p ?o }")
    done = run("query", path, "--data", every_kind)
    assert (done.code, done.out, done.err) == (0, "false\n", "")


def test_without_a_width_nothing_is_wrapped():
    import pyoxigraph as ox

    long = "word " * 100
    answer = Answer(["a", "b"], [[ox.Literal(long), ox.NamedNode("http://purl.obolibrary.org/obo/HP_0000001")]])
    assert write_answer(answer, "table").splitlines()[2] == f"{long.strip()}  HP:0000001"


def test_a_command_of_the_list_can_be_typed(run, every_kind):
    listed = run("query", "--list").out
    command = re.search(r"(?m)^provenance(?:.*\\\n)*.*$", listed)[0].replace("\\\n", " ")
    assert "--param" in command
    assert run("query", *command.split(), "--data", every_kind).code == 0
