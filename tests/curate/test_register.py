"""The register of published ids: what contradicts it is told at its line, and its deprecations are in the graph."""

from __future__ import annotations

import shutil

import pytest

from mi2ld import names
from mi2ld.cli import main
from mi2ld.curate.register import (
    HEADER,
    add_ids,
    compare_registers,
    made_ids,
    parse_register,
    promised_ids,
    read_register,
    register_lines,
    register_problems,
    withdraw_id,
    write_register,
)
from mi2ld.problems import Mi2ldError

A, B, C = (f"{names.ONTOLOGY}{local}" for local in ("Apple", "Berry", "Cherry"))
D1, D2, D3, D4 = (f"{names.BASE}id/anchor/paper-1/{n}" for n in range(4))


def table(*rows: str) -> str:
    return "\n".join(["\t".join(HEADER), *(row.replace(" ", "\t") for row in rows)]) + "\n"


@pytest.fixture
def register(tmp_path):
    """Return a function that writes a register and returns its path."""

    def write(*rows: str):
        path = tmp_path / "register.tsv"
        path.write_text(table(*rows), encoding="utf-8")
        return path

    return write


def told(path, made, withdrawn=(), **options) -> list[tuple[str, int]]:
    found = register_problems(path, made, withdrawn, **options)
    assert all(problem.fix and problem.where.path == str(path) for problem in found)
    return [(problem.code, problem.where.line) for problem in found]


# --- against what is made ----------------------------------------------------------------------------------------


def test_a_register_that_agrees_has_no_problem(register):
    path = register(f"{A} published  0.1.0", f"{B} withdrawn  0.2.0", f"{C} replaced {A} 0.2.0")
    assert told(path, {A, D1}) == []


def test_a_published_id_that_is_made_no_more_is_told_at_its_line(register):
    path = register(f"{A} published  0.1.0", f"{B} published  0.1.0")
    assert told(path, {A}) == [("I101", 3)]
    (problem,) = register_problems(path, {A})
    assert "mi2:Berry was published and is made no more" in problem.what
    assert f"mi2ld register withdraw {B}" in problem.fix


def test_many_lost_ids_of_one_dossier_are_one_problem(register):
    path = register(*(f"{iri} published  0.1.0" for iri in (D1, D2, D3, D4)))
    (problem,) = register_problems(path, {A})
    assert problem.where.line == 2
    assert "and 3 more of 'paper-1'" in problem.what
    assert "status: withdrawn" in problem.fix
    assert told(path, {D1, D2}) == [("I101", 4), ("I101", 5)]


def test_an_id_that_the_dossiers_say_is_deprecated_is_not_lost(register):
    assert told(register(f"{D1} published  0.1.0"), set(), {D1}) == []


def test_of_some_dossiers_alone_nothing_is_told_lost(register):
    assert told(register(f"{D1} published  0.1.0"), {A}, complete=False) == []


@pytest.mark.parametrize("row", [f"{B} withdrawn  0.2.0", f"{B} replaced {A} 0.2.0"], ids=["withdrawn", "replaced"])
def test_an_id_that_was_given_up_is_not_made_again(register, row):
    assert told(register(row), {A, B}) == [("I102", 2)]
    assert told(register(row), {A}, {B}) == []


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ((f"{A} replaced {B} 0.2.0",), [2]),
        ((f"{A} replaced {A} 0.2.0",), [2]),
        ((f"{A} replaced {B} 0.2.0", f"{B} replaced {A} 0.2.0"), [2, 3]),
        ((f"{A} replaced {B} 0.2.0", f"{B} withdrawn  0.2.0"), [2]),
        ((f"{A} replaced {B} 0.2.0", f"{B} replaced {C} 0.3.0"), []),
    ],
    ids=["nowhere", "itself", "a-circle", "withdrawn", "one-after-another"],
)
def test_a_successor_is_an_id_in_use(register, rows, lines):
    assert told(register(*rows), {C}) == [("I103", line) for line in lines]


# --- its form ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("iri\tstatus\n", 1),
        ("", 1),
        (table(f"{A} published 0.1.0"), 2),
        (table(f"{A} gone  0.1.0"), 2),
        (table("http://example.org/a published  0.1.0"), 2),
        (table(f"{A} replaced  0.1.0"), 2),
        (table(f"{A} published {B} 0.1.0"), 2),
        (table(f"{A} published  yesterday"), 2),
        (table(f"{A} published  0.1.0", f"{A} withdrawn  0.1.0"), 3),
        (table(f"{B} published  0.1.0", f"{A} published  0.1.0"), 3),
    ],
    ids=["columns", "empty", "cells", "status", "iri", "no-successor", "successor", "version", "twice", "order"],
)
def test_a_fault_of_form_is_told_at_its_line(tmp_path, text, line):
    path = tmp_path / "register.tsv"
    path.write_text(text, encoding="utf-8")
    assert told(path, {A, B}) == [("I104", line)]
    with pytest.raises(Mi2ldError):
        register_lines(path)


