"""Refresh makes the changes that are safe and lists the others; decisions land in canonical form."""

from __future__ import annotations

import json
import re
import shutil

import pytest

from mi2ld.cli import main
from mi2ld.links.slices import read_slices

FEVER = "mi2:Fever\tfever\tskos:exactMatch\t\tHP:0001945\t"
VERSION = "#object_source_version: '2026-02-16'"
HEAD = """format-version: 1.2
data-version: hp/releases/2026-09-01
ontology: hp
"""


@pytest.fixture
def labels(releases) -> list[str]:
    """Return the option that gives HPO its French labels."""
    return ["--labels", str(releases / "hp-fr.babelon.tsv")]


@pytest.fixture
def project(repository, tmp_path, monkeypatch):
    """Return a copy of the project, which the commands find since they run in it."""
    shutil.copytree(repository / "ontology", tmp_path / "ontology")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def hpo(project) -> str:
    return (project / "ontology" / "mappings" / "hpo.sssom.tsv").read_text(encoding="utf-8")


def release(project, releases, changes: dict[str, str]) -> str:
    """Write the terms of the slice, as HPO has them, as a later release with some texts changed; return its path."""
    text = (releases / "hp-2026-02-16.obo").read_text(encoding="utf-8")
    held = {f"id: {curie}" for curie in read_slices(project / "ontology" / "imports")["HP"].terms}
    blocks = text[text.index("[Term]") :].split("\n\n")
    body = "\n\n".join(block for block in blocks if held & set(block.split("\n", 2)[1:2])) + "\n"
    if any("Raised" in new and "EXACT" not in new for new in changes.values()):
        body = re.sub(r'synonym: "Fever" .*\n', "", body)
    for old, new in changes.items():
        assert body.count(old) == 1, old
        body = body.replace(old, new)
    path = project / "hp.obo"
    path.write_text(HEAD + "\n" + body, encoding="utf-8")
    return str(path)


BLOCK = "id: HP:0001945\nname: Fever\n"
SAFE = {
    "a new spelling": (BLOCK, "id: HP:0001945\nname: FEVER\n", "HP:0001945\tFEVER"),
    "an old label that is a synonym": (
        BLOCK,
        'id: HP:0001945\nname: Raised temperature\nsynonym: "Fever" EXACT []\n',
        "HP:0001945\tRaised temperature",
    ),
    "an alternative id": (BLOCK, "id: HP:0009945\nname: Fever\nalt_id: HP:0001945\n", "HP:0009945\tFever"),
    "one replacement": (
        BLOCK,
        BLOCK + "is_obsolete: true\nreplaced_by: HP:0009945\n\n[Term]\nid: HP:0009945\nname: Pyrexia\n",
        "HP:0009945\tPyrexia",
    ),
}
UNSAFE = {
    "another label": (BLOCK, "id: HP:0001945\nname: Raised temperature\n", "L204"),  # its synonym Fever goes too
    "terms to consider": (BLOCK, BLOCK + "is_obsolete: true\nconsider: HP:0001324\n", "L202"),
    "two replacements": (
        BLOCK,
        BLOCK + "is_obsolete: true\nreplaced_by: HP:0001324\nreplaced_by: HP:0000951\n",
        "L202",
    ),
    "an id that is gone": (BLOCK, "id: HP:0009945\nname: Pyrexia\n", "L201"),
}


@pytest.mark.parametrize("change", SAFE)
def test_a_safe_change_is_made(project, releases, labels, capsys, change):
    old, new, wanted = SAFE[change]
    path = release(project, releases, {old: new})
    assert main(["link", "refresh", "--release", path, *labels]) == 0
    out = capsys.readouterr()
    assert out.err == ""
    text = hpo(project)
    assert f"mi2:Fever\tfever\tskos:exactMatch\t\t{wanted}\t" in text
    row = next(line for line in text.splitlines() if line.startswith("mi2:Fever\t"))
    assert "\t2026-09-01\t" in row
    assert main(["link", "refresh", "--release", path, *labels]) == 0
    assert "written" not in capsys.readouterr().out, "a second refresh changes nothing"
    assert main(["link", "check", "--release", path, *labels]) == 0
    assert [line for line in capsys.readouterr().err.splitlines() if "error" in line or "warning" in line] == []


