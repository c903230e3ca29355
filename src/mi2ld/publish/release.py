"""Write a release folder: dumps, ontology, shapes, queries, mappings, description, report, checksums.

All or nothing: everything is written beside the old folder, which is exchanged for the new one at the end.
"""

from __future__ import annotations

import ctypes
import glob
import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from mi2ld import names
from mi2ld.graph.metadata import void_lines
from mi2ld.graph.ontology import ontology_triples
from mi2ld.graph.store import canonical_lines, parse_file, write_file, write_jsonld
from mi2ld.links.mappings import merged_lines
from mi2ld.links.sssom import merge_sets, merged_metadata
from mi2ld.problems import Mi2ldError, Problem, Where, as_tsv
from mi2ld.query.catalogue import catalogue_lines, read_catalogue, read_federated

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mi2ld.pipeline import Graph, Stages

DUMPS = ("mi2ld.ttl", "mi2ld.nq", "mi2ld.trig", "mi2ld.nt", "mi2ld.rdf", "mi2ld.jsonld")
MARK = "SHA256SUMS"


def _context() -> dict[str, str]:
    """Return the JSON-LD context: the prefixes whose namespace ends as JSON-LD wants, and no term of its own."""
    return {p: n for p, n in sorted(names.PREFIXES.items()) if n[-1] in "/#"}


def write_release(
    graph: Graph, stages: Stages, out: Path, *, problems: Sequence[Problem], report: Iterable[str]
) -> None:
    """Write the release folder of a graph, all or nothing.

    Raises:
        Mi2ldError: If the folder holds something that is no release (code W101), or cannot be written (W102).
    """
    out = out.absolute()
    _refuse_foreign(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _sweep(out)
        fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}.new-", dir=out.parent))
        try:
            fresh.chmod(0o755)
            _write_all(graph, stages, fresh, problems, report)
            _exchange(fresh, out)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        what = f"cannot be written: {error.strerror or error}"
        fix = "make room or name another folder with --out; the last release is untouched"
        raise Mi2ldError([Problem(Where(str(out)), "error", "W102", what, fix)], 2) from None


def _refuse_foreign(out: Path) -> None:
    """Raise if a build would replace something that is not a release, or a release with more in it."""
    if out.is_dir() and not out.is_symlink():
        there = {path.name for path in out.iterdir()}
        foreign = bool(there) and not (MARK in there and there <= _listed(out))
    else:
        foreign = out.exists() or out.is_symlink()
    if foreign:
        what = "holds something that is no release"
        fix = "name an empty or new folder with --out"
        raise Mi2ldError([Problem(Where(str(out)), "error", "W101", what, fix)], 2)


def _listed(folder: Path) -> set[str]:
    """Return the names that a release's checksums list, with the list itself."""
    try:
        lines = (folder / MARK).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return set()
    return {MARK, *(line[66:] for line in lines)}


def _sweep(out: Path) -> None:
    """Mend what a killed build left: put back the old release, delete half-written folders."""
    name = glob.escape(out.name)
    for old in sorted(out.parent.glob(f".{name}.old-*")):
        if not out.exists() and (old / MARK).exists():
            old.rename(out)
        else:
            shutil.rmtree(old, ignore_errors=True)
    for half in out.parent.glob(f".{name}.new-*"):
        shutil.rmtree(half, ignore_errors=True)


def _exchange(fresh: Path, out: Path) -> None:
    """Put the new folder in the place of the old one, in one step where the system can.

    Elsewhere two renames do it; a kill between them is mended by the next build.
    """
    if not out.exists():
        fresh.rename(out)
        return
    if _swap(fresh, out):
        return
    old = out.parent / f".{out.name}.old-{os.getpid()}"
    out.rename(old)
    fresh.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def _swap(one: Path, other: Path) -> bool:
    """Exchange two folders atomically by Linux's renameat2 (RENAME_EXCHANGE); return whether it could."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    here = -100  # AT_FDCWD
    return bool(rename(here, os.fsencode(one), here, os.fsencode(other), 2) == 0)


def _write_all(graph: Graph, stages: Stages, folder: Path, problems: Sequence[Problem], report: Iterable[str]) -> None:
    project = stages.project
    triples = graph.triples()
    for name in ("ttl", "nt", "rdf"):
        write_file(triples, folder / f"mi2ld.{name}", name)
    quads = list(graph.quads())
    for name in ("nq", "trig"):
        write_file(quads, folder / f"mi2ld.{name}", name)
    context = _context()
    write_jsonld(triples, folder / "mi2ld.jsonld", context)
    _write_text(folder / "context.jsonld", json.dumps({"@context": context}, indent=2, sort_keys=True) + "\n")
    core = ontology_triples(project.ontology, stages.vocabulary, bridge=False)
    write_file(core, folder / "ontology.ttl", "ttl")
    write_file(core, folder / "ontology.owl", "owl")
    shapes = canonical_lines([parse_file(path) for path in sorted(project.shapes.glob("*.ttl"))])
    write_file(shapes, folder / "shapes.ttl", "ttl")
    questions = [*read_catalogue(project.queries), *read_federated(project.queries)]
    write_file(catalogue_lines(questions), folder / "queries.ttl", "ttl")
    sets = stages.mapping_sets()
    _write_text(folder / "mappings.sssom.tsv", merge_sets(sets, graph.version))
    write_file(merged_lines(sets, merged_metadata(sets, graph.version)), folder / "mappings.ttl", "ttl")
    write_file(sorted(report), folder / "report.ttl", "ttl")
    _write_text(folder / "problems.tsv", as_tsv(problems))
    dumps = [(name, (folder / name).stat().st_size, _sha256(folder / name)) for name in DUMPS]
    targets = {prefix: names.expand(t.object_source) or "" for prefix, t in stages.known.targets.items()}
    described = void_lines(graph.version, triples, graph.parts["links"], dumps, targets)
    write_file(sorted({*described, *graph.parts["metadata"]}), folder / "void.ttl", "ttl")
    files = sorted(path for path in folder.iterdir())
    _write_text(folder / MARK, "".join(f"{_sha256(path)}  {path.name}\n" for path in files))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
