"""A build replaces the last release by a whole one, or leaves it as it was: bad input, a kill, a full disk."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import contextmanager

import pytest

from mi2ld import pipeline
from mi2ld.cli import main
from mi2ld.problems import Mi2ldError
from mi2ld.publish import release as writer
from mi2ld.resources import Project


def bytes_of(folder) -> dict[str, bytes]:
    """Return the bytes of each file of a folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def is_whole(folder) -> bool:
    """Return whether a folder holds a release that agrees with its own sums."""
    rows = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines())
    held = bytes_of(folder)
    del held["SHA256SUMS"]
    return rows == {name: hashlib.sha256(data).hexdigest() for name, data in held.items()}


def hidden(folder) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.name.startswith("."))


@pytest.fixture
def checkout(repository, tmp_path):
    """Return a copy of the project with the dossier of the briefs alone, which a test may change and builds in seconds."""
    for name in ("ontology", "shapes", "queries"):
        shutil.copytree(repository / name, tmp_path / "checkout" / name)
    project = Project(tmp_path / "checkout")
    for path in project.facts.glob("*.yaml"):
        if path.name != "mi2-2019.yaml":
            path.unlink()
    return project


@pytest.fixture(scope="module")
def release(repository, tmp_path_factory):
    """Return the folder of a release of the briefs, as a build of the copy writes it."""
    folder = tmp_path_factory.mktemp("briefs") / "dist"
    pipeline.build(Project(repository), folder, [repository / "ontology" / "facts" / "mi2-2019.yaml"], cache=False)
    return folder


@pytest.fixture
def old(release, tmp_path):
    """Return an output folder that holds a release which differs from what a build would write now."""
    out = tmp_path / "out" / "dist"
    shutil.copytree(release, out)
    shape = out / "shapes.ttl"
    shape.write_bytes(b"# an older release\n" + shape.read_bytes())
    rows = "".join(
        f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.name}\n"
        for p in sorted(out.iterdir())
        if p.name != "SHA256SUMS"
    )
    (out / "SHA256SUMS").write_text(rows)
    assert is_whole(out)
    return out


