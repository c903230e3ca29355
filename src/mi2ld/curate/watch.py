"""Check dossiers again each time they are saved, and tell what is new, what moved and what is mended.

In:   dossiers, or folders of them; beside them the vocabulary, the ontology and the shapes are watched.
Out:  lines for a person, round after round, until Ctrl-C.
Door: the only module that imports watchfiles.

Folders are watched, not files: many editors save by writing another file and giving it the name, and a watched file
would be lost then.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from typing import TYPE_CHECKING

from mi2ld.pipeline import Stages, find_dossiers, show_path
from mi2ld.problems import Mi2ldError, Problem, Where

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from mi2ld.resources import Project

_QUIET_MS = 50
"""How long nothing may change before a save counts as done."""
_GROUP_MS = 400
"""How long changes are gathered at most."""
_WAIT_MS = 200
"""How often the watch looks up, so that Ctrl-C is never late."""

_CODE = re.compile(r"[A-Z][0-9]{3}")

Key = tuple[str, str, str, str]


def _key(problem: Problem) -> Key:
    """Return what makes a problem the same one after lines were added above it."""
    return problem.where.path, problem.level, problem.code, problem.what


def _is_shape(problem: Problem) -> bool:
    """Return whether a shape found the problem: its code is the shape's name."""
    return not _CODE.fullmatch(problem.code)


def compare(old: Sequence[Problem], new: Sequence[Problem]) -> tuple[list[Problem], list[Problem], list[Problem]]:
    """Return the problems that are new, those that only moved to another line, and those that are mended.

    >>> one = Problem(Where("x.yaml", 3, 1), "error", "D301", "no word", "mend it")
    >>> compare([one], [Problem(Where("x.yaml", 4, 1), "error", "D301", "no word", "mend it")])[0]
    []
    """
    left = Counter(old)
    fresh: list[Problem] = []
    for problem in sorted(new):
        if left[problem]:
            left[problem] -= 1
        else:
            fresh.append(problem)
    gone = sorted(left.elements())
    came: list[Problem] = []
    moved: list[Problem] = []
    for problem in fresh:
        before = next((p for p in gone if _key(p) == _key(problem)), None)
        if before is None:
            came.append(problem)
        else:
            gone.remove(before)
            moved.append(problem)
    return came, moved, gone


