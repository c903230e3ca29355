"""Print what the tool costs: processor seconds and peak memory of whole processes, ratios taken in one run.

Usage: python benchmarks/run.py [--dossiers 500] [--findings 20] [--runs 3]

The yardstick of the synthetic part is ``fstring_writer.py``: a straight program of f-strings that writes the same quads from records
already parsed, as ENGINES' compiled writer does; it reads no YAML, checks nothing and knows one kind of fact.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(HERE))

from synthetic import write_dossiers  # noqa: E402

QUADS = """
import sys
from pathlib import Path
from mi2ld.pipeline import write_quads
from mi2ld.resources import find_project
paths = sorted(Path(sys.argv[1]).glob("*.yaml"))
print(write_quads(find_project(Path(sys.argv[3])), paths, Path(sys.argv[2]), cache=sys.argv[4] == "cache"))
"""


# the first, uncounted run leaves the compiled modules that every later one of a user's finds
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def measure(
    command: list[str], runs: int, cwd: Path = ROOT, before: Callable[[int], object] | None = None
) -> tuple[float, float]:
    """Return the median processor seconds and the peak megabytes of a command, after one run that is not counted.

    What is to be done ``before`` each run, with the number of the run, is not measured.
    """
    seconds, peak = [], 0.0
    for run in range(runs + 1):
        if before:
            before(run)
        with tempfile.TemporaryFile() as told:  # a pipe that nobody reads would stop a talkative command
            child = subprocess.Popen(command, cwd=cwd, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=told)
            _, status, usage = os.wait4(child.pid, 0)
            if status:
                told.seek(0)
                sys.exit(f"{' '.join(command)} failed: {told.read().decode()}")
        if run:
            seconds.append(usage.ru_utime + usage.ru_stime)
            peak = max(peak, usage.ru_maxrss / 1024)
    return statistics.median(seconds), peak


BY_HPO = """
import sys, time
import pyoxigraph as ox
from pathlib import Path
from mi2ld.query.catalogue import find_query
from mi2ld.query.run import bind_text, load_release
store = load_release(Path(sys.argv[1]))
store.bulk_load(path=sys.argv[2], format=ox.RdfFormat.TURTLE)
text = bind_text(find_query(Path("queries"), "by-hpo").text, {"term": "http://purl.obolibrary.org/obo/HP_0000118"})
took = []
for _ in range(10):
    start = time.process_time()
    rows = len(list(store.query(text)))
    took.append(time.process_time() - start)
