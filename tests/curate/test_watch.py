"""The watch: what is new, moved and mended at each save, from a real process that is ended by Ctrl-C."""

from __future__ import annotations

import queue
import shutil
import signal
import subprocess
import sys
import threading
import time

import pytest

from mi2ld.cli import main
from mi2ld.curate.watch import Watch, compare
from mi2ld.problems import Mi2ldError, Problem, Where
from mi2ld.resources import Project

WAIT_SECONDS = 120
DOSSIER = f"""\
dossier: paper-1
format: 1
status: draft
curators: [me]
text: {{file: paper.txt, sha256: {"0" * 64}, lang: en}}
documents:
  paper: {{kind: abstract, lines: 1-9}}
groups:
  cases: {{kind: reference, size: 10, diagnosis: dermatomyositis, said: {{paper: 1-2~{"a" * 16}}}}}
facts:
  often:
    proportion: fever
    group: {{is: cases, value: 50%}}
    when: unstated
    said: {{paper: 60-69~{"1" * 16}}}
"""


def problem(line: int, code: str = "D301", what: str = "no word") -> Problem:
    return Problem(Where("x.yaml", line, 3), "error", code, what, "mend it")


# --- what is told ------------------------------------------------------------------------------------------------


def test_a_problem_on_another_line_has_moved_and_is_neither_new_nor_mended():
    assert compare([problem(3)], [problem(4)]) == ([], [problem(4)], [])


def test_one_of_two_equal_problems_that_goes_is_mended():
    assert compare([problem(3), problem(7)], [problem(7)]) == ([], [], [problem(3)])
    assert compare([problem(3)], [problem(3), problem(7)]) == ([problem(7)], [], [])


def test_what_is_as_it_was_is_not_told():
    assert compare([problem(3)], [problem(3)]) == ([], [], [])


@pytest.fixture
def project(repository, tmp_path):
    """Return a project of its own, whose vocabulary may be changed."""
    for name in ("ontology", "shapes", "queries"):
        shutil.copytree(repository / name, tmp_path / name)
    for path in (tmp_path / "ontology" / "facts").glob("*.yaml"):
        path.unlink()
    (tmp_path / "ontology" / "facts" / "paper-1.yaml").write_text(DOSSIER, encoding="utf-8")
    return Project(tmp_path)


def test_a_fault_of_form_does_not_mend_what_a_shape_found(project, monkeypatch):
    path = project.facts / "paper-1.yaml"
    found = [problem(5, "GroupShape-size", "no size")]
    monkeypatch.setattr("mi2ld.pipeline.Stages.check_dossier", lambda *_: (list(found), []))
    said: list[str] = []
    watch = Watch(project, [path], say=said.append)
    watch.first()
    found[:] = [problem(9)]
    watch.changed({path})
    assert not [line for line in said if "mended" in line]
    assert said[-1] == "2 errors in 1 dossier"
    found[:] = []
    watch.changed({path})
    assert [line for line in said if "mended" in line] == [
        "x.yaml:5:3: mended GroupShape-size no size",
        "x.yaml:9:3: mended D301 no word",
    ]
    assert said[-1] == "no problems in 1 dossier"


def test_what_editors_leave_beside_a_dossier_is_not_checked(project):
    path = project.facts / "paper-1.yaml"
    said: list[str] = []
    watch = Watch(project, [path], say=said.append)
    names = ("paper-1.yaml~", ".paper-1.yaml.swp", "4913", "other.yaml", "paper-1.yaml.part")
    watch.changed({path.with_name(name) for name in names})
    assert said == []