@pytest.mark.parametrize("change", UNSAFE)
def test_an_unsafe_change_is_listed_and_its_row_is_left(project, releases, labels, capsys, change):
    old, new, code = UNSAFE[change]
    code_of_exit = main(["link", "refresh", "--release", release(project, releases, {old: new}), *labels])
    err = capsys.readouterr().err
    assert code in err
    assert code_of_exit == (0 if code == "L204" else 1)
    row = next(line for line in hpo(project).splitlines() if line.startswith("mi2:Fever\t"))
    assert row.startswith(FEVER + "Fever\t")
    assert "\t2026-02-16\t" in row, "the row keeps the release it was made from"


def test_a_replacement_that_would_make_a_row_twice_is_left(project, releases, labels, capsys):
    changes = {
        "id: HP:0025520\nname: Calcinosis cutis\n": "id: HP:0025520\nname: Calcinosis cutis\nis_obsolete: true\nreplaced_by: HP:0007618\n"
    }
    assert main(["link", "refresh", "--release", release(project, releases, changes), *labels]) == 1
    assert "L202" in capsys.readouterr().err
    assert "mi2:Calcinosis\tcalcinosis\tskos:narrowMatch\t\tHP:0025520" in hpo(project)


def test_a_dry_run_writes_nothing(project, releases, labels, capsys):
    before = {p: p.read_bytes() for p in (project / "ontology").rglob("*") if p.is_file()}
    old, new, _ = SAFE["a new spelling"]
    assert main(["link", "refresh", "--dry-run", "--release", release(project, releases, {old: new}), *labels]) == 0
    assert "Fever → FEVER" in capsys.readouterr().out
    assert {p: p.read_bytes() for p in (project / "ontology").rglob("*") if p.is_file()} == before


def test_an_older_release_changes_nothing(project, releases, labels, capsys):
    path = release(project, releases, {BLOCK: "id: HP:0001945\nname: FEVER\n"})
    text = (project / "hp.obo").read_text(encoding="utf-8").replace("2026-09-01", "2025-01-16")
    (project / "hp.obo").write_text(text, encoding="utf-8")
    before = {p: p.read_bytes() for p in (project / "ontology").rglob("*") if p.is_file()}
    assert main(["link", "refresh", "--release", path, *labels]) == 1
    assert "is older (2025-01-16) than the slice (2026-02-16)" in capsys.readouterr().err
    assert {p: p.read_bytes() for p in (project / "ontology").rglob("*") if p.is_file()} == before


LOSSES = {
    "no French labels": ({}, [], "has no French labels"),
    "a used term": ({BLOCK: "id: HP:0009945\nname: Pyrexia\n"}, None, "lacks 1 term(s) that are used: HP:0001945"),
}


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("command", ["refresh", "slice"])
def test_a_slice_that_would_lose_something_is_not_cut(project, releases, labels, capsys, command, loss):
    changes, given, said = LOSSES[loss]
    path = release(project, releases, changes)
    before = (project / "ontology" / "imports" / "hpo.ttl").read_bytes()
    option = "--release" if command == "refresh" else "--from"
    assert main(["link", command, option, path, *(labels if given is None else given)]) == 1
    err = capsys.readouterr().err
    assert "L402" in err
    assert said in err
    assert (project / "ontology" / "imports" / "hpo.ttl").read_bytes() == before


def test_a_slice_that_would_lose_its_hierarchy_is_not_cut(project, releases, capsys):
    table = project / "mesh-2030.tsv"
    rows = (releases / "mesh-2024_subset.tsv").read_text(encoding="utf-8").splitlines()[1:]
    flat = [f"mesh:{row.split(chr(9))[0]}\t{row.split(chr(9))[1]}" for row in rows]
    table.write_text("\n".join(["id\tlabel", *flat]) + "\n", encoding="utf-8")
    before = (project / "ontology" / "imports" / "mesh.ttl").read_bytes()
    assert main(["link", "refresh", "--release", str(table), "--prefix", "mesh"]) == 1
    assert "has nothing above" in capsys.readouterr().err
    assert (project / "ontology" / "imports" / "mesh.ttl").read_bytes() == before


