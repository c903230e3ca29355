"""What all tests share: the text of the briefs, and the rule that nothing is skipped in CI."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
IN_CI = os.environ.get("MI2LD_CI") == "1"


def _fail_if_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure: CI has all that the tests need, so a skip hides a fault."""
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be (MI2LD_CI=1): {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Return the report of a test, failed if it was skipped in CI."""
    report = yield
    _fail_if_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """Return the report of a collected file, failed if it skipped itself in CI."""
    report = yield
    _fail_if_skipped(report)
    return report


@pytest.fixture(scope="session")
def repository() -> Path:
    """Return the root of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def source_text_dir() -> Path:
    """Return the folder of the source texts, which are not in the repository; skip without it."""
    folder = Path(os.environ.get("MI2LD_TEXTS") or ROOT.parent / "shared" / "sources")
    if not folder.is_dir():
        pytest.skip(f"no source texts in {folder}; set MI2LD_TEXTS to their folder")
    return folder.resolve()


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a release of the checkout, built once without the cache; read it, never write in it."""
    from mi2ld.pipeline import build
    from mi2ld.resources import find_project

    folder = tmp_path_factory.mktemp("release") / "dist"
    build(find_project(ROOT), folder, cache=False)
    return folder
