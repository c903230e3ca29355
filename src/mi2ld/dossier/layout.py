"""Canonical layout of a dossier file: what changes no word of it.

UTF-8 without BOM, line feeds, no tabs or blanks at a line's end, at most one empty line in a row, one line feed at the
end. Comments and the order of keys are the curator's. A file is changed only if it means the same afterwards.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mi2ld.dossier.text import decode, read_bytes
from mi2ld.dossier.yaml import MappingNode, Node, SequenceNode, read_yaml

if TYPE_CHECKING:
    from pathlib import Path


def canonical_layout(text: str) -> str:
    r"""Return the text of a dossier in canonical layout.

    >>> canonical_layout("a: 1  \r\n\r\n\r\nb: 2")
    'a: 1\n\nb: 2\n'
    """
    lines = [line.rstrip(" \t") for line in re.split(r"\r\n|\r|\n", text)]
    out = re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
    return out.strip("\n") + "\n"


def _meaning(node: Node) -> object:
    if isinstance(node, MappingNode):
        return [(_meaning(k), _meaning(v)) for k, v in node.value]
    if isinstance(node, SequenceNode):
        return ["seq", *(_meaning(v) for v in node.value)]
    return node.value


def format_file(path: Path, *, write: bool = True) -> bool:
    """Put a file into canonical layout; return whether it was not.

    Raises:
        Mi2ldError: If it is no YAML, or its meaning hangs on its layout (a block scalar with blank lines).
    """
    raw = read_bytes(path)
    text = decode(raw, path)
    out = canonical_layout(text)
    if raw == out.encode():
        return False
    if _meaning(read_yaml(text, str(path))) != _meaning(read_yaml(out, str(path))):
        return False
    if write:
        part = path.with_name(path.name + ".part")
        part.write_bytes(out.encode())
        part.replace(path)
    return True