def test_a_release_of_another_vocabulary_empties_no_slice(project, releases, capsys):
    before = (project / "ontology" / "imports" / "mondo.ttl").read_bytes()
    path = str(releases / "hp-2026-02-16_myositis_subset.obo")
    assert main(["link", "slice", "--from", path, "--prefix", "MONDO"]) in (1, 2)
    assert main(["link", "slice", "--from", path, "--prefix", "MONDO", "--force"]) == 2
    assert (project / "ontology" / "imports" / "mondo.ttl").read_bytes() == before
    assert "L401" in capsys.readouterr().err


def test_exchanges_that_would_make_two_kinds_one_are_taken_back(project, releases, labels, capsys):
    changes = {
        BLOCK: BLOCK + "is_obsolete: true\nreplaced_by: HP:0001324\n",
    }
    assert main(["link", "refresh", "--release", release(project, releases, changes), *labels]) == 1
    assert "L202" in capsys.readouterr().err
    row = next(line for line in hpo(project).splitlines() if line.startswith("mi2:Fever\t"))
    assert row.startswith(FEVER)


def test_a_denial_follows_no_replacement(project, releases, labels, capsys):
    changes = {
        "id: HP:0000934\nname: Chondrocalcinosis\n": "id: HP:0000934\nname: Chondrocalcinosis\nis_obsolete: true\nreplaced_by: HP:0003761\n"
    }
    assert main(["link", "refresh", "--release", release(project, releases, changes), *labels]) == 1
    assert "L202" in capsys.readouterr().err
    assert "\tNot\tHP:0000934\t" in hpo(project)


def test_the_sets_of_the_repository_are_in_canonical_form(project):
    before = {p.name: p.read_bytes() for p in (project / "ontology" / "mappings").iterdir()}
    assert main(["link", "refresh"]) == 0
    assert {p.name: p.read_bytes() for p in (project / "ontology" / "mappings").iterdir()} == before


def test_a_label_of_ours_that_changed_is_renewed(project):
    table = project / "ontology" / "templates" / "phenotypes.tsv"
    table.write_text(
        table.read_text(encoding="utf-8").replace("\tfever\tfièvre\t", "\traised temperature\tfièvre\t"),
        encoding="utf-8",
    )
    assert main(["link", "refresh"]) == 0
    assert "mi2:Fever\traised temperature\tskos:exactMatch\t\tHP:0001945\t" in hpo(project)


# --- decisions ----------------------------------------------------------------------------------------------------

DAY = ("--date", "2026-12-01")


def test_an_accepted_candidate_lands_in_its_set_in_canonical_form(project, releases, capsys):
    path = release(project, releases, {})
    assert (
        main(["link", "accept", "relapse", "close", "HP:0001945", "--release", path, *DAY, "--confidence", "0.5"]) == 0
    )
    row = next(line for line in hpo(project).splitlines() if line.startswith("mi2:Relapse\trelapse\tskos:closeMatch"))
    assert "HP:0001945\tFever\tsemapv:ManualMappingCuration\tmi2ld:team\t2026-09-01\t2026-12-01\t0.5\t" in row
    before = hpo(project)
    assert main(["link", "refresh"]) == 0
    assert hpo(project) == before
    assert main(["link", "accept", "relapse", "close", "HP:0001945", "--release", path, *DAY]) == 1
    assert "L503" in capsys.readouterr().err


def test_a_refused_candidate_is_kept_with_its_reason_and_shown_as_refused(project, capsys):
    words = ("--comment", "another sign", "--comment-fr", "un autre signe")
    assert main(["link", "refuse", "relapse", "HP:0001945", *DAY, *words]) == 0
    assert "mi2:Relapse\trelapse\tskos:exactMatch\tNot\tHP:0001945\tFever" in hpo(project)
    capsys.readouterr()
    assert "another sign\tun autre signe" in hpo(project)
    assert main(["link", "suggest", "calcinosis", "--limit", "200", "--format", "json"]) == 0
    decided = {c["curie"]: c["decided"] for c in json.loads(capsys.readouterr().out)}
    assert decided["HP:0003761"] == "closeMatch, refused as exactMatch"


