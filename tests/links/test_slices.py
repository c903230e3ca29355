"""Slices are made by the command from their releases, hold no refused axiom, and answer as the whole release does."""

from __future__ import annotations

import http.server
import shutil
import threading

import pyoxigraph as ox
import pytest

from mi2ld import names
from mi2ld.cli import main
from mi2ld.links.releases import read_release
from mi2ld.links.slices import read_slices, slices_of
from mi2ld.pipeline import Stages
from mi2ld.query.run import bind_text, load_release
from mi2ld.resources import Project

SOURCES = {
    "hpo": (["hp-2026-02-16.obo"], "HP", ["--labels", "hp-fr.babelon.tsv"]),
    "mesh": (["mesh-2024_subset.tsv"], "mesh", []),
    "mondo": (
        [
            "mondo/mondo-2026-08-04_myositis_subclass_edges.tsv",
            "mondo/mondo-2026-08-04_myositis_mappings.sssom.tsv",
            "../terms.tsv",
        ],
        "MONDO",
        ["--prefix", "MONDO"],
    ),
    "orphanet": (["orphapacket"], "Orphanet", []),
    "genes": (["hgnc-2024-07_subset.tsv"], "HGNC", []),
    "eco": (["eco-2024-07-19.obo"], "ECO", []),
    "maxo": (["maxo-2024-07-29.obo"], "MAXO", []),
    "obi": (["obi-v2026-05-08"], "OBI", []),
    "cto": (["cto-2024-05-31.owlxml"], "CTO", []),
    "obcs": (["obcs-2023-12-08.owl"], "OBCS", []),
    "stato": (["stato-1.4.owl"], "STATO", []),
    "sepio": (["sepio-2023-06-13.owl"], "SEPIO", []),
    "iao": (["iao-2022-11-07.owl"], "IAO", []),
    **{
        p.lower(): (["../terms.tsv"], p, ["--prefix", p])
        for p in ("UBERON", "NCIT", "EFO", "CMO", "CHEBI", "GO", "DOID", "OGMS")
    },
}


@pytest.fixture
def project(repository, tmp_path, monkeypatch):
    """Return a copy of the project, which the commands find since they run in it."""
    shutil.copytree(repository / "ontology", tmp_path / "ontology")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_there_is_a_slice_for_each_target_with_one_and_a_source_for_each_slice(repository):
    stages = Stages(Project(repository))
    stems = set(slices_of(stages.known.targets, set(stages.known.targets)))
    assert stems == {p.stem for p in (repository / "ontology" / "imports").glob("*.ttl")} == set(SOURCES)


@pytest.mark.parametrize("stem", SOURCES)
def test_the_command_makes_the_slice_of_the_repository_to_the_byte(project, releases, repository, stem):
    files, _, options = SOURCES[stem]
    path = project / "ontology" / "imports" / f"{stem}.ttl"
    path.unlink()
    given = [option if option.startswith("--") or option.isupper() else str(releases / option) for option in options]
    sources = [word for name in files for word in ("--from", str(releases / name))]
    assert main(["link", "slice", *sources, *given]) == 0
    assert path.read_bytes() == (repository / "ontology" / "imports" / f"{stem}.ttl").read_bytes()


@pytest.mark.parametrize("stem", sorted(set(SOURCES) - {"mondo"}))
def test_the_hierarchy_of_a_slice_is_that_of_its_release(repository, releases, stem):
    files, prefix, options = SOURCES[stem]
    release = read_release(releases / files[0], prefix=options[1] if "--prefix" in options else "")
    held = read_slices(repository / "ontology" / "imports")[prefix]
    assert held.terms
    assert held.version == release.version
    for curie, term in held.terms.items():
        assert term.label == release.terms[curie].label
        assert term.obsolete == release.terms[curie].obsolete
        labelled = {p for p in release.terms[curie].parents if p in release.terms and release.terms[p].label}
        assert set(term.parents) == labelled, curie


def test_each_slice_names_its_release_its_licence_and_its_source(repository):
    for path in (repository / "ontology" / "imports").glob("*.ttl"):
        said: dict[str, set[str]] = {}
        for quad in ox.parse(path=str(path)):
            if quad.subject.value.startswith(names.BASE):
                said.setdefault(quad.subject.value, set()).add(names.contract(quad.predicate.value))
        assert said
        for predicates in said.values():
            assert {
                "owl:versionInfo",
                "dcterms:license",
                "dcterms:source",
                "dcterms:rights",
                "dcterms:title",
            } <= predicates


def test_the_refused_axiom_is_no_subclass_axiom_and_all_else_of_it_is_kept(repository, release):
    held = read_slices(repository / "ontology" / "imports")["MONDO"]
    above = held.ancestors(["MONDO:0016367"])
    assert "MONDO:0019127" not in above
    assert {"MONDO:0020122", "MONDO:0002406", "MONDO:0005554"} <= above
    store = load_release(release)
    subject, parent = (ox.NamedNode(names.expand(c)) for c in ("MONDO:0016367", "MONDO:0019127"))
    claims = list(store.quads_for_pattern(None, ox.NamedNode(names.ONTOLOGY + "refusedSubject"), subject, None))
    assert len(claims) == 1
    assert list(
        store.quads_for_pattern(claims[0].subject, ox.NamedNode(names.ONTOLOGY + "refusedParent"), parent, None)
    )
    assert not list(store.quads_for_pattern(subject, ox.NamedNode(names.PREFIXES["rdfs"] + "subClassOf"), parent, None))


