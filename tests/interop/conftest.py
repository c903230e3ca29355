"""What the interop tests share: the tools of .venv-interop, and the mapping sets as plain rows."""

from __future__ import annotations

import csv
import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from sssom_pydantic.constants import PROPAGATABLE

ROOT = Path(__file__).parents[2]
SETS = {path.name.removesuffix(".sssom.tsv"): path for path in sorted((ROOT / "ontology/mappings").glob("*.sssom.tsv"))}
MERGED = "merged, of the release"
NO_NETWORK = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")


@dataclass(frozen=True)
class MappingSet:
    """A mapping set as SSSOM/TSV has it: its header, and per row the slots that are not empty."""

    path: Path
    metadata: dict[str, Any]
    rows: list[dict[str, str]]


def read_mapping_set(path: Path) -> MappingSet:
    """Return a mapping set, read with nothing but YAML and CSV; a slot of the header that rows inherit is put in each."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    header = [line for line in lines if line.startswith("#")]
    metadata = yaml.safe_load("".join(line[1:] for line in header))
    inherited = {slot: str(value) for slot, value in metadata.items() if slot in PROPAGATABLE}
    rows = csv.DictReader(lines[len(header) :], delimiter="\t")
    return MappingSet(path, metadata, [inherited | {slot: cell for slot, cell in row.items() if cell} for row in rows])


@dataclass(frozen=True)
class Interop:
    """The environment with the tools of others."""

    bin: Path
    home: Path

    def run(self, command: list[str | Path], asked: str = "") -> subprocess.CompletedProcess[str]:
        """Return how a command ended; it has a home of its own, and no network, so what would download a thing fails."""
        environment = os.environ | NO_NETWORK | {"HOME": str(self.home), "PYTHONWARNINGS": "ignore", "PYTHONUTF8": "1"}
        return subprocess.run(
            command, input=asked, env=environment, capture_output=True, encoding="utf-8", timeout=300, check=False
        )

    def ask(self, script: str, question: object) -> Any:
        """Return what a script of this folder answers, JSON in and JSON out."""
        path = Path(__file__).with_name(script)
        done = self.run([self.bin / "python", path], json.dumps(question))
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture(scope="session")
def interop(tmp_path_factory: pytest.TempPathFactory) -> Interop:
    """Return the environment that `make interop` makes; skip without it."""
    folder = Path(os.environ.get("MI2LD_INTEROP") or ROOT / ".venv-interop").absolute()
    if not (folder / "bin" / "sssom").exists():
        pytest.skip(f"no tools in {folder}; run `make interop`, or set MI2LD_INTEROP to their environment")
    return Interop(folder / "bin", tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def mapping_sets(release: Path) -> dict[str, MappingSet]:
    """Return every mapping set by name, and the one that the release merges them into."""
    return {name: read_mapping_set(path) for name, path in (SETS | {MERGED: release / "mappings.sssom.tsv"}).items()}


@pytest.fixture(params=[*SETS, MERGED])
def set_name(request: pytest.FixtureRequest) -> str:
    """Return the name of each mapping set in turn."""
    return str(request.param)


@pytest.fixture
def mapping_set(set_name: str, mapping_sets: dict[str, MappingSet]) -> MappingSet:
    """Return each mapping set in turn."""
    return mapping_sets[set_name]


@pytest.fixture(scope="session")
def spoil(tmp_path_factory: pytest.TempPathFactory):
    """Return a function that copies a mapping set with one cell changed, of its first row."""
    folder = tmp_path_factory.mktemp("spoilt")

    def copy(whole: MappingSet, slot: str, value: str) -> Path:
        lines = whole.path.read_text(encoding="utf-8").splitlines(keepends=True)
        first = next(number for number, line in enumerate(lines) if not line.startswith("#"))
        columns = lines[first].rstrip("\n").split("\t")
        cells = lines[first + 1].rstrip("\n").split("\t")
        cells[columns.index(slot)] = value
        lines[first + 1] = "\t".join(cells) + "\n"
        path = folder / f"{len(list(folder.iterdir()))}.sssom.tsv"
        path.write_text("".join(lines), encoding="utf-8")
        return path

    return copy


@pytest.fixture(scope="session")
def read_set():
    """Return the function that reads a mapping set as plain rows."""
    return read_mapping_set
