"""Servers of other people, started on loopback ports with the release in them, and stopped at the end."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

GRAPH = "https://w3id.org/mi2ld/"
VIRTUOSO_INI = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa

[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx

[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {folder}/data
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 5

[SPARQL]
ResultSetMaxRows = 100000
"""


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def find_program(name: str, hint: str) -> str:
    """Return the path of a program, beside this Python or on the path; skip without it."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.is_file() else shutil.which(name)
    if found is None:
        pytest.skip(f"no {name} on this machine ({hint})")
    return found


def wait_for(url: str, process: subprocess.Popen, log: Path, seconds: float = 60) -> None:
    """Wait until an address answers at all; fail with the server's log if it does not."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError as error:
            error.close()
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    process.kill()
    process.wait()
    pytest.fail(f"{url} does not answer:\n{log.read_text(errors='replace')[-2000:] if log.exists() else ''}")


def start(command: list[str], folder: Path, log: Path) -> subprocess.Popen:
    """Start a server that ends with the tests, without a proxy and with its output in a file."""
    with log.open("ab") as out:
        return subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out)


def stop(process: subprocess.Popen) -> None:
    """Stop a server that these tests started."""
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def release(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a release of all dossiers and of the invented ones, so that every question has rows."""
    from mi2ld.pipeline import build
    from mi2ld.resources import Project

    folder = tmp_path_factory.mktemp("every-kind") / "dist"
    dossiers = [repository / "ontology" / "facts", repository / "tests" / "kinds"]
    build(Project(repository), folder, dossiers, cache=False)
    return folder


@pytest.fixture(scope="session", autouse=True)
def _no_proxy():
    """Ask this machine's servers without a proxy."""
    patch = pytest.MonkeyPatch()
    patch.setenv("no_proxy", ",".join(filter(None, [os.environ.get("no_proxy"), "127.0.0.1", "localhost"])))
    yield
    patch.undo()


@contextmanager
def serve_oxigraph(data: Path, folder: Path) -> Iterator[str]:
    """Give the SPARQL address of an Oxigraph server that holds a file, loaded as the README does."""
    program = find_program("oxigraph", "pip install oxigraph")
    command = [program, "load", "--location", str(folder / "db"), "--file", str(data)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    port = free_port()
    command = [program, "serve-read-only", "--location", str(folder / "db"), "--bind", f"127.0.0.1:{port}"]
    process = start(command, folder, folder / "log")
    try:
        wait_for(f"http://127.0.0.1:{port}/", process, folder / "log")
        yield f"http://127.0.0.1:{port}/query"
    finally:
        stop(process)


@contextmanager
def serve_virtuoso(data: Path, folder: Path, graph: str = GRAPH) -> Iterator[str]:
    """Give the SPARQL address of a Virtuoso that holds a file in a graph, loaded as the README does."""
    hint = "apt-get install virtuoso-opensource-7-bin virtuoso-opensource-7-common"
    program, isql = find_program("virtuoso-t", hint), find_program("isql-vt", hint)
    (folder / "data").mkdir()
    shutil.copy(data, folder / "data")
    sql, http = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(VIRTUOSO_INI.format(folder=folder, sql=sql, http=http))
    command = [program, "+configfile", str(folder / "virtuoso.ini"), "+foreground", "+wait"]
    process = start(command, folder, folder / "out")
    try:
        wait_for(f"http://127.0.0.1:{http}/sparql", process, folder / "virtuoso.log")
        load = (
            f"ld_dir('{folder}/data', '{data.name}', '{graph}'); rdf_loader_run(); checkpoint;"
            " SELECT 'loaded', COUNT(*) FROM DB.DBA.load_list WHERE ll_state = 2 AND ll_error IS NULL;"
        )
        command = [isql, f"127.0.0.1:{sql}", "dba", "dba", "VERBOSE=OFF", "BANNER=OFF", f"EXEC={load}"]
        run = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
        assert "loaded" in run.stdout, run.stdout + run.stderr
        assert run.stdout.split("loaded", 1)[1].split()[0] == "1", run.stdout
        yield f"http://127.0.0.1:{http}/sparql"
    finally:
        stop(process)


@pytest.fixture(scope="session")
def oxigraph(release, tmp_path_factory):
    """Return the SPARQL address of an Oxigraph server that holds ``mi2ld.ttl``."""
    with serve_oxigraph(release / "mi2ld.ttl", tmp_path_factory.mktemp("oxigraph")) as address:
        yield address


@pytest.fixture(scope="session")
def virtuoso(release, tmp_path_factory):
    """Return the SPARQL address of a Virtuoso that holds ``mi2ld.ttl``."""
    with serve_virtuoso(release / "mi2ld.ttl", tmp_path_factory.mktemp("virtuoso")) as address:
        yield address