print(f"{len(store)} {rows} {sorted(took)[5]}")
"""


def find_releases() -> Path | None:
    """Return the folder of the releases that the mappings were made from, if it is at hand."""
    folder = Path(os.environ.get("MI2LD_RELEASES") or ROOT.parent / "shared" / "reference" / "releases")
    return folder if folder.is_dir() else None


def measure_links(
    add: Callable[[str, list[str], str], float], tool: list[str], python: list[str], folder: Path
) -> None:
    """Measure checking and slicing against the whole of HPO, and a question on a store that holds it."""
    releases = find_releases()
    if releases is None:
        print("no releases at hand (set MI2LD_RELEASES): links are not measured", file=sys.stderr)
        return
    hpo, labels, whole = (
        str(releases / "hp-2026-02-16.obo"),
        str(releases / "hp-fr.babelon.tsv"),
        str(folder / "hp.ttl"),
    )
    add("link check, all mappings", [*tool, "link", "check"], "")
    add("link check against the whole of HPO", [*tool, "link", "check", "--release", hpo, "--labels", labels], "< 3 s")
    cut = [*tool, "link", "slice", "--from", hpo, "--labels", labels, "--out", str(folder / "slice.ttl")]
    add("link slice of the whole of HPO", cut, "< 5 s")
    add("link suggest, the whole of HPO", [*tool, "link", "suggest", "fever", "--release", hpo, "--labels", labels], "")
    subprocess.run(
        [*tool, "link", "slice", "--from", hpo, "--all", "--out", whole],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    found = subprocess.run(
        [*python, "-c", BY_HPO, str(ROOT / "dist"), whole], cwd=ROOT, check=True, capture_output=True, text=True
    )
    triples, rows, seconds = found.stdout.split()
    print(
        f"by-hpo at the root on a store of {triples} triples: {rows} rows in {float(seconds):.3f} processor s (goal: < 0.2)"
    )


def measure_checks(tool: list[str], dossiers: Path, project: Path, runs: int) -> list[tuple[str, float, float, str]]:
    """Measure the check of one dossier that was changed, and of many that were not, in a project of their own."""
    one = project / "one.yaml"
    text = (ROOT / "ontology" / "facts" / "mi2-2019.yaml").read_text(encoding="utf-8")

    def change(run: int) -> None:
        one.write_text(f"{text}# change {run}\n", encoding="utf-8")

    changed = measure([*tool, "check", str(one)], runs, project, change)
    unchanged = measure([*tool, "check", str(dossiers)], runs, project)
    count = len(list(dossiers.glob("*.yaml")))
    return [
        ("check of one changed dossier", *changed, "< 0.4 s"),
        (f"check of {count} dossiers, nothing changed", *unchanged, "< 2 s"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dossiers", type=int, default=500)
    parser.add_argument("--findings", type=int, default=20)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    python = [sys.executable]
    tool = [*python, "-m", "mi2ld"]
    dist = ROOT / "dist"
    if not (dist / "SHA256SUMS").exists():
        subprocess.run([*tool, "build"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    rows: list[tuple[str, float, float, str]] = []

    def add(name: str, command: list[str], goal: str) -> float:
        seconds, peak = measure(command, options.runs)
        rows.append((name, seconds, peak, goal))
        return seconds

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        add("build of the two briefs, warm", [*tool, "build", "--out", str(folder / "warm")], "< 10 s")
        add(
            "build of the two briefs, nothing cached",
            [*tool, "build", "--no-cache", "--out", str(folder / "cold")],
            "< 10 s",
        )
        add("query comparisons", [*tool, "query", "comparisons"], "< 0.3 s")
        add("query by-hpo", [*tool, "query", "by-hpo", "--param", "term=HP:0002086"], "< 0.3 s")
        add("check of the dossier, nothing cached", [*tool, "check", "--no-cache", "ontology/facts/mi2-2019.yaml"], "")
        add("check of the dossier", [*tool, "check", "ontology/facts/mi2-2019.yaml"], "< 0.4 s")
        add("show anti-mi2", [*tool, "show", "anti-mi2"], "")
        measure_links(add, tool, python, folder)
        dossiers = folder / "dossiers"
        paths = write_dossiers(dossiers, dossiers=options.dossiers, findings=options.findings)
        # a project of its own, so that its cache is of this run alone
        project = folder / "project"
        project.mkdir()
        for name in ("ontology", "shapes"):
            (project / name).symlink_to(ROOT / name)
        quads = [*python, "-c", QUADS, str(dossiers), str(folder / "out.nq"), str(project)]
        ours = add(f"{options.dossiers} dossiers to N-Quads, nothing cached", [*quads, "no-cache"], "")
        yard = add(
            "f-string writer, the same quads",
            [*python, str(HERE / "fstring_writer.py"), str(folder / "out.nq"), str(folder / "yard.nq")],
            "",
        )
        again = add("the same dossiers again, all cached", [*quads, "cache"], "")
        count = sum(1 for _ in (folder / "out.nq").open(encoding="utf-8"))
        changed = []
        for run in range(options.runs):
            text = paths[run].read_text(encoding="utf-8")
            paths[run].write_text(text.replace("Synthetic abstract", f"Changed {run} abstract"), encoding="utf-8")
            changed.append(_once([*quads, "cache"]))
        rows.append(
            (
                "one dossier changed",
                statistics.median(changed),
                0.0,
                f"{statistics.median(changed) / ours:.2f} of nothing cached",
            )
        )
        rows += measure_checks(tool, dossiers, project, options.runs)
    width = max(len(r[0]) for r in rows)
    print(f"{'what':{width}}  processor s  peak MB  goal")
    for name, seconds, peak, goal in rows:
        memory = f"{peak:7.0f}" if peak else "       "
        print(f"{name:{width}}  {seconds:11.3f}  {memory}  {goal}")
    print(
        f"{count} quads; dossiers to N-Quads / f-string writer: {ours / yard:.2f} (goal: < 5); cached: {again / yard:.2f}"
    )


def _once(command: list[str]) -> float:
    child = subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit("a measured command failed")
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