def test_an_absence_with_a_proposal_is_written(project):
    words = ("--comment", "no such class", "--comment-fr", "aucune classe")
    assert main(["link", "absent", "fever", "CMO", "--set", "clinical", *DAY, *words, "--propose"]) == 0
    text = (project / "ontology" / "mappings" / "clinical.sssom.tsv").read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if line.startswith("mi2:Fever\t"))
    assert "sssom:NoTermFound" in row
    assert row.endswith("no such class\taucune classe\tnew-term")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["accept", "feever", "exact", "HP:0001945", *DAY], "did you mean 'fever'?"),
        (["accept", "fever", "exact", "HPO:0001945", *DAY], "no target 'HPO'"),
        (["accept", "fever", "exact", "HP:1945", *DAY], "is no id of Human Phenotype Ontology"),
        (["accept", "fever", "exact", "HP:0001945", "--date", "tomorrow"], "is no date"),
        (["accept", "fever", "exact", "HP:0001945", "--date", "2026-13-40"], "is no date"),
        (["accept", "fever", "exact", "HP:0001945", *DAY, "--author", "me"], "is no CURIE"),
        (["absent", "fever", "UBERON", *DAY, "--comment", "a", "--comment-fr", "b", "--set", "nothing"], "L502"),
        (["accept", "fever", "exact", "HP:0009999", *DAY], "neither a given release nor the slice has HP:0009999"),
        (["refuse", "fever", "HP:0001324", *DAY], "no reason is given"),
        (["refuse", "fever", "HP:0001324", *DAY, "--comment", "why"], "in one language only"),
    ],
)
def test_a_wrong_decision_is_refused_and_nothing_is_written(project, capsys, arguments, said):
    before = hpo(project)
    assert main(["link", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert hpo(project) == before


CONTRADICTIONS = {
    "an exact match of what was refused": (["accept", "calcinosis", "exact", "HP:0003761"], "L215"),
    "a refusal of what matches": (["refuse", "fever", "HP:0001945", "--comment", "a", "--comment-fr", "b"], "L215"),
    "an absence beside a match": (["absent", "fever", "HP", "--comment", "a", "--comment-fr", "b"], "L214"),
    "a match beside an absence": (["accept", "cancer", "exact", "HP:0002664"], "L214"),
    "two kinds that would be one": (["accept", "relapse", "exact", "HP:0001324"], "L212"),
}


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_a_decision_against_another_is_refused(project, capsys, case):
    arguments, code = CONTRADICTIONS[case]
    before = hpo(project)
    assert main(["link", *arguments, *DAY]) == 1
    assert code in capsys.readouterr().err
    assert hpo(project) == before


def test_an_id_of_a_vocabulary_without_a_slice_can_be_accepted(project):
    assert main(["link", "accept", "relapse", "close", "UMLS:C0034897", *DAY]) == 0
    text = (project / "ontology" / "mappings" / "codes.sssom.tsv").read_text(encoding="utf-8")
    assert "mi2:Relapse\trelapse\tskos:closeMatch\t\tUMLS:C0034897\t\tsemapv:ManualMappingCuration" in text


def test_what_a_header_says_besides_is_kept(project):
    path = project / "ontology" / "mappings" / "eco.sssom.tsv"
    path.write_text("#mapping_set_description: what it is for\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert main(["link", "refresh"]) == 0
    assert "mapping_set_description: what it is for" in path.read_text(encoding="utf-8")


def test_a_file_that_cannot_be_written_is_told(project, capsys):
    assert main(["link", "gaps", "--out", str(project)]) == 2
    assert "L505" in capsys.readouterr().err


@pytest.mark.parametrize("key", ["fever", "calcinosis", "anti-mi2", "muscle-weakness"])
def test_what_was_mapped_is_among_the_first_candidates(project, releases, capsys, key):
    path, labels = releases / "hp-2026-02-16.obo", releases / "hp-fr.babelon.tsv"
    assert main(["link", "suggest", key, "--release", str(path), "--labels", str(labels), "--format", "json"]) == 0
    found = [c for c in json.loads(capsys.readouterr().out) if c["curie"].startswith("HP:")]
    assert found[0]["decided"], found
    assert all(c["path"] for c in found)
    assert any(c["definition"] for c in found)


def test_what_was_mapped_is_shown_even_if_no_name_is_alike(project, capsys):
    assert main(["link", "suggest", "relapse"]) == 0
    assert "mapped  mesh:D012008  Recurrence  [exactMatch]" in capsys.readouterr().out


def test_french_words_find_a_term(project, capsys):
    assert main(["link", "suggest", "faiblesse musculaire", "--format", "json"]) == 0
    first = json.loads(capsys.readouterr().out)[0]
    assert (first["curie"], first["language"], first["score"]) == ("HP:0001324", "fr", 100.0)
