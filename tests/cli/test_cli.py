"""The command line: answers on standard output, all else on standard error, and an exit code that says which."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest
import rdflib

from mi2ld import __version__
from mi2ld.cli import cli

COMMANDS = ["build", "check", "verify", "anchor", "format", "show", "query", "diff", "completion"]
SPARQL = "{http://www.w3.org/2005/sparql-results#}"
QUERY = "PREFIX mi2: <https://w3id.org/mi2ld/ontology/> "


# --- help, and wrong use -----------------------------------------------------------------------------------------


def test_these_are_the_commands():
    assert set(COMMANDS) <= set(cli.commands)


@pytest.mark.parametrize("command", sorted(cli.commands))
def test_each_command_has_a_help_with_an_example(command, run):
    for flag in ("--help", "-h"):
        done = run(command, flag)
        assert done.code == 0
        assert done.err == ""
        assert f"mi2ld {command}" in done.out
        assert "Example" in done.out
        assert max(map(len, done.out.splitlines())) <= 80


def test_the_program_has_a_help_and_a_version(run):
    done = run("--help")
    assert done.code == 0
    assert max(map(len, done.out.splitlines())) <= 80
    done = run("--version")
    assert (done.code, done.out) == (0, f"mi2ld, version {__version__}\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["chekc"],
        ["check", "--formt", "json"],
        ["check", "--format", "yaml"],
        ["check", "none.yaml"],
        ["show"],
        ["show", "anti-mi2", "--lang", "de"],
        ["query", "counts", "--param", "x"],
        ["anchor", "x.yaml"],
        ["anchor", "none.yaml", "--texts", "none"],
        ["verify"],
        ["verify", "--texts", "none"],
        ["diff", "one"],
        ["diff", "none", "none-either"],
        ["completion", "tcsh"],
        ["show", "anti-mi2", "--data", "none"],
        ["query", "counts", "--data", "none"],
        ["query", "none.rq"],
    ],
    ids=" ".join,
)
def test_wrong_use_ends_with_exit_code_two_and_a_message_on_standard_error(arguments, run):
    done = run(*arguments)
    assert done.code == 2
    assert done.out == ""
    assert done.err


def test_a_mistyped_command_is_guessed(run):
    assert "did you mean 'check'?" in run("chekc").err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_completion_script(shell, run):
    done = run("completion", shell)
    assert done.code == 0
    assert "_MI2LD_COMPLETE" in done.out


def test_the_module_runs_as_a_program(repository):
    done = subprocess.run(
        [sys.executable, "-m", "mi2ld", "show"], cwd=repository, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stdout == ""


# --- check, verify, format ---------------------------------------------------------------------------------------


def test_the_dossier_of_the_checkout_has_no_error(run):
    done = run("check")
    assert done.code == 0, done.err[:500]
    assert done.out == ""
    assert " error " not in done.err


def test_problems_as_json_are_a_list_even_when_there_is_none(run):
    done = run("check", "--format", "json")
    assert done.code == 0
    assert [p for p in json.loads(done.out) if p["level"] == "error"] == []
    assert done.err == ""


@pytest.fixture
def bad(repository, tmp_path):
    text = (repository / "ontology" / "facts" / "mi2-2019.yaml").read_text(encoding="utf-8")
    path = tmp_path / "bad.yaml"
    path.write_text(
        text.replace("value: 98%", "value: 980%").replace("part-of: mi2-4y", "part-of: mi2-5y"), encoding="utf-8"
    )
    return path


def test_problems_as_json_say_what_the_text_says(bad, run):
    found = json.loads(run("check", bad, "--format", "json").out)
    text = run("check", bad).err
    assert {p["code"] for p in found} == {"D303", "D403"}
    for p in found:
        assert set(p) == {"level", "code", "file", "line", "column", "what", "fix"}
        assert f":{p['line']}:{p['column']}: {p['level']} {p['code']} {p['what']}\n  fix: {p['fix']}" in text


def test_problems_as_tsv_are_the_rows_of_the_json(bad, run):
    done = run("check", bad, "--format", "tsv")
    rows = list(csv.DictReader(io.StringIO(done.out), delimiter="\t", quoting=csv.QUOTE_NONE))
    found = json.loads(run("check", bad, "--format", "json").out)
    assert [{k: str(v) for k, v in p.items()} for p in found] == rows
    assert (done.code, done.err) == (1, "")


@pytest.mark.text
def test_verify_says_how_many_places_hold_and_what_they_cover(run, source_text_dir):
    briefs = "ontology/facts/mi2-2019.yaml"
    done = run("verify", "--texts", source_text_dir, "--no-uncovered", briefs)
    assert done.code == 0
    holding, places = re.search(r"(\d+) of (\d+) places hold", done.out).groups()
    assert holding == places
    assert float(re.search(r"\((\d+\.\d) %\)", done.out)[1]) >= 85
    assert "line " not in done.out
    assert "  line " in run("verify", "--texts", source_text_dir, briefs).out


def test_verify_reads_our_own_notes_and_says_which_texts_are_not_at_hand(run, tmp_path):
    done = run("verify", "--texts", tmp_path, "--no-uncovered")
    assert done.code == 0
    assert "hmgcr-mammen-2012: 28 of 28 places hold" in done.out
    assert "mi2-2019.yaml:1:1: warning P107 anti-mi2-briefs-fr.txt is not at hand" in done.err
    named = run("verify", "--texts", tmp_path, "ontology/facts/mi2-2019.yaml")
    assert (named.code, "error T101" in named.err) == (1, True)


def test_the_dossier_of_the_checkout_is_in_canonical_layout(run):
    done = run("format", "--check")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_format_mends_the_layout_once_and_check_only_says_so(repository, tmp_path, run):
    text = (repository / "ontology" / "facts" / "mi2-2019.yaml").read_text(encoding="utf-8")
    path = tmp_path / "loose.yaml"
    loose = (
        b"\xef\xbb\xbf"
        + text.replace("\nformat: 1\n", "\nformat: 1  \n\n\n\n").replace("\n", "\r\n").encode()
        + b"\r\n\r\n"
    )
    path.write_bytes(loose)
    done = run("format", "--check", path)
    assert done.code == 1
    assert "would change" in done.out
    assert path.read_bytes() == loose
    done = run("format", path)
    assert done.code == 0
    assert "formatted" in done.out
    assert path.read_bytes() == text.replace("\nformat: 1\n", "\nformat: 1\n\n").encode()
    done = run("format", path)
    assert (done.code, done.out) == (0, "")
    assert run("format", "--check", path).code == 0


def test_format_does_not_change_what_a_file_means(tmp_path, run):
    path = tmp_path / "block.yaml"
    raw = b"note: |\n  one  \n\n\n\n  two\n"
    path.write_bytes(raw)
    assert run("format", path).code == 0
    assert path.read_bytes() == raw


# --- query -------------------------------------------------------------------------------------------------------


def test_the_catalogue_is_listed_with_a_question_each_in_both_languages(repository, run):
    names = sorted(p.stem for p in (repository / "queries").glob("*.rq"))
    assert len(names) >= 16
    for language in ("en", "fr"):
        listed = run("query", "--list", "--lang", language).out
        assert [line for line in listed.splitlines() if len(line) > 80] == []
        entries = re.findall(r"(?m)^(\S+)(?:.*\\\n.*|.*)((?:\n    .*)+)", listed.split("\n\n")[0])
        assert [name for name, _ in entries] == names
        assert all(question.strip().endswith("?") for _, question in entries)
    assert run("query").out == run("query", "--list").out


def test_the_rows_of_a_query_are_the_same_in_every_format(run, release, monkeypatch):
    monkeypatch.setenv("COLUMNS", "1000")
    made = {
        form: run("query", "comparisons", "--data", release, "--format", form)
        for form in ("csv", "tsv", "json", "xml", "table")
    }
    assert all(done.code == 0 and done.err == "" for done in made.values())
    rows = json.loads(made["json"].out)
    columns = rows["head"]["vars"]
    values = [[b.get(c, {}).get("value", "") for c in columns] for b in rows["results"]["bindings"]]
    assert len(values) > 5
    assert list(csv.reader(io.StringIO(made["csv"].out, newline=""))) == [columns, *values]
    root = ET.fromstring(made["xml"].out)
    assert [v.get("name") for v in root.iter(f"{SPARQL}variable")] == columns
    in_xml = [{b.get("name"): b[0].text or "" for b in r} for r in root.iter(f"{SPARQL}result")]
    assert [[r.get(c, "") for c in columns] for r in in_xml] == values
    lines = made["tsv"].out.splitlines()
    assert lines[0].split("\t") == [f"?{c}" for c in columns]
    assert [next(cell.strip("<>") for cell in line.split("\t")) for line in lines[1:]] == [row[0] for row in values]
    table = made["table"].out.splitlines()
    assert table[0].split() == columns
    assert len(table) == len(values) + 2


@pytest.mark.parametrize("form", ["json", "xml", "csv"])
def test_rdflib_reads_the_rows_in_the_standard_s_formats(form, run, release):
    from rdflib.query import Result

    done = run("query", "frequencies", "--data", release, "--format", form)
    found = Result.parse(io.BytesIO(done.out.encode()), format=form)
    assert (
        len(list(found))
        == len(
            json.loads(run("query", "frequencies", "--data", release, "--format", "json").out)["results"]["bindings"]
        )
        > 0
    )


def ask(run, monkeypatch, text: str, *arguments: object):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))
    return run("query", "-", *arguments)


def test_a_query_comes_from_standard_input(run, release, monkeypatch):
    done = ask(
        run,
        monkeypatch,
        QUERY + "SELECT (COUNT(?d) AS ?n) { ?d a mi2:NewsBrief }",
        "--data",
        release,
        "--format",
        "csv",
    )
    assert (done.code, done.out) == (0, "n\r\n2\r\n")


@pytest.mark.parametrize(
    ("form", "parser"), [("turtle", "turtle"), ("nt", "nt"), ("rdf", "xml"), ("jsonld", "json-ld")]
)
def test_triples_parse_in_every_format(form, parser, run, release, monkeypatch):
    text = QUERY + "CONSTRUCT { ?d a mi2:NewsBrief } WHERE { ?d a mi2:NewsBrief }"
    done = ask(run, monkeypatch, text, "--data", release, "--format", form)
    assert done.code == 0
    assert len(rdflib.Graph().parse(data=done.out, format=parser)) == 2


@pytest.mark.parametrize(
    ("form", "wanted"), [("table", "true\n"), ("csv", "true\n"), ("json", '{"head": {}, "boolean": true}\n')]
)
def test_a_yes_is_told_in_the_format_asked_for(form, wanted, run, release, monkeypatch):
    assert (
        ask(run, monkeypatch, QUERY + "ASK { ?d a mi2:NewsBrief }", "--data", release, "--format", form).out == wanted
    )


@pytest.mark.parametrize(
    ("text", "form"),
    [("SELECT * { ?s ?p ?o } LIMIT 1", "turtle"), ("CONSTRUCT WHERE { ?s ?p ?o }", "csv"), ("ASK {}", "pdf")],
)
def test_a_format_that_does_not_fit_the_answer_is_refused(text, form, run, release, monkeypatch):
    done = ask(run, monkeypatch, text, "--data", release, "--format", form)
    assert (done.code, done.out) == (2, "")
    assert "Q210" in done.err


def test_a_query_comes_from_a_file(run, release, tmp_path):
    path = tmp_path / "mine.rq"
    path.write_text("ASK { ?s ?p ?o }")
    assert run("query", path, "--data", release).out == "true\n"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://example.org/sparql> { ?s ?p ?o } }",
        "SELECT * { service silent <http://example.org/sparql> { ?s ?p ?o } }",
        "SELECT * { # a comment\n SERVICE\n?x { ?s ?p ?o } }",
        "SELECT * { FILTER(?x < 3) SERVICE <http://example.org/> { ?s ?p ?x FILTER(?x > 2) } }",
        "SELECT * { ?s ?p 'it\\'s' . SERVICE <http://example.org/> { ?s ?p ?o } }",
    ],
)
def test_a_query_that_would_reach_the_network_is_refused(text, run, release, monkeypatch):
    done = ask(run, monkeypatch, text, "--data", release)
    assert (done.code, done.out) == (2, "")
    assert "Q201" in done.err


@pytest.mark.parametrize(
    "text", ["SELECT * { ?s ?p 'SERVICE' } LIMIT 1", "ASK { ?s <http://e.org/SERVICE> 1 } # SERVICE <x>"]
)
def test_the_word_in_a_text_an_iri_or_a_comment_is_no_call(text, run, release, monkeypatch):
    assert ask(run, monkeypatch, text, "--data", release).code == 0


@pytest.mark.parametrize(
    "text",
    ["DELETE WHERE { ?s ?p ?o }", "INSERT DATA { <a:a> <a:b> <a:c> }", "DROP ALL", "LOAD <http://example.org/x>"],
)
def test_an_update_is_refused(text, run, release, monkeypatch):
    done = ask(run, monkeypatch, text, "--data", release)
    assert done.code in (1, 2)
    assert done.out == ""
    assert "Q202" in done.err


def test_a_malformed_query_is_told_at_its_line_and_column(run, release, monkeypatch):
    done = ask(run, monkeypatch, "SELECT *\nWHERE { ?s ?p ?o }\nLIMITS 3", "--data", release)
    assert done.code == 1
    assert re.match(r"-:3:\d+: error Q207 \S", done.err)


def test_an_unknown_query_is_refused_with_the_nearest_name(run):
    done = run("query", "comparison")
    assert (done.code, done.out) == (2, "")
    assert "did you mean 'comparisons'?" in done.err


def test_a_parameter_is_a_curie_a_key_or_an_iri(run, release):
    base = ["query", "antibody-profile", "--data", release, "--format", "csv", "--param"]
    made = {
        run(*base, f"antibody={v}").out for v in ("mi2:AntiMi2", "anti-mi2", "https://w3id.org/mi2ld/ontology/AntiMi2")
    }
    assert len(made) == 1
    assert len(made.pop().splitlines()) > 10


def test_a_missing_parameter_is_named_with_an_example(run, release):
    done = run("query", "antibody-profile", "--data", release)
    assert (done.code, done.out) == (2, "")
    assert "--param antibody=mi2:AntiMi2" in done.err


@pytest.mark.parametrize("value", ["no-such-key", "x> } DROP ALL #", "xx:1"])
def test_a_parameter_that_names_nothing_is_refused(value, run, release):
    done = run("query", "antibody-profile", "--data", release, "--param", f"antibody={value}")
    assert (done.code, done.out) == (2, "")
    assert "Q205" in done.err


# --- show --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", ["anti-mi2", "calcinosis", "dermatomyositis", "creatine-kinase"])
def test_what_is_shown_is_at_most_eighty_columns_wide(name, language, run, release):
    done = run("show", name, "--lang", language, "--data", release)
    assert done.code == 0
    assert done.err == ""
    wide = [line for line in done.out.splitlines() if len(line) > 80]
    assert wide == []
    assert len(done.out.splitlines()) > 5


def test_the_study_of_the_help_s_example_is_shown(run, release):
    done = run("show", "jhu", "--data", release)
    assert done.code == 0
    assert "Johns Hopkins" in done.out


def test_what_is_shown_of_the_antibody_says_number_comparator_hedge_source_and_what_is_not_stated(run, release):
    text = " ".join(run("show", "anti-mi2", "--data", release).out.split())
    for wanted in (
        "98%",
        "vs",
        "Brève AFM",
        "Brève AIM",
        "Pinal-Fernandez et al. 2019",
        "not stated",
        "probablement",
        "57/58",
    ):
        assert wanted in text, wanted


def test_what_became_of_the_antibody_is_shown_of_it(run, release):
    text = " ".join(run("show", "anti-mi2", "--data", release).out.split())
    for wanted in ("undetectable", "3/10", "2/3"):
        assert wanted in text, wanted


def test_what_is_shown_in_french_is_french(run, release):
    text = " ".join(run("show", "anti-mi2", "--lang", "fr", "--data", release).out.split())
    assert "non précisé" in text
    assert "98 %" in text
    for english in ("not stated", "relayed from", "Computed", " years"):
        assert english not in text


def test_what_nothing_is_named_is_refused_with_the_nearest_key(run, release):
    done = run("show", "anti-mi3", "--data", release)
    assert (done.code, done.out) == (2, "")
    assert "S101" in done.err
    assert "did you mean 'anti-mi" in done.err


def test_a_thing_is_found_by_its_label_in_either_language(run, release):
    wanted = run("show", "calcinosis", "--data", release).out
    assert run("show", "mi2:Calcinosis", "--data", release).out == wanted
    assert run("show", wanted.splitlines()[0], "--data", release).out == wanted


# --- diff --------------------------------------------------------------------------------------------------------


def test_two_equal_releases_have_no_difference(run, release):
    done = run("diff", release, release)
    assert (done.code, done.out, done.err) == (0, "no difference\n", "")
    assert run("diff", release, release, "--lang", "fr").out == "aucune différence\n"


def test_what_was_changed_added_and_withdrawn_is_told_by_proposition(repository, tmp_path, run, release):
    facts = tmp_path / "mi2-2019.yaml"
    text = (repository / "ontology" / "facts" / "mi2-2019.yaml").read_text(encoding="utf-8")
    text = text.replace("value: 60%", "value: 61%").replace("  mi2-specific: #", "  mi2-peculiar: #")
    text = text.replace("said: {afm: 1579-1676~539958d80952f8bc, aim:", "said: {aim:")
    facts.write_text(text, encoding="utf-8")
    other = tmp_path / "other"
    assert run("build", facts, "--out", other).code == 0
    out = run("diff", release, other).out
    assert re.search(r"^\+ added: .*\n    proposition:mi2-2019/mi2-peculiar$", out, re.M)
    assert re.search(r"^- withdrawn: .*\n    proposition:mi2-2019/mi2-specific$", out, re.M)
    assert re.search(
        r"^~ changed: .*\n    proposition:mi2-2019/weakness-onset--mi2-pos\n    - mi2:printed 60%\n", out, re.M
    )
    assert "    + mi2:printed 61%" in out
    assert "    - no longer stated by document:mi2-2019/afm" in out
    assert out.count("\n+ ") + out.startswith("+ ") == 1


# --- build -------------------------------------------------------------------------------------------------------


def test_a_build_says_in_one_line_what_it_made(tmp_path, run):
    done = run("build", "--out", tmp_path / "dist")
    assert done.code == 0
    assert re.fullmatch(r"\S+dist: \d+ triples of \d+ dossier\(s\), \d+ warning\(s\)\n", done.out)
    assert " error " not in done.err


def test_a_folder_that_is_no_release_is_not_replaced(tmp_path, run):
    (tmp_path / "precious.txt").write_text("mine")
    done = run("build", "--out", tmp_path)
    assert (done.code, done.out) == (2, "")
    assert "W101" in done.err
    assert (tmp_path / "precious.txt").read_text() == "mine"


def test_a_pipe_that_closes_early_is_no_fault(repository, release):
    command = (
        f"{sys.executable} -m mi2ld query counts --data {release} --format csv | head -n 1; exit ${{PIPESTATUS[0]}}"
    )
    bash = shutil.which("bash")
    assert bash
    done = subprocess.run([bash, "-c", command], cwd=repository, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_broken_rule_is_told_at_its_line_and_in_a_shacl_report(repository, tmp_path, capsys):
    import rdflib

    import mi2ld.cli

    text = (repository / "ontology" / "facts" / "mi2-2019.yaml").read_text(encoding="utf-8")
    size = "finding: anti-mi2-undetectable\n    size: "
    line = text[: text.index(size)].count("\n") + 2
    path = tmp_path / "broken.yaml"
    path.write_text(text.replace(size + "3", size + "12"), encoding="utf-8")
    assert mi2ld.cli.main(["check", "--format", "shacl", str(path)]) == 1
    printed = capsys.readouterr()
    assert "error SubgroupNotLargerShape" in printed.err
    told = int(printed.err.split("broken.yaml:")[1].split(":")[0])
    assert line - 10 < told <= line
    report = rdflib.Graph().parse(data=printed.out, format="turtle")
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    assert (None, sh.conforms, rdflib.Literal(False)) in report
    assert (None, sh.sourceShape, rdflib.URIRef("https://w3id.org/mi2ld/shape/SubgroupNotLargerShape")) in report
    assert {m.language for m in report.objects(None, sh.resultMessage)} == {"en", "fr"}
