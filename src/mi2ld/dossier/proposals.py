"""Proposals: entries that ``mi2ld new`` made, and that no curator has taken over yet.

An entry of a section is a proposal while it has the field ``proposal``. Nothing of it is read but that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mi2ld.dossier.yaml import MappingNode, ScalarNode
from mi2ld.problems import Problem, Where

if TYPE_CHECKING:
    from mi2ld.dossier.yaml import Node

MARK = "proposal"
_ENTRY = {
    "documents": "document",
    "publications": "publication",
    "studies": "study",
    "groups": "group",
    "facts": "fact",
}


def find_proposal(section: str, key: str, key_node: Node, entry: Node, path: str) -> Problem | None:
    """Return the problem (code D701) of an entry that is still a proposal, at the line of its key; else nothing."""
    if not isinstance(entry, MappingNode):
        return None
    if not any(isinstance(name, ScalarNode) and name.value == MARK for name, _ in entry.value):
        return None
    mark = key_node.start_mark
    what = f"{key!r} is a proposal, not a {_ENTRY.get(section, 'fact')}"
    fix = f"mend it against the text and delete its '{MARK}'; or delete it whole"
    return Problem(Where(path, mark.line + 1, mark.column + 1), "error", "D701", what, fix)
