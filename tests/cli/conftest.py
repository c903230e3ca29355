"""A release to ask, and a command line to ask it with."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from mi2ld.cli import main
from mi2ld.pipeline import build
from mi2ld.resources import Project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Done(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def release(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a default build of the checkout, made anew."""
    out = tmp_path_factory.mktemp("release") / "dist"
    build(Project(repository), out)
    return out


@pytest.fixture
def run(repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Return a function that runs a command in the checkout."""
    monkeypatch.chdir(repository)

    def call(*arguments: object) -> Done:
        capsys.readouterr()
        code = main([str(a) for a in arguments])
        done = capsys.readouterr()
        assert "Traceback" not in done.out + done.err
        return Done(code, done.out, done.err)

    return call


@pytest.fixture(scope="session")
def every_kind(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a release of all dossiers, and of the invented ones that have every kind of fact."""
    out = tmp_path_factory.mktemp("every-kind") / "dist"
    folders = (repository / "ontology" / "facts", repository / "tests" / "kinds")
    build(Project(repository), out, [path for folder in folders for path in sorted(folder.glob("*.yaml"))], cache=False)
    return out
