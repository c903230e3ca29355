"""Turn typed words into places, in the file, changing those scalars and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mi2ld.dossier.text import decode, digest_quote, read_bytes
from mi2ld.dossier.yaml import MappingNode, Node, ScalarNode, SequenceNode, read_yaml
from mi2ld.problems import Mi2ldError, Problem, Where

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PLACE = re.compile(r"\d+-\d+~[0-9a-f]{16}")
_GAP = re.compile(r"\s+(?:…|\.\.\.)\s+")


def get_node(node: Node | None, key: str) -> Node | None:
    """Return the value of a key of a mapping, or None."""
    if isinstance(node, MappingNode):
        for name, value in node.value:
            if name.value == key:
                return value  # type: ignore[no-any-return]
    return None


def list_nodes(node: Node | None) -> list[Node]:
    """Return the nodes of a list; one value is a list of one."""
    if node is None:
        return []
    return list(node.value) if isinstance(node, SequenceNode) else [node]


def place_nodes(node: Node, document: str) -> Iterator[tuple[str, ScalarNode]]:
    """Return every scalar that should be a place, with the document it lies in."""
    if isinstance(node, SequenceNode):
        for item in node.value:
            yield from place_nodes(item, document)
    if not isinstance(node, MappingNode):
        return
    for key, value in node.value:
        if key.value == "said" and isinstance(value, MappingNode):
            for name, places in value.value:
                for item in list_nodes(places):
                    place = item if isinstance(item, ScalarNode) else get_node(item, "at")
                    if isinstance(place, ScalarNode):
                        yield str(name.value), place
        elif key.value == "at" and isinstance(value, ScalarNode) and document:
            yield document, value
        elif key.value == "headings" and document:
            for item in list_nodes(value):
                if isinstance(item, ScalarNode):
                    yield document, item
        else:
            yield from place_nodes(value, document)


def _pattern(words: str) -> str:
    """Return a pattern for words as typed: white space is any, and a word may be broken after a hyphen."""
    parts = [re.escape(word).replace(r"\-", r"-\s*") for word in words.split()]
    return r"\s+".join(parts)


def find_words(text: str, words: str, first: int, last: int) -> list[tuple[int, int]]:
    """Return the stretches between two offsets that the words fit: whole, or as ``first words … last words``.

    >>> find_words("one two three two", "one … three", 0, 17)
    [(0, 13)]
    """
    ends = [part for part in _GAP.split(words.strip()) if part]
    if not ends:
        return []
    found = []
    for match in re.compile(_pattern(ends[0])).finditer(text, first, last):
        if len(ends) == 1:
            found.append(match.span())
            continue
        after = re.compile(_pattern(ends[-1])).search(text, match.end(), last)
        if after:
            found.append((match.start(), after.end()))
    return found


def anchor_file(path: Path, texts: Path, *, write: bool = True) -> list[tuple[int, str, str]]:
    """Rewrite the typed words of a dossier as places; return line, words and place of each.

    Raises:
        Mi2ldError: With all words that are not in the text, or are there more than once (codes A101, A102); then
            nothing is written.
    """
    source = decode(read_bytes(path), path)
    root = read_yaml(source, str(path))
    file = get_node(get_node(root, "text"), "file")
    if not isinstance(file, ScalarNode) or "/" in file.value:
        raise Mi2ldError([Problem(Where(str(path), 1, 1), "error", "D206", "no text.file", "add text: {file: NAME}")])
    text = decode(read_bytes(texts / file.value), texts / file.value)
    starts = [0, *(m.end() for m in re.finditer(r"\r\n|\r|\n", text)), len(text)]
    bounds: dict[str, tuple[int, int]] = {}
    documents = get_node(root, "documents")
    wanted: list[tuple[str, ScalarNode]] = []
    for key, node in documents.value if isinstance(documents, MappingNode) else ():
        lines = get_node(node, "lines")
        match = re.fullmatch(r"(\d+)-(\d+)", lines.value) if isinstance(lines, ScalarNode) else None
        if match and int(match[1]) >= 1 and int(match[2]) < len(starts):
            bounds[key.value] = (starts[int(match[1]) - 1], starts[int(match[2])])
        wanted.extend(place_nodes(node, key.value))
    for key, node in root.value if isinstance(root, MappingNode) else ():
        if key.value != "documents":
            wanted.extend(place_nodes(node, ""))
    return _rewrite(path, source, text, bounds, wanted, write=write)


def rewrite_scalars(path: Path, source: str, edits: list[tuple[ScalarNode, str]]) -> None:
    """Write a file anew with some of its scalars replaced, and every other byte as it was."""
    offsets = [0]
    for line in source.splitlines(keepends=True):
        offsets.append(offsets[-1] + len(line))
    out = source
    for node, place in sorted(edits, key=lambda e: (-e[0].start_mark.line, -e[0].start_mark.column)):
        begin = offsets[node.start_mark.line] + node.start_mark.column
        end = offsets[node.end_mark.line] + node.end_mark.column
        out = out[:begin] + place + out[end:]
    bom = read_bytes(path).startswith(b"\xef\xbb\xbf")
    part = path.with_name(path.name + ".part")
    part.write_bytes((b"\xef\xbb\xbf" if bom else b"") + out.encode())
    part.replace(path)


def _rewrite(
    path: Path,
    source: str,
    text: str,
    bounds: dict[str, tuple[int, int]],
    wanted: list[tuple[str, ScalarNode]],
    *,
    write: bool,
) -> list[tuple[int, str, str]]:
    problems: list[Problem] = []
    edits: list[tuple[ScalarNode, str]] = []
    for document, node in wanted:
        if PLACE.fullmatch(node.value):
            continue
        where = Where(str(path), node.start_mark.line + 1, node.start_mark.column + 1)
        spans = find_words(text, node.value, *bounds.get(document, (0, len(text))))
        if len(spans) != 1:
            code = "A102" if spans else "A101"
            short = node.value[:60]
            what = (
                f"{short!r} stands {len(spans)} times in {document!r}"
                if spans
                else f"{short!r} is not in document {document!r}"
            )
            fix = "type more of its words, so that they stand there once"
            problems.append(
                Problem(where, "error", code, what, fix if spans else "type the words as the text has them")
            )
            continue
        start, end = spans[0]
        edits.append((node, f"{start}-{end}~{digest_quote(text[start:end])}"))
    if problems:
        raise Mi2ldError(problems)
    if write and edits:
        rewrite_scalars(path, source, edits)
    return [(n.start_mark.line + 1, " ".join(n.value.split())[:60], p) for n, p in edits]
