"""Refresh makes the changes that are safe and lists the others; decisions land in canonical form."""

from __future__ import annotations

import json
import re
import shutil

import pytest

from mi2ld.cli import main

FEVER = "mi2:Fever\tfever\tskos:exactMatch\t\tHP:0001945\t"
VERSION = "#object_source_version: '2026-02-16'"
HEAD = """format-version: 1.2
data-version: hp/releases/2026-09-01
ontology: hp
"""


@pytest.fixture
def project(repository, tmp_path, monkeypatch):
    """Return a copy of the project, which the commands find since they run in it."""
    shutil.copytree(repository / "ontology", tmp_path / "ontology")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def hpo(project) -> str:
    return (project / "ontology" / "mappings" / "hpo.sssom.tsv").read_text(encoding="utf-8")


def release(project, releases, changes: dict[str, str]) -> str:
    """Write the real subset of HPO as a later release with some texts changed; return its path."""
    text = (releases / "hp-2026-02-16_myositis_subset.obo").read_text(encoding="utf-8")
    body = text[text.index("[Term]") :]
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
def test_a_safe_change_is_made(project, releases, capsys, change):
    old, new, wanted = SAFE[change]
    path = release(project, releases, {old: new})
    assert main(["link", "refresh", "--release", path]) == 0
    out = capsys.readouterr()
    assert out.err == ""
    text = hpo(project)
    assert f"mi2:Fever\tfever\tskos:exactMatch\t\t{wanted}\t" in text
    row = next(line for line in text.splitlines() if line.startswith("mi2:Fever\t"))
    assert "\t2026-09-01\t" in row
    assert main(["link", "refresh", "--release", path]) == 0
    assert "written" not in capsys.readouterr().out, "a second refresh changes nothing"
    assert main(["link", "check", "--release", path]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("change", UNSAFE)
def test_an_unsafe_change_is_listed_and_its_row_is_left(project, releases, capsys, change):
    old, new, code = UNSAFE[change]
    code_of_exit = main(["link", "refresh", "--release", release(project, releases, {old: new})])
    err = capsys.readouterr().err
    assert code in err
    assert code_of_exit == (0 if code == "L204" else 1)
    row = next(line for line in hpo(project).splitlines() if line.startswith("mi2:Fever\t"))
    assert row.startswith(FEVER + "Fever\t")
    assert "\t2026-02-16\t" in row, "the row keeps the release it was made from"


def test_a_replacement_that_would_make_a_row_twice_is_left(project, releases, capsys):
    changes = {
        "id: HP:0025520\nname: Calcinosis cutis\n": "id: HP:0025520\nname: Calcinosis cutis\nis_obsolete: true\nreplaced_by: HP:0007618\n"
    }
    assert main(["link", "refresh", "--release", release(project, releases, changes)]) == 1
    assert "L202" in capsys.readouterr().err
    assert "mi2:Calcinosis\tcalcinosis\tskos:narrowMatch\t\tHP:0025520" in hpo(project)


def test_a_dry_run_writes_nothing(project, releases, capsys):
    before = {p: p.read_bytes() for p in (project / "ontology").rglob("*") if p.is_file()}
    old, new, _ = SAFE["a new spelling"]
    assert main(["link", "refresh", "--dry-run", "--release", release(project, releases, {old: new})]) == 0
    assert "Fever → FEVER" in capsys.readouterr().out
    assert {p: p.read_bytes() for p in (project / "ontology").rglob("*") if p.is_file()} == before


def test_an_older_release_sets_no_version_back(project, releases):
    path = release(project, releases, {})
    (project / "hp.obo").write_text(
        (project / "hp.obo").read_text().replace("2026-09-01", "2025-01-16"), encoding="utf-8"
    )
    assert main(["link", "refresh", "--release", path]) == 0
    assert VERSION in hpo(project)


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
    assert main(["link", "suggest", "relapse", "--limit", "200", "--format", "json"]) == 0
    decided = {c["curie"]: c["decided"] for c in json.loads(capsys.readouterr().out)}
    assert decided.get("mesh:D012008", "exactMatch") == "exactMatch"
    assert main(["link", "suggest", "fever", "--format", "json"]) == 0
    assert {c["curie"]: c["decided"] for c in json.loads(capsys.readouterr().out)}["HP:0001945"] == "exactMatch"


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


@pytest.mark.parametrize("key", ["fever", "calcinosis", "anti-mi2", "interstitial-lung-disease", "muscle-weakness"])
def test_what_was_mapped_is_among_the_first_candidates(project, releases, capsys, key):
    path, labels = releases / "hp-2026-02-16.obo", releases / "hp-fr.babelon.tsv"
    assert main(["link", "suggest", key, "--release", str(path), "--labels", str(labels), "--format", "json"]) == 0
    found = [c for c in json.loads(capsys.readouterr().out) if c["curie"].startswith("HP:")]
    assert any(c["decided"] for c in found[:4]), found
    assert all(c["path"] for c in found)
    assert any(c["definition"] for c in found)


def test_french_words_find_a_term(project, capsys):
    assert main(["link", "suggest", "faiblesse musculaire", "--format", "json"]) == 0
    first = json.loads(capsys.readouterr().out)[0]
    assert (first["curie"], first["language"], first["score"]) == ("HP:0001324", "fr", 100.0)