class Watch:
    """What is watched, and what was wrong with it the last time."""

    def __init__(
        self,
        project: Project,
        paths: Sequence[Path],
        *,
        language: str = "en",
        cache: bool = True,
        say: Callable[[str], None],
        tell: Callable[[Problem], str] = str,
    ) -> None:
        """Note what is watched.

        Raises:
            Mi2ldError: If a path does not exist, or there is no dossier.
        """
        self.project = project
        self.paths = [path.resolve() for path in paths] or [project.facts.resolve()]
        self.language = language
        self.cache = cache
        self.say = say
        self.tell = tell
        self.folders = [path for path in self.paths if path.is_dir()]
        self.dossiers = {path.resolve() for path in find_dossiers(self.paths, project)}
        self.problems: dict[Path, list[Problem]] = {}
        ontology = project.ontology.resolve()
        self.shared = [ontology, ontology / "templates", ontology / "modules", project.shapes.resolve()]

    def watched(self) -> list[Path]:
        """Return the folders to watch."""
        every = {*self.folders, *(path.parent for path in self.dossiers), *self.shared}
        return sorted(folder for folder in every if folder.is_dir())

    def is_dossier(self, path: Path) -> bool:
        """Return whether a path is a dossier that is watched, or a new one in a folder that is."""
        return path in self.dossiers or (path.suffix == ".yaml" and path.parent in self.folders)

    def is_shared(self, path: Path) -> bool:
        """Return whether all dossiers depend on a path: vocabulary, ontology, shapes."""
        return path.parent in self.shared and path.suffix in (".tsv", ".ttl") and path.name != "register.tsv"

    def _check(self, paths: Sequence[Path]) -> None:
        """Check some dossiers anew; what cannot be read is a problem like any other."""
        try:
            stages = Stages(self.project, cache=self.cache)
        except Mi2ldError as error:
            self.problems = {self.project.ontology: error.problems}
            return
        self.problems.pop(self.project.ontology, None)
        for path in paths:
            try:
                found = stages.check_dossier(path, self.language)[0]
            except Mi2ldError as error:
                found = error.problems
            if any(p.level == "error" and not _is_shape(p) for p in found):
                # no graph was made, so what the shapes said before is neither mended nor known
                found = [*found, *filter(_is_shape, self.problems.get(path, ()))]
            self.problems[path] = found

    def first(self) -> None:
        """Check all, and tell every problem."""
        self._check(sorted(self.dossiers))
        self._tell([], f"watching {self._count()}; Ctrl-C ends it")

    def changed(self, paths: set[Path]) -> None:
        """Check what changed, or all if it is shared; tell what is otherwise now."""
        before = sorted({p for found in self.problems.values() for p in found})
        shared = sorted(path for path in paths if self.is_shared(path))
        named = sorted(path for path in paths if self.is_dossier(path))
        if not shared and not named:
            return
        head = ", ".join(show_path(path, self.project) for path in (*shared, *named))
        gone = [path for path in named if not path.exists()]
        for path in gone:
            self.problems.pop(path, None)
            if path.parent in self.folders:
                self.dossiers.discard(path)
        self.dossiers.update(path for path in named if path not in gone)
        unread = self.project.ontology in self.problems
        again = self.dossiers if shared or unread else set(named)
        self._check(sorted(path for path in again if path.exists()))
        for path in gone:
            if path in self.dossiers:
                where = Where(show_path(path, self.project))
                what = "is gone; waiting for it to come back"
                self.problems[path] = [Problem(where, "warning", "I202", what, "save it again, or end the watch")]
        self._tell(before, head)

    def _count(self) -> str:
        return f"{len(self.dossiers)} dossier{'' if len(self.dossiers) == 1 else 's'}"

    def _tell(self, before: Sequence[Problem], head: str) -> None:
        now = sorted({p for found in self.problems.values() for p in found})
        came, moved, mended = compare(before, now)
        self.say(f"--- {time.strftime('%H:%M:%S')} {head}")
        for problem in came:
            self.say(self.tell(problem))
        for problem in moved:
            self.say(f"{problem.where}: moved {problem.code} {problem.what}")
        for problem in mended:
            self.say(f"{problem.where}: mended {problem.code} {problem.what}")
        levels = Counter(problem.level for problem in now)
        counts = [f"{n} {level}{'' if n == 1 else 's'}" for level, n in sorted(levels.items())]
        self.say(f"{', '.join(counts) or 'no problems'} in {self._count()}")

    def run(self) -> None:
        """Check all, then again what is saved, until Ctrl-C.

        Raises:
            Mi2ldError: If watchfiles is not installed (code I201).
        """
        try:
            # the watch begins before the first check, so that what is saved meanwhile is not missed
            rounds = self._rounds()
            next(rounds)
            self.first()
            for paths in rounds:
                if paths:
                    self.changed(paths)
        except KeyboardInterrupt:
            self.say("stopped")

    def _rounds(self) -> Iterator[set[Path]]:
        """Return the paths that were saved, round by round; now and then none."""
        from pathlib import Path

        try:
            from watchfiles import watch
        except ImportError:
            problem = Problem(Where("watchfiles"), "error", "I201", "is not installed", "pip install 'mi2ld[watch]'")
            raise Mi2ldError([problem], exit_code=2) from None
        for changes in watch(
            *self.watched(),
            watch_filter=None,
            debounce=_GROUP_MS,
            step=_QUIET_MS,
            rust_timeout=_WAIT_MS,
            yield_on_timeout=True,
            recursive=False,
        ):
            yield {Path(path).resolve() for _, path in changes}