def test_a_path_that_does_not_exist_is_refused_before_the_watch_begins(project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    assert main(["check", "nowhere.yaml", "--watch"]) == 2
    assert "error T103 " in capsys.readouterr().err


def test_only_text_can_be_watched(project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    assert main(["check", "--watch", "--format", "json"]) == 2
    assert "--watch prints text" in capsys.readouterr().err


def test_without_watchfiles_the_message_says_how_to_get_it(project, monkeypatch):
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    with pytest.raises(Mi2ldError) as caught:
        Watch(project, [], say=print).run()
    assert [p.code for p in caught.value.problems] == ["I201"]
    assert "mi2ld[watch]" in caught.value.problems[0].fix


# --- a real process ----------------------------------------------------------------------------------------------


class Running:
    """A watch that runs, and the lines it has printed."""

    def __init__(self, project: Project, *arguments: str) -> None:
        command = [sys.executable, "-m", "mi2ld.cli", "check", "--watch", *arguments]
        self.process = subprocess.Popen(
            command, cwd=project.root, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self.lines: queue.Queue[str] = queue.Queue()
        self.seen: list[str] = []
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self.lines.put(line.rstrip("\n"))

    def wait(self, *parts: str) -> list[str]:
        """Return the lines up to the first that holds all the parts."""
        found: list[str] = []
        end = time.monotonic() + WAIT_SECONDS
        while True:
            try:
                line = self.lines.get(timeout=max(0.1, end - time.monotonic()))
            except queue.Empty:
                pytest.fail(f"no line with {parts} in {self.seen}")
            found.append(line)
            self.seen.append(line)
            if all(part in line for part in parts):
                return found

    def stop(self) -> tuple[int, str]:
        """End it with Ctrl-C; return its exit code and all it printed."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(WAIT_SECONDS)
        self.reader.join(WAIT_SECONDS)
        while not self.lines.empty():
            self.seen.append(self.lines.get())
        assert self.process.stdout
        assert self.process.stdout.read() == ""
        self.process.stdout.close()
        assert self.process.stderr
        self.process.stderr.close()
        return code, "\n".join(self.seen)


@pytest.fixture
def start(project):
    """Return a function that starts a watch; what still runs at the end is stopped."""
    started: list[Running] = []

    def begin(*arguments: str) -> Running:
        started.append(Running(project, *arguments))
        started[-1].wait("--- ", "watching 1 dossier; Ctrl-C ends it")
        started[-1].wait(" in 1 dossier")
        return started[-1]

    yield begin
    for running in started:
        if running.process.poll() is None:
            running.process.kill()
            running.stop()


def test_a_problem_is_told_when_the_file_is_saved_and_that_it_is_mended(start, project):
    path = project.facts / "paper-1.yaml"
    running = start()
    path.write_text(DOSSIER.replace("proportion: fever", "proportion: feever"), encoding="utf-8")
    running.wait("--- ", "ontology/facts/paper-1.yaml")
    running.wait("ontology/facts/paper-1.yaml:12:17: error D301 'feever' is not in the vocabulary")
    running.wait("  fix: ")
    running.wait(" in 1 dossier")
    # an editor that saves to another file and gives it the name; and a line was added above
    part = path.with_name("paper-1.yaml.new")
    text = "# a comment\n" + DOSSIER.replace("proportion: fever", "proportion: feever")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
    running.wait("ontology/facts/paper-1.yaml:13:17: moved D301 'feever'")
    running.wait(" in 1 dossier")
    path.write_text(DOSSIER, encoding="utf-8")
    running.wait("ontology/facts/paper-1.yaml:13:17: mended D301 'feever'")
    running.wait(" in 1 dossier")
    code, printed = running.stop()
    assert code == 0
    assert printed.endswith("\nstopped")
    assert "Traceback" not in printed


def test_a_file_that_vanishes_is_told_and_checked_when_it_is_back(start, project):
    path = project.facts / "paper-1.yaml"
    running = start("ontology/facts/paper-1.yaml")
    path.unlink()
    running.wait("paper-1.yaml: warning I202 is gone; waiting for it to come back")
    path.write_text(DOSSIER, encoding="utf-8")
    running.wait("paper-1.yaml: mended I202 ")
    assert running.stop()[0] == 0


def test_a_change_of_the_vocabulary_checks_the_dossiers_again(start, project):
    table = project.ontology / "templates" / "phenotypes.tsv"
    before = table.read_text(encoding="utf-8")
    running = start()
    table.write_text(before.replace("\nfever\t", "\npyrexia\t"), encoding="utf-8")
    running.wait("--- ", "ontology/templates/phenotypes.tsv")
    running.wait("paper-1.yaml:12:17: error D301 'fever' is not in the vocabulary")
    table.write_text(before.replace("\nfever\t", "\nNot A Key\t"), encoding="utf-8")
    running.wait("error V103 'Not A Key' is not a key")
    table.write_text(before, encoding="utf-8")
    running.wait("mended V103 ")
    running.wait(" in 1 dossier")
    code, printed = running.stop()
    assert code == 0
    assert "Traceback" not in printed


def test_a_new_dossier_in_a_watched_folder_is_checked(start, project):
    running = start()
    path = project.facts / "paper-2.yaml"
    path.write_text(DOSSIER.replace("paper-1", "paper-2").replace("fever", "feever"), encoding="utf-8")
    running.wait("paper-2.yaml:12:17: error D301 'feever'")
    running.wait(" in 2 dossiers")
    path.unlink()
    running.wait("mended D301 'feever'")
    running.wait(" in 1 dossier")
    assert running.stop()[0] == 0