def child(checkout, repository, *arguments, code="import sys; from mi2ld.cli import main; sys.exit(main())", prefix=()):
    """Start a build in a process of its own."""
    env = os.environ | {"PYTHONPATH": str(repository / "src")}
    command = [*prefix, sys.executable, "-c", code, *arguments]
    return subprocess.Popen(
        command, cwd=checkout.root, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


# --- bad input -------------------------------------------------------------------------------------------------

BROKEN = {
    "no YAML": ("dossier: [\n", 1),
    "a fact of no kind": ("dossier: bad\nfacts:\n  - key: x\n", 1),
    "an alias bomb": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", 1),
    "no UTF-8": (b"dossier: \xff\xfe\n", 2),
    "an empty file": ("", 1),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_failing_dossier_leaves_the_last_release_untouched(checkout, old, kind, monkeypatch, capsys):
    content, _code = BROKEN[kind]
    path = checkout.facts / "zz-bad.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    before = bytes_of(old)
    monkeypatch.chdir(checkout.root)
    code = main(["build", "--out", str(old)])
    streams = capsys.readouterr()
    assert code in (1, 2)
    assert streams.out == ""
    assert "zz-bad.yaml" in streams.err
    assert "fix: " in streams.err
    assert "Traceback" not in streams.err
    assert bytes_of(old) == before
    assert hidden(old.parent) == []


def test_a_dossier_that_the_shapes_refuse_leaves_the_last_release_untouched(checkout, old, monkeypatch):
    from mi2ld.problems import Problem, Where

    planted = Problem(Where("ontology/facts/x.yaml", 1, 1), "error", "PlantedShape", "is wrong", "mend it")
    real = pipeline.Stages.check
    monkeypatch.setattr(pipeline.Stages, "check", lambda *a, **k: ([planted], real(*a, **k)[1]))
    before = bytes_of(old)
    with pytest.raises(Mi2ldError) as caught:
        pipeline.build(checkout, old, cache=False)
    assert planted in caught.value.problems
    assert bytes_of(old) == before
    assert hidden(old.parent) == []


def test_broken_ontology_shapes_and_queries_leave_the_last_release_untouched(checkout, old, monkeypatch, capsys):
    before = bytes_of(old)
    monkeypatch.chdir(checkout.root)
    for path in (
        checkout.ontology / "modules" / "values.ttl",
        next(iter(sorted(checkout.shapes.glob("*.ttl")))),
        checkout.ontology / "bridge.ttl",
    ):
        kept = path.read_bytes()
        path.write_bytes(kept + b"\n<broken\n")
        assert main(["build", "--out", str(old)]) in (1, 2), path.name
        err = capsys.readouterr().err
        assert path.name in err
        assert "Traceback" not in err
        path.write_bytes(kept)
        assert bytes_of(old) == before
        assert hidden(old.parent) == []
    assert main(["build", "--out", str(old)]) == 0


# --- folders that are no release -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["a file of someone", "a file", "a link to a release", "a release with more in it"])
def test_a_folder_with_foreign_content_is_refused(checkout, old, tmp_path, kind, monkeypatch, capsys):
    out = tmp_path / "home"
    if kind == "a file of someone":
        out.mkdir()
        (out / "thesis.tex").write_text("years of work")
    elif kind == "a file":
        out.write_text("years of work")
    elif kind == "a link to a release":
        out.symlink_to(old)
    else:
        shutil.copytree(old, out)
        (out / "thesis.tex").write_text("years of work")
    before = bytes_of(out) if out.is_dir() else out.read_bytes()
    monkeypatch.chdir(checkout.root)
    assert main(["build", "--out", str(out)]) == 2
    err = capsys.readouterr().err
    assert "W101" in err
    assert str(out) in err
    assert "--out" in err
    assert (bytes_of(out) if out.is_dir() else out.read_bytes()) == before


def test_an_empty_folder_and_a_new_one_are_filled(checkout, release, tmp_path, monkeypatch):
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(checkout.root)
    for out in (tmp_path / "empty", tmp_path / "deep" / "er" / "new"):
        assert main(["build", "--out", str(out)]) == 0
        assert bytes_of(out) == bytes_of(release)


def test_neighbours_of_the_folder_are_left_alone(checkout, old, monkeypatch):
    for name in ("dist-2", ".dist", "dist.new-1", "SHA256SUMS"):
        (old.parent / name).write_text("mine")
    monkeypatch.chdir(checkout.root)
    assert main(["build", "--out", str(old)]) == 0
    assert {p.name for p in old.parent.iterdir()} == {"dist", "dist-2", ".dist", "dist.new-1", "SHA256SUMS"}


def test_a_folder_with_a_name_that_is_a_pattern_does_not_touch_others(checkout, tmp_path, monkeypatch):
    mine = tmp_path / ".dist1.new-mine"
    mine.mkdir()
    half = tmp_path / ".dist[1].new-half"
    half.mkdir()
    monkeypatch.chdir(checkout.root)
    assert main(["build", "--out", str(tmp_path / "dist[1]")]) == 0
    assert mine.exists()
    assert not half.exists()


def test_two_builds_at_once_leave_one_whole_release(checkout, repository, release, old):
    processes = [child(checkout, repository, "build", "--out", str(old)) for _ in range(3)]
    errors = [process.communicate(timeout=120)[1] for process in processes]
    assert not any("Traceback" in error for error in errors), errors
    assert {process.returncode for process in processes} <= {0, 2}
    assert 0 in {process.returncode for process in processes}, errors
    assert bytes_of(old) == bytes_of(release)
    assert hidden(old.parent) == []


# --- kill -9 ---------------------------------------------------------------------------------------------------

KILL_AT = textwrap.dedent(
    """
    import os, signal, sys
    from pathlib import Path
    from mi2ld.cli import main
    from mi2ld.publish import release

    step, real, count = int(sys.argv.pop(1)), Path.rename, 0

    def die(*_arguments, **_options):
        os.kill(os.getpid(), signal.SIGKILL)

    def rename(self, target):
        global count
        if "new-" not in self.name and "old-" not in Path(target).name:
            return real(self, target)
        count += 1
        if count == step:
            die()
        return real(self, target)

    release._swap = lambda *_folders: False  # as on a system that cannot exchange two folders at once
    if step < 3:
        Path.rename = rename
    elif step == 3:
        exchange = release._exchange

        def exchange_and_die(fresh, out):
            release.shutil.rmtree = die
            exchange(fresh, out)
            die()

        release._exchange = exchange_and_die
    else:
        release._exchange = die
    sys.exit(main())
    """
)


@pytest.mark.parametrize(
    ("step", "where"),
    [
        (4, "before the exchange"),
        (1, "before the first rename"),
        (2, "between the renames"),
        (3, "before the old one is deleted"),
    ],
)
def test_a_kill_around_the_exchange_leaves_a_whole_release_that_the_next_build_mends(
    checkout, repository, release, old, step, where, monkeypatch
):
    before = bytes_of(old)
    process = child(checkout, repository, str(step), "build", "--out", str(old), code=KILL_AT)
    _out, err = process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL, err

    if old.exists():
        assert bytes_of(old) in (before, bytes_of(release)), where
    else:
        assert where == "between the renames"
        kept = list(old.parent.glob(".dist.old-*"))
        assert [bytes_of(folder) for folder in kept] == [before]

    monkeypatch.chdir(checkout.root)
    assert main(["build", "--out", str(old)]) == 0
    assert bytes_of(old) == bytes_of(release)
    assert hidden(old.parent) == []


def test_after_a_kill_between_the_renames_a_failing_build_puts_the_old_release_back(
    checkout, repository, old, monkeypatch, capsys
):
    before = bytes_of(old)
    process = child(checkout, repository, "2", "build", "--out", str(old), code=KILL_AT)
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL
    monkeypatch.chdir(checkout.root)
    monkeypatch.setattr(writer, "_write_all", _no_room)
    assert main(["build", "--out", str(old)]) == 2
    assert bytes_of(old) == before
    assert hidden(old.parent) == []


def test_no_reader_ever_finds_the_folder_missing(checkout, old, release, monkeypatch):
    """Where the system can exchange two folders at once, there is no moment without a release."""
    if sys.platform != "linux" or not _can_exchange(old.parent):
        pytest.skip("this system has no renameat2 with RENAME_EXCHANGE")
    seen = []
    real = os.rename

    def look(source, target, **options):
        real(source, target, **options)
        seen.append(old.exists())

    monkeypatch.setattr(os, "rename", look)
    pipeline.build(checkout, old, cache=False)
    assert all(seen)
    assert bytes_of(old) == bytes_of(release)
    assert hidden(old.parent) == []


def _can_exchange(folder) -> bool:
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renameat2"):
        return False
    first, second = folder / ".x1", folder / ".x2"
    first.mkdir()
    second.mkdir()
    try:
        return libc.renameat2(-100, os.fsencode(first), -100, os.fsencode(second), 2) == 0
    finally:
        first.rmdir()
        second.rmdir()


@pytest.mark.slow
def test_a_kill_at_any_moment_leaves_the_old_or_the_new_release_whole(
    checkout, repository, release, old, tmp_path, monkeypatch
):
    new = bytes_of(release)
    started = time.monotonic()
    child(checkout, repository, "build", "--no-cache", "--out", str(tmp_path / "timing")).communicate(timeout=120)
    whole = time.monotonic() - started
    before, killed = bytes_of(old), 0
    for part in (0.1, 0.3, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98):
        process = child(checkout, repository, "build", "--no-cache", "--out", str(old))
        time.sleep(whole * part)
        process.kill()
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
        if old.exists():
            assert is_whole(old)
            assert bytes_of(old) in (before, new)
            before = bytes_of(old)
        else:
            assert any(is_whole(folder) for folder in old.parent.glob(".dist.old-*"))
    assert killed >= 4
    monkeypatch.chdir(checkout.root)
    assert main(["build", "--out", str(old)]) == 0
    assert bytes_of(old) == new
    assert hidden(old.parent) == []


def test_half_written_cache_files_of_a_killed_build_do_no_harm(checkout, release, tmp_path, monkeypatch):
    monkeypatch.chdir(checkout.root)
    assert main(["build", "--out", str(tmp_path / "a")]) == 0
    kept = sorted(p for p in checkout.cache.iterdir() if p.is_file())
    assert kept
    for path in kept:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert main(["build", "--out", str(tmp_path / "a")]) == 0
    assert bytes_of(tmp_path / "a") == bytes_of(release)


# --- disks -----------------------------------------------------------------------------------------------------


def _no_room(*_arguments, **_options):
    raise OSError(28, "No space left on device")


@contextmanager
def small_disk(folder, size: str):
    """Mount a small disk; skip where this is not allowed."""
    if os.name != "posix" or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("mounting a small disk takes root")
    folder.mkdir()
    run = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True, text=True
    )
    if run.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {run.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_told_and_leaves_the_last_release_untouched(checkout, release, tmp_path, monkeypatch, capsys):
    size = sum(len(data) for data in bytes_of(release).values())
    with small_disk(tmp_path / "disk", str(size + 300_000)) as disk:
        out = disk / "dist"
        shutil.copytree(release, out)
        before = bytes_of(out)
        monkeypatch.chdir(checkout.root)
        assert main(["build", "--out", str(out)]) == 2
        err = capsys.readouterr().err
        assert "W102" in err
        assert "space" in err.lower()
        assert str(out) in err
        assert "untouched" in err
        assert "Traceback" not in err
        assert bytes_of(out) == before
        assert hidden(disk) == []


def test_a_disk_that_is_full_from_the_start_is_told(checkout, tmp_path, monkeypatch, capsys):
    with small_disk(tmp_path / "disk", "300k") as disk:
        monkeypatch.chdir(checkout.root)
        assert main(["build", "--out", str(disk / "dist")]) == 2
        assert "W102" in capsys.readouterr().err
        assert list(disk.iterdir()) == []


@pytest.mark.parametrize("step", range(1, 16, 2))
def test_a_disk_that_fills_at_any_file_leaves_the_last_release_untouched(checkout, old, step, monkeypatch, capsys):
    from pathlib import Path

    count = 0
    real = {name: getattr(Path, name) for name in ("write_bytes", "write_text")}

    def failing(name):
        def write(self, *arguments, **options):
            nonlocal count
            if ".dist.new-" in str(self):
                count += 1
                if count == step:
                    self.touch()
                    _no_room()
            return real[name](self, *arguments, **options)

        return write

    for name in real:
        monkeypatch.setattr(Path, name, failing(name))
    before = bytes_of(old)
    monkeypatch.chdir(checkout.root)
    assert main(["build", "--out", str(old)]) == 2
    assert "No space left" in capsys.readouterr().err
    assert bytes_of(old) == before
    assert hidden(old.parent) == []


def test_a_full_disk_under_the_cache_costs_only_time(checkout, release, tmp_path, monkeypatch):
    with small_disk(checkout.cache, "20k"):
        monkeypatch.chdir(checkout.root)
        assert main(["build", "--out", str(tmp_path / "dist")]) == 0
        assert bytes_of(tmp_path / "dist") == bytes_of(release)


def test_a_read_only_disk_is_told_and_leaves_the_last_release_untouched(
    checkout, release, tmp_path, monkeypatch, capsys
):
    with small_disk(tmp_path / "disk", "50m") as disk:
        out = disk / "dist"
        shutil.copytree(release, out)
        before = bytes_of(out)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        monkeypatch.chdir(checkout.root)
        for target in (out, disk / "new"):
            assert main(["build", "--out", str(target)]) == 2
            err = capsys.readouterr().err
            assert "W102" in err
            assert str(target) in err
            assert "Traceback" not in err
        assert bytes_of(out) == before


def test_a_folder_without_permission_is_told_and_leaves_the_last_release_untouched(checkout, repository, old):
    prefix = []
    if os.name != "posix":
        pytest.skip("permissions are tested on POSIX systems")
    if os.geteuid() == 0:  # root may write anywhere, unless it gives that up
        if shutil.which("setpriv") is None:
            pytest.skip("root needs setpriv (util-linux) to give up its right to write anywhere")
        prefix = ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner"]
    before = bytes_of(old)
    old.parent.chmod(0o555)
    try:
        process = child(checkout, repository, "build", "--out", str(old), prefix=prefix)
        _out, err = process.communicate(timeout=120)
    finally:
        old.parent.chmod(0o755)
    assert process.returncode == 2, err
    assert "W102" in err
    assert "Permission denied" in err
    assert bytes_of(old) == before


def test_a_path_under_a_file_is_told(checkout, tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("x")
    monkeypatch.chdir(checkout.root)
    assert main(["build", "--out", str(tmp_path / "file" / "dist")]) == 2
    err = capsys.readouterr().err
    assert "W10" in err
    assert "Traceback" not in err
