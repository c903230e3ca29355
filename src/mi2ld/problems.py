"""Problems: the one record for everything that can be wrong, and the one family of exceptions."""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LEVELS = ("error", "warning", "info")
TSV_HEADER = "level\tcode\tfile\tline\tcolumn\twhat\tfix"


@dataclass(frozen=True, order=True, slots=True)
class Where:
    """A place in a file: its path as given, line and column counted from 1 (0: the whole file)."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Return ``file:line:column``, or the file alone."""
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """What is wrong, where, and how to mend it."""

    where: Where
    level: str
    code: str
    what: str
    fix: str
    focus: str = ""

    def __str__(self) -> str:
        """Return the two lines a person reads."""
        return f"{self.where}: {self.level} {self.code} {self.what}\n  fix: {self.fix}"


class Mi2ldError(Exception):
    """Work cannot go on; ``problems`` says why.

    ``exit_code`` is 1 when the input has problems, 2 when it could not be read at all.
    """

    def __init__(self, problems: Sequence[Problem], exit_code: int = 1) -> None:
        """Keep the problems, sorted by place."""
        super().__init__("\n".join(map(str, problems)))
        self.problems = sorted(problems)
        self.exit_code = exit_code


def unreadable(path: object, code: str, what: str, fix: str) -> Mi2ldError:
    """Return an error about a whole file that cannot be read."""
    return Mi2ldError([Problem(Where(str(path)), "error", code, what, fix)], exit_code=2)


def is_failing(problems: Iterable[Problem]) -> bool:
    """Return whether any of the problems is an error."""
    return any(problem.level == "error" for problem in problems)


def suggest(word: str, known: Iterable[str]) -> str:
    """Return `` (did you mean 'x'?)`` for the nearest known word, or nothing.

    >>> suggest("feever", ["fever", "relapse"])
    " (did you mean 'fever'?)"
    """
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.7)
    return f" (did you mean {near[0]!r}?)" if near else ""


def as_rows(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """Return the problems as flat mappings, in order of place."""
    return [
        {
            "level": p.level,
            "code": p.code,
            "file": p.where.path,
            "line": p.where.line,
            "column": p.where.column,
            "what": p.what,
            "fix": p.fix,
        }
        for p in sorted(problems)
    ]


def as_tsv(problems: Iterable[Problem]) -> str:
    """Return the problems as tab-separated values; the header always stands."""
    rows = ["\t".join(" ".join(str(cell).split()) for cell in row.values()) for row in as_rows(problems)]
    return "\n".join([TSV_HEADER, *rows]) + "\n"


def as_json(problems: Iterable[Problem]) -> str:
    """Return the problems as a JSON array."""
    return json.dumps(as_rows(problems), ensure_ascii=False, indent=2) + "\n"
