"""The cache of a build: what comes from it is what would be made, and one changed file makes one shard anew."""

from __future__ import annotations

import shutil

import pytest

from mi2ld import pipeline
from mi2ld.pipeline import Stages
from mi2ld.problems import Mi2ldError
from mi2ld.resources import Project


@pytest.fixture
def copy(project, tmp_path):
    """Return a project of its own, with two dossiers."""
    root = tmp_path / "project"
    shutil.copytree(project.ontology, root / "ontology")
    facts = root / "ontology" / "facts"
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
