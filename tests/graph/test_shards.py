"""The cache of a build: what comes from it is what would be made, and one changed file makes one shard anew."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from mi2ld import names, pipeline
from mi2ld.pipeline import Stages
from mi2ld.problems import Mi2ldError
from mi2ld.resources import Project
from mi2ld.validate import shapes

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def copy(project, tmp_path):
    """Return a project of its own, with two dossiers."""
    root = tmp_path / "project"
    shutil.copytree(project.ontology, root / "ontology")
    facts = root / "ontology" / "facts"
    for path in facts.glob("*.yaml"):
        if path.name != "mi2-2019.yaml":
            path.unlink()
    text = (project.facts / "mi2-2019.yaml").read_text(encoding="utf-8")
    (facts / "other.yaml").write_text(text.replace("dossier: mi2-2019", "dossier: other"), encoding="utf-8")
    return Project(root)


@pytest.fixture
def made(monkeypatch):
    """Return the keys of the dossiers whose nodes are built, as they are."""
    keys: list[str] = []
    build = pipeline.build_nodes

    def counted(dossier, *args, **kwargs):
        keys.append(dossier.key)
        return build(dossier, *args, **kwargs)

    monkeypatch.setattr(pipeline, "build_nodes", counted)
    return keys


def lines(project, *, cache: bool):
    stages = Stages(project, cache=cache)
    paths = sorted(project.facts.glob("*.yaml"))
    return [(s.key, s.status, s.lines) for s in stages.shards(paths)]


def test_a_shard_from_the_cache_is_the_shard_that_would_be_made(copy, made):
    first = lines(copy, cache=True)
    assert sorted(made) == ["mi2-2019", "other"]
    made.clear()
    assert lines(copy, cache=True) == first
    assert made == []
    assert lines(copy, cache=False) == first
    assert sorted(made) == ["mi2-2019", "other"]


def test_only_a_changed_dossier_is_made_anew(copy, made):
    lines(copy, cache=True)
    made.clear()
    path = copy.facts / "other.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: 60%", "value: 61%"), encoding="utf-8")
    found = {k: part for k, _, part in lines(copy, cache=True)}
    assert made == ["other"]
    assert any('"61%"' in line for line in found["other"]["facts"])
    assert not any('"61%"' in line for line in found["mi2-2019"]["facts"])


def test_a_changed_vocabulary_makes_every_dossier_anew(copy, made):
    lines(copy, cache=True)
    made.clear()
    path = copy.ontology / "templates" / "values.tsv"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    lines(copy, cache=True)
    assert sorted(made) == ["mi2-2019", "other"]


@pytest.mark.parametrize("junk", ["", "{", "[]", '{"key": 1}', "null"])
def test_a_spoilt_cache_is_made_anew(junk, copy, made):
    first = lines(copy, cache=True)
    made.clear()
    for path in copy.cache.glob("shard-*"):
        path.write_text(junk, encoding="utf-8")
    assert lines(copy, cache=True) == first
    assert sorted(made) == ["mi2-2019", "other"]


def test_a_cache_that_cannot_be_written_is_no_fault(copy):
    copy.cache.write_text("a file where the folder should be")
    assert lines(copy, cache=True) == lines(copy, cache=False)


def test_two_dossiers_of_one_key_are_refused(copy):
    path = copy.facts / "other.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("dossier: other", "dossier: mi2-2019"), encoding="utf-8")
    with pytest.raises(Mi2ldError) as caught:
        lines(copy, cache=False)
    assert [p.code for p in caught.value.problems] == ["D210"]


def test_a_withdrawn_dossier_leaves_only_deprecations(copy):
    path = copy.facts / "other.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("status: reviewed", "status: withdrawn"), encoding="utf-8")
    found = {k: part for k, _, part in lines(copy, cache=False)}["other"]
    assert found["curation"] == found["computed"] == []
    assert found["facts"]
    assert all("owl#deprecated" in line for line in found["facts"])


def test_a_withdrawn_dossier_deprecates_nothing_that_is_not_its_own(copy):
    path = copy.facts / "other.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("status: reviewed", "status: withdrawn"), encoding="utf-8")
    found = {k: part for k, _, part in lines(copy, cache=False)}
    gone = {line.split(" ", 1)[0] for line in found["other"]["facts"]}
    assert not gone & {line.split(" ", 1)[0] for line in found["mi2-2019"]["facts"]}


# --- what a check reads besides the dossier ------------------------------------------------------------------------


@pytest.fixture
def with_shapes(copy, project):
    """Return a project of its own, with the shapes."""
    shutil.copytree(project.shapes, copy.shapes)
    return copy


@pytest.fixture
def parsed(monkeypatch):
    """Return the folders of shapes that are parsed, as they are."""
    folders: list[Path] = []
    parse = shapes.shape_lines

    def counted(folder):
        folders.append(folder)
        return parse(folder)

    monkeypatch.setattr(shapes, "shape_lines", counted)
    return folders


def test_shapes_from_the_cache_are_the_shapes_that_are_read(with_shapes, parsed):
    first = Stages(with_shapes).shapes
    assert parsed == [with_shapes.shapes]
    assert Stages(with_shapes).shapes == first
    assert len(parsed) == 1
    assert Stages(with_shapes, cache=False).shapes == first
    assert len(parsed) == 2
    assert len(first.messages) > 200
    assert all(sorted(texts) == ["en", "fr"] for texts in first.messages.values())


def test_a_changed_shape_makes_the_shapes_anew(with_shapes, parsed):
    first = Stages(with_shapes).shapes
    shape, texts = min(first.messages.items())
    path = next(p for p in with_shapes.shapes.glob("*.ttl") if f'"{texts["en"]}"' in p.read_text(encoding="utf-8"))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f'"{texts["en"]}"', '"another rule"'), encoding="utf-8")
    assert Stages(with_shapes).shapes.message(shape, "en") == "another rule"
    assert Stages(with_shapes).shapes.message(shape, "fr") == texts["fr"]
    assert len(parsed) == 2


@pytest.mark.parametrize("junk", ["", "<a> <b> <c> .\n"])
def test_shapes_of_a_spoilt_cache_are_read_anew(junk, with_shapes, parsed):
    first = Stages(with_shapes).shapes
    for path in with_shapes.cache.glob("shapes-*"):
        path.write_text(junk, encoding="utf-8")
    assert Stages(with_shapes).shapes == first
    assert len(parsed) == 2


def test_a_kept_line_with_another_line_end_in_it_stays_one_line(copy):
    made = ['<a> <b> "one\u2028two\u0085three" .\n', '<a> <b> "four" .\n']
    stages = Stages(copy)
    assert stages._cached("odd.nt", lambda: made) == made
    assert stages._cached("odd.nt", list) == made


def test_what_the_ontology_entails_is_made_anew_when_the_ontology_changes(copy):
    first = Stages(copy).entailed()
    assert Stages(copy).entailed() == Stages(copy, cache=False).entailed() == first
    entailed = f"{names.term('Calcinosis')} <{names.PREFIXES['rdfs']}subClassOf> {names.term('Manifestation')} .\n"
    assert entailed not in first
    path = copy.ontology / "modules" / "kinds.ttl"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}\nmi2:Phenotype rdfs:subClassOf mi2:Manifestation .\n", encoding="utf-8")
    assert entailed in Stages(copy).entailed()


def test_a_check_sees_the_graph_without_links_and_imports(copy):
    stages = Stages(copy)
    shards = stages.shards(sorted(copy.facts.glob("*.yaml")))
    whole = stages.graph(shards).parts
    assert whole["links"]
    assert whole["imports"]
    seen = {name: part for name, part in whole.items() if name not in ("links", "imports")}
    assert stages.graph(shards, linked=False).parts == seen


def test_a_check_of_a_changed_dossier_finds_what_one_without_cache_finds(with_shapes):
    path = with_shapes.facts / "other.yaml"
    Stages(with_shapes).check_dossier(path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("value: 60%", "value: 61%"), encoding="utf-8")
    found = Stages(with_shapes).check_dossier(path)
    assert found == Stages(with_shapes, cache=False).check_dossier(path)
    assert found == Stages(with_shapes).check_dossier(path)
    assert any(v.severity == "Info" for v in found[1])