def test_no_register_is_an_empty_one(tmp_path):
    assert read_register(tmp_path / "register.tsv") == []
    assert told(tmp_path / "register.tsv", {A}) == []
    assert register_lines(tmp_path / "register.tsv") == []


# --- against an older one ----------------------------------------------------------------------------------------


def rows_of(*rows: str):
    return parse_register(table(*rows), "register.tsv")


def test_rows_are_only_added_and_given_up():
    old = rows_of(f"{A} published  0.1.0", f"{B} withdrawn  0.1.0")
    new = rows_of(f"{A} withdrawn  0.2.0", f"{B} replaced {C} 0.2.0", f"{C} published  0.2.0")
    assert compare_registers(old, new, "register.tsv") == []
    assert [p.where.line for p in compare_registers(new, old, "register.tsv")] == [0, 2, 3]
    lost = compare_registers(old, rows_of(f"{A} published  0.3.0"), "register.tsv")
    assert [(p.code, p.where.line) for p in lost] == [("I105", 0), ("I105", 2)]


# --- changing ----------------------------------------------------------------------------------------------------


def test_adding_keeps_every_row_and_adds_what_is_new_in_order():
    old = rows_of(f"{B} published  0.1.0", f"{C} withdrawn  0.1.0")
    new = add_ids(old, {A, B, D1}, {C}, "0.2.0")
    assert [(r.iri, r.status, r.since) for r in new] == sorted(
        [
            (A, "published", "0.2.0"),
            (B, "published", "0.1.0"),
            (C, "withdrawn", "0.1.0"),
            (D1, "published", "0.2.0"),
        ]
    )
    assert add_ids(new, {A, B, D1}, {C}, "0.3.0") == new


def test_what_a_withdrawn_dossier_made_is_marked_as_withdrawn():
    (row,) = add_ids(rows_of(f"{D1} published  0.1.0"), set(), {D1, D2}, "0.2.0")
    assert (row.iri, row.status, row.since) == (D1, "withdrawn", "0.2.0")


def test_an_id_is_withdrawn_or_replaced_once():
    rows = rows_of(f"{A} published  0.1.0", f"{B} published  0.1.0")
    rows = withdraw_id(rows, A, "0.2.0")
    assert (rows[0].status, rows[0].since) == ("withdrawn", "0.2.0")
    rows = withdraw_id(rows, A, "0.3.0", replaced_by=B)
    assert (rows[0].status, rows[0].replaced_by) == ("replaced", B)
    for iri in (A, C):
        with pytest.raises(Mi2ldError) as caught:
            withdraw_id(rows, iri, "0.4.0", replaced_by=B)
        assert [p.code for p in caught.value.problems] == ["I106"]


def test_what_is_written_is_read_back(tmp_path):
    rows = rows_of(f"{A} published  0.1.0", f"{B} replaced {A} 0.2.0")
    path = tmp_path / "register.tsv"
    write_register(path, reversed(rows))
    assert read_register(path) == rows
    assert not list(tmp_path.glob("*.part"))


def test_a_register_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Mi2ldError) as caught:
        write_register(tmp_path / "file" / "register.tsv", [])
    assert [p.code for p in caught.value.problems] == ["I107"]


# --- what is made ------------------------------------------------------------------------------------------------

DEPRECATED = '<http://www.w3.org/2002/07/owl#deprecated> "true"^^<http://www.w3.org/2001/XMLSchema#boolean> .\n'


def test_ids_are_the_subjects_under_the_base_and_a_deprecated_one_is_not_in_use():
    lines = [
        f"<{A}> <urn:p> <{B}> .\n",
        f"<{C}> <urn:p> <{A}> .\n",
        f"<{C}> {DEPRECATED}",
        f"<http://example.org/x> <urn:p> <{A}> .\n",
        f"_:b <urn:p> <{A}> .\n",
    ]
    assert made_ids(lines) == ({A}, {C})


def test_drafts_promise_nothing_and_ids_that_others_number_are_not_ours_to_keep():
    parts = {
        "ontology": [f"<{A}> <urn:p> <{A}> .\n"],
        "facts/one": [f"<{D1}> <urn:p> <{A}> .\n"],
        "curation/one": [f"<{D2}> <urn:p> <{A}> .\n", f"<{names.BASE}id/publication/pmid-1> <urn:p> <{A}> .\n"],
        "facts/two": [f"<{D3}> <urn:p> <{A}> .\n"],
        "facts/gone": [f"<{D4}> {DEPRECATED}"],
        "computed": [f"<{names.BASE}id/computed/x> <urn:p> <{A}> .\n"],
    }
    statuses = {"one": "reviewed", "two": "draft", "gone": "withdrawn"}
    assert promised_ids(parts, statuses) == ({A, D1, D2}, {D4})


def test_what_was_given_up_is_said_in_triples(register):
    path = register(f"{A} published  0.1.0", f"{B} withdrawn  0.1.0", f"{C} replaced {A} 0.2.0")
    assert register_lines(path) == [
        f"<{B}> {DEPRECATED}",
        f"<{C}> <http://purl.org/dc/terms/isReplacedBy> <{A}> .\n",
        f"<{C}> {DEPRECATED}",
    ]