def test_a_question_about_polymyositis_is_not_answered_with_dermatomyositis(repository, release):
    text = (repository / "queries" / "by-mondo.rq").read_text(encoding="utf-8")
    store = load_release(release)
    assert not list(store.query(bind_text(text, {"term": names.expand("MONDO:0019127")})))
    assert list(store.query(bind_text(text, {"term": names.expand("MONDO:0020122")})))


@pytest.mark.parametrize("term", ["HP:0000118", "HP:0002086", "HP:0002088", "HP:0003011", "HP:0033554", "HP:0030057"])
def test_by_hpo_gives_the_same_rows_with_the_whole_of_hpo_beside(repository, release, whole_hpo, term):
    text = bind_text((repository / "queries" / "by-hpo.rq").read_text(encoding="utf-8"), {"term": names.expand(term)})
    alone = [[c.value for c in row] for row in load_release(release).query(text)]
    assert alone
    assert [[c.value for c in row] for row in whole_hpo.query(text)] == alone


OTHERS = {
    "by-mesh": {"term": "mesh:C08"},
    "by-mondo": {"term": "MONDO:0016367"},
    "mapped-to": {"term": "HP:0003761"},
    "unmapped": {},
    "multi-hop": {},
}


@pytest.mark.parametrize("name", OTHERS)
def test_the_other_questions_give_the_same_rows_with_the_whole_of_hpo_beside(repository, release, whole_hpo, name):
    bound = {key: names.expand(curie) for key, curie in OTHERS[name].items()}
    text = bind_text((repository / "queries" / f"{name}.rq").read_text(encoding="utf-8"), bound)
    alone = [[str(c) for c in row] for row in load_release(release).query(text)]
    assert alone
    assert [[str(c) for c in row] for row in whole_hpo.query(text)] == alone


@pytest.fixture(scope="module")
def whole_hpo(release, releases, tmp_path_factory):
    """Return a store with the release and the whole of HPO."""
    out = tmp_path_factory.mktemp("hpo") / "hp.ttl"
    assert main(["link", "slice", "--from", str(releases / "hp-2026-02-16.obo"), "--all", "--out", str(out)]) == 0
    store = load_release(release)
    before = len(store)
    store.bulk_load(path=str(out), format=ox.RdfFormat.TURTLE)
    assert len(store) - before > 40_000
    return store


def test_a_release_without_a_slice_is_refused(project, capsys):
    path = project / "table.tsv"
    path.write_text("id\tlabel\nUMLS:C0011633\tDermatomyositis\n", encoding="utf-8")
    assert main(["link", "slice", "--from", str(path), "--prefix", "UMLS"]) == 2
    assert "L401" in capsys.readouterr().err


# --- the page of gaps, and fetching ---------------------------------------------------------------------------------


def test_the_page_of_gaps_is_the_one_that_the_command_makes(repository, monkeypatch, capsys):
    monkeypatch.chdir(repository)
    assert main(["link", "gaps"]) == 0
    page = capsys.readouterr().out
    assert page == (repository / "docs" / "gaps.md").read_text(encoding="utf-8")
    asked = page.count("### New term: ")
    text = "".join(p.read_text(encoding="utf-8") for p in (repository / "ontology" / "mappings").glob("*.sssom.tsv"))
    assert asked == text.count("\tnew-term\n") > 10
    assert "HP:0033554 Anti-Mi2 antibody positivity | HP:6000678" in page
    assert "MONDO:0016367 is a MONDO:0019127" in page


@pytest.fixture
def server(tmp_path):
    """Return the address of a server on loopback that serves a folder, and the folder."""
    folder = tmp_path / "served"
    folder.mkdir()

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments, **options):
            super().__init__(*arguments, directory=str(folder), **options)

        def log_message(self, *_):
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}", folder
        running.shutdown()
        thread.join()


def test_a_release_is_fetched_when_asked_for(project, repository, server, capsys):
    address, folder = server
    text = (repository / "ontology" / "imports" / "hpo.ttl").read_bytes()
    (folder / "hp.ttl").write_bytes(text)
    assert main(["link", "fetch", "HP", "--url", f"{address}/hp.ttl", "--out", "new/hp.ttl"]) == 0
    assert (project / "new" / "hp.ttl").read_bytes() == text
    assert f"{len(text)} bytes" in capsys.readouterr().out


FETCHED = {
    "nothing": ("nothing.obo", None, "L602"),
    "an empty file": ("hp.obo", b"", "L301"),
    "a page": ("hp.obo", b"<!DOCTYPE html><html><body>moved</body></html>", "L301"),
    "another vocabulary": (
        "hp.obo",
        b"format-version: 1.2\nontology: mondo\n\n[Term]\nid: MONDO:0000001\nname: disease\n",
        "L602",
    ),
}


@pytest.mark.parametrize("case", FETCHED)
def test_a_failed_fetch_leaves_the_old_file(project, server, capsys, case):
    address, folder = server
    name, content, code = FETCHED[case]
    if content is not None:
        (folder / name).write_bytes(content)
    out = project / "hp.obo"
    out.write_bytes(b"old")
    assert main(["link", "fetch", "HP", "--url", f"{address}/{name}", "--out", str(out)]) == 2
    assert code in capsys.readouterr().err
    assert out.read_bytes() == b"old"
    assert [p.name for p in project.iterdir() if p.name.startswith(".part")] == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["XY"], "L601"),
        (["Orphanet"], "L601"),
        (["HP", "--url", "file:///etc/passwd"], "L601"),
    ],
)
def test_what_cannot_be_fetched_is_refused_before_the_network_is_asked(project, capsys, arguments, code):
    assert main(["link", "fetch", *arguments, "--out", "x"]) == 2
    assert code in capsys.readouterr().err
    assert not (project / "x").exists()
