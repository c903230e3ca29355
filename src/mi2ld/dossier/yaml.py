"""Safe YAML with the line and column of every node.

In:   the text of a dossier.
Out:  PyYAML's node tree (mappings, sequences, scalars, each with its mark), or every problem that was found.
Door: the only module that imports PyYAML.

Scalars are never typed here: YAML 1.1 would read ``NO`` as false and ``1.00`` as a float, so each field types its own.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from mi2ld.problems import Mi2ldError, Problem, Where

try:
    from yaml import CBaseLoader as _Base
except ImportError:  # PyYAML built without libyaml: slower, the same nodes
    from yaml import BaseLoader as _Base  # type: ignore[assignment]

__all__ = ["CONTROL", "MAX_DEPTH", "MappingNode", "Node", "ScalarNode", "SequenceNode", "read_yaml"]

MAX_DEPTH = 100
MAX_LINE = 1_000_000


class _Loader(_Base):
    """A loader that resolves no tags: nobody reads them, and resolving them costs a fifth of the time."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        """Return one tag for all."""
        return ""

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        """Do nothing."""

    def ascend_resolver(self) -> None:
        """Do nothing."""


_SUSPECT = re.compile(r"(?<![^\s\[{,:?-])[&*!]")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"?|'[^']*'?|#.*")
_MAY_HIDE = re.compile("[\"'#]")
"""What starts a quote or a comment: in a line without it every bracket counts."""
_INDENTED = re.compile(r"^[ 	]{26}", re.M)
_INDICATORS = re.compile(r"^[ 	]*(?:[-?][ 	]+){10}", re.M)
MAX_FLOW = 30
_OF_LINE_BEFORE = ("mapping values are not allowed", "expected ':'", "expected key", "expected '-'")
"""What the parser says of a line when the fault is often in the one before it."""
_COLONS = re.compile(r"[^:#\"']*:\s[^\"'{\[#]*:(?:\s|$)")
"""A line with two colons: the fault is in that line."""
_QUOTE = "quote a value that holds : # > < [ ] { } or %"
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def _where(path: str, mark: Any) -> Where:
    return Where(path, mark.line + 1, mark.column + 1)


def _scan_events(text: str, path: str) -> list[Problem]:
    """Return the aliases, anchors, tags and over-deep nodes, in one pass that builds nothing."""
    problems: list[Problem] = []
    depth = 0
    # events come one by one, where composing recurses; and they carry the tag as written
    for event in yaml.parse(text, Loader=_Loader):
        mark = event.start_mark
        if isinstance(event, yaml.AliasEvent):
            what = f"alias *{event.anchor} is not allowed"
            problems.append(Problem(_where(path, mark), "error", "D102", what, "write the value out"))
            continue
        anchor = getattr(event, "anchor", None)
        if anchor:
            what = f"anchor &{anchor} is not allowed"
            problems.append(Problem(_where(path, mark), "error", "D102", what, f"delete &{anchor}"))
        tag = getattr(event, "tag", None)
        if tag:
            what = f"tag {tag} is not allowed"
            problems.append(Problem(_where(path, mark), "error", "D103", what, "delete the tag"))
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
            if depth > MAX_DEPTH:
                what = f"nested deeper than {MAX_DEPTH}"
                problems.append(Problem(_where(path, mark), "error", "D104", what, "write it flatter"))
                return problems
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1
    return problems


def _is_suspect(text: str) -> bool:
    """Return whether the text may hold an alias, an anchor, a tag, or too deep a nest.

    A cheap bound from above, since libyaml's composer recurses and a nest deep enough ends the process: every opening
    bracket counts, a closing one only outside quotes and comments; a column of indentation is two levels at most; and
    a line may open levels with its dashes and question marks. Below the three bounds no nest is deeper than 100.
    """
    if _SUSPECT.search(text) or _INDENTED.search(text) or _INDICATORS.search(text):
        return True
    depth = 0
    for line in text.split("\n"):
        opened = line.count("[") + line.count("{")
        if opened or "]" in line or "}" in line:
            bare = _QUOTED.sub("", line) if _MAY_HIDE.search(line) else line
            if depth + opened > MAX_FLOW:
                return True
            depth = max(0, depth + opened - bare.count("]") - bare.count("}"))
    return False


def _locate_control(text: str, path: str) -> list[Problem]:
    match = CONTROL.search(text)
    if match is None:
        return []
    line = text.count("\n", 0, match.start()) + 1
    column = match.start() - (text.rfind("\n", 0, match.start()) + 1) + 1
    what = f"character U+{ord(match[0]):04X} is not allowed"
    return [Problem(Where(path, line, column), "error", "D101", what, "delete it")]


def _cure(text: str, mark: Any, what: str) -> str:
    """Return how to mend a text that is no YAML; a line without its colon shows in the line below it."""
    lines = re.split(r"\r\n|[\n\r\x85\u2028\u2029]", text)
    at = mark.line if mark else len(lines)
    here = lines[at] if at < len(lines) else ""
    if "\t" in here[: len(here) - len(here.lstrip())]:
        return "indent with blanks, not tabs"
    before = next((n for n in range(at - 1, -1, -1) if lines[n].split("#")[0].strip()), None)
    if before is None or not any(sign in what for sign in _OF_LINE_BEFORE) or _COLONS.match(here):
        return f"mend the YAML here; {_QUOTE}"
    return f"is there a colon in line {before + 1}, and is the indent right? {_QUOTE}"


def read_yaml(text: str, path: str) -> Node:
    """Return the root node of the one YAML document in the text.

    Raises:
        Mi2ldError: If it is no YAML (D101), has aliases or anchors (D102), tags (D103), is nested deeper than 100
            (D104), has a line over a million characters (D105), or is empty (D106).
    """
    if problems := _locate_control(text, path):
        raise Mi2ldError(problems)
    try:
        if len(text) > MAX_LINE:
            for number, line in enumerate(text.splitlines(), 1):
                if len(line) > MAX_LINE:
                    what = f"a line of {len(line):,} characters"
                    fix = f"break it: at most {MAX_LINE:,} characters a line"
                    raise Mi2ldError([Problem(Where(path, number, 1), "error", "D105", what, fix)])
        if _is_suspect(text) and (problems := _scan_events(text, path)):
            raise Mi2ldError(problems)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = _where(path, mark) if mark else Where(path)
        what = " ".join(filter(None, [error.problem, error.context])) or "is not YAML"
        raise Mi2ldError([Problem(where, "error", "D101", what, _cure(text, mark, what))]) from None
    except yaml.YAMLError as error:
        raise Mi2ldError([Problem(Where(path), "error", "D101", str(error), "mend the YAML")]) from None
    if node is None:
        what = "the file is empty"
        raise Mi2ldError([Problem(Where(path, 1, 1), "error", "D106", what, "write a dossier, or delete the file")])
    return node