# --- the commands and the build ----------------------------------------------------------------------------------


@pytest.fixture
def project(repository, tmp_path, monkeypatch):
    """Return a project of its own, with one dossier, and go there."""
    for name in ("ontology", "shapes", "queries"):
        shutil.copytree(repository / name, tmp_path / name)
    for path in (tmp_path / "ontology" / "facts").glob("*.yaml"):
        if path.stem != "mi2-2019":
            path.unlink()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_register_of_the_checkout_is_well_formed(repository):
    assert (repository / "ontology" / "register.tsv").exists()
    read_register(repository / "ontology" / "register.tsv")


def test_a_release_is_put_in_and_a_lost_key_is_told_by_build_and_check(project, capsys):
    path = project / "ontology" / "register.tsv"
    dossier = project / "ontology" / "facts" / "mi2-2019.yaml"
    assert main(["register", "add"]) == 0
    assert "added, 0 withdrawn, since " in capsys.readouterr().err
    iris = {row.iri for row in read_register(path)}
    assert {f"{names.ONTOLOGY}AntiMi2", f"{names.BASE}id/group/mi2-2019/mi2-pos"} <= iris
    assert len(iris) > 1000
    assert f"{names.BASE}id/publication/pmid-31594859" not in iris
    assert not [iri for iri in iris if "/id/computed/" in iri or "/graph/" in iri]
    assert main(["register", "check"]) == 0
    text = dossier.read_text(encoding="utf-8")
    dossier.write_text(text.replace("dm-persons", "dm-people"), encoding="utf-8")
    capsys.readouterr()
    assert main(["register", "check"]) == 1
    told = capsys.readouterr().err
    assert "ontology/register.tsv:" in told
    assert "error I101 " in told
    assert main(["register", "add"]) == 1


def test_a_withdrawn_dossier_and_its_register_agree(project, capsys):
    path = project / "ontology" / "register.tsv"
    dossier = project / "ontology" / "facts" / "mi2-2019.yaml"
    assert main(["register", "add"]) == 0
    text = dossier.read_text(encoding="utf-8")
    dossier.write_text(text.replace("status: reviewed", "status: withdrawn"), encoding="utf-8")
    assert main(["register", "check"]) == 0
    assert main(["register", "add"]) == 0
    withdrawn = {row.iri for row in read_register(path) if row.status == "withdrawn"}
    assert f"{names.BASE}id/group/mi2-2019/mi2-pos" in withdrawn
    assert main(["register", "check"]) == 0
    dossier.write_text(text, encoding="utf-8")
    capsys.readouterr()
    assert main(["register", "check"]) == 1
    assert "error I102 " in capsys.readouterr().err


def test_ids_are_withdrawn_by_command_with_a_successor(project, capsys):
    path = project / "ontology" / "register.tsv"
    write_register(path, rows_of(f"{A} published  0.1.0", f"{B} published  0.1.0"))
    assert main(["register", "withdraw", "mi2:Apple", "--replaced-by", "mi2:AntiMi2"]) == 0
    assert main(["register", "withdraw", B]) == 0
    first, second = read_register(path)
    assert (first.status, first.replaced_by) == ("replaced", f"{names.ONTOLOGY}AntiMi2")
    assert second.status == "withdrawn"
    assert main(["register", "withdraw", "mi2:Nowhere"]) == 1
    assert "error I106 " in capsys.readouterr().err
    assert main(["register", "check"]) == 0


def test_an_older_register_is_compared(project, capsys):
    path = project / "ontology" / "register.tsv"
    write_register(path, rows_of(f"{names.ONTOLOGY}AntiMi2 published  0.1.0"))
    old = project / "old.tsv"
    write_register(
        old, rows_of(f"{names.ONTOLOGY}AntiMi2 published  0.1.0", f"{names.ONTOLOGY}AntiNXP2 published  0.1.0")
    )
    assert main(["register", "check", "--against", str(old)]) == 1
    assert "error I105 the row of mi2:AntiNXP2 is gone" in capsys.readouterr().err
    assert main(["register", "check", "--against", str(path)]) == 0


def test_a_build_refuses_a_lost_id_and_says_what_was_given_up(project, tmp_path, capsys):
    path = project / "ontology" / "register.tsv"
    write_register(path, rows_of(f"{A} published  0.1.0"))
    assert main(["build", "--out", str(tmp_path / "dist")]) == 1
    assert "ontology/register.tsv:2:1: error I101 mi2:Apple was published" in capsys.readouterr().err
    assert not (tmp_path / "dist").exists()
    write_register(path, rows_of(f"{A} replaced {names.ONTOLOGY}AntiMi2 0.2.0"))
    assert main(["build", "--out", str(tmp_path / "dist")]) == 0
    triples = (tmp_path / "dist" / "mi2ld.nt").read_text(encoding="utf-8")
    assert f"<{A}> {DEPRECATED}" in triples
    assert f"<{A}> <http://purl.org/dc/terms/isReplacedBy> <{names.ONTOLOGY}AntiMi2> .\n" in triples
