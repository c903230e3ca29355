"""OBO: a release in the OBO format (HPO, Mondo, ECO, MAxO).

In:   an ``.obo`` file.
Out:  a ``Release``; alternative ids are no terms of their own.
Door: the only module that imports obonet.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from mi2ld.links.forms import malformed, read_text
from mi2ld.links.identifiers import curie_of, prefixes_of, version_of
from mi2ld.links.merging import merge_terms
from mi2ld.links.releases import Release, ReleaseTerm, Synonym
from mi2ld.problems import Mi2ldError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HEADER = {"data-version", "ontology"}
_LISTS = {"is_a", "alt_id", "replaced_by", "consider"}
_QUOTED = {"def", "synonym"}
_IDS = {"id"} | _LISTS
_TERM = {"id", "name", "is_obsolete"} | _LISTS | _QUOTED

_QUOTE = re.compile(r'\s*"((?:[^"\\]|\\.)*)"(.*)')
_SYNONYM = re.compile(r"\s*(EXACT|BROAD|NARROW|RELATED)?\s*([^\s\[\]]*)")
_STARTS_COMMENT = re.compile(r"(?<=\s)[!{]")
_NO_MODIFIER = re.compile(r"(?<=\s)\{(?!\s*[\w:.-]+\s*=)")
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": "\n", "t": "\t", "W": " "}


def read_obo(path: Path) -> Release:
    """Return the terms of an OBO file.

    Raises:
        Mi2ldError: With every line that is wrong (L302), or if the file cannot be read.
    """
    import obonet

    text = read_text(path)
    lines = _Lines(path)
    feed = io.StringIO("".join(lines.read(text)))
    if lines.problems:
        raise Mi2ldError([p for error in lines.problems for p in error.problems], exit_code=2)
    graph = obonet.read_obo(feed, ignore_obsolete=False)
    terms = merge_terms(_term(curie_of(_plain(key)), node) for key, node in graph.nodes(data=True))
    header = graph.graph
    version = version_of(header.get("data-version") or "")
    return Release(str(path), version, prefixes_of(header.get("ontology") or "", terms), terms)


class _Lines:
    """The lines that obonet is given: those that are used, so written that it reads each whole.

    obonet takes `` !`` for a comment inside quotes too, needs a blank line before each stanza, reads a stanza of an
    unknown kind as the header, and of two terms with one id keeps parts of both.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Mi2ldError] = []
        self._first_line: dict[str, int] = {}

    def read(self, text: str) -> Iterator[str]:
        """Yield the lines to read; what is wrong gathers in ``problems``."""
        yield "name: release\n"  # else obonet logs that there is none
        stanza, opened, has_id = "", 0, True
        for number, line in enumerate(text.split("\n"), 1):
            if line.startswith("["):
                self._check_id(has_id, opened)
                stanza, opened = line.partition("]")[0] + "]", number
                has_id = stanza != "[Term]"
                yield "\n" if has_id else "\n[Term]\n"
            elif stanza in ("", "[Term]") and line.strip() and not line.startswith("!"):
                tag, colon, value = line.strip().partition(":")
                has_id = has_id or tag == "id"
                if not tag or not colon:
                    self._report(f"has a line that is no 'tag: value': {line[:60]!r}", number)
                elif tag in (_TERM if stanza else _HEADER):
                    yield self._clause(tag, value.strip(), number)
        self._check_id(has_id, opened)

    def _check_id(self, has_id: bool, opened: int) -> None:
        if not has_id:
            self._report("has a term without an id", opened)

    def _clause(self, tag: str, value: str, number: int) -> str:
        """Return a clause as obonet is to read it, or nothing if it is wrong."""
        if tag in _QUOTED:
            if quote := _QUOTE.fullmatch(value):
                return f'{tag}: "{_STARTS_COMMENT.sub(_escape, quote[1])}"{quote[2]}\n'
            return self._report(f"has a {tag} whose quotes do not close", number)
        if tag in _IDS and value[:1] in ("", "!", "{"):
            return self._report(f"has an empty {tag}", number)
        if tag == "id" and (first := self._first_line.setdefault(value, number)) != number:
            return self._report(f"has the term {value} twice, first in line {first}", number)
        return f"{tag}: {_NO_MODIFIER.sub(_escape, value)}\n"

    def _report(self, what: str, number: int) -> str:
        self.problems.append(malformed(self.path, what, number, 1))
        return ""


def _escape(found: re.Match[str]) -> str:
    return "\\" + found[0]


def _term(curie: str, node: dict[str, Any]) -> ReleaseTerm:
    """Return a term from the clauses that obonet found; values stand escaped and, in part, quoted."""
    ids = {tag: tuple(curie_of(_plain(value.split()[0])) for value in node.get(tag, ())) for tag in _LISTS}
    definition = _QUOTE.match(node.get("def", ""))
    return ReleaseTerm(
        curie,
        label=_plain(node.get("name", "")).strip(),
        parents=ids["is_a"],
        obsolete=node.get("is_obsolete") == "true",
        replaced_by=ids["replaced_by"],
        consider=ids["consider"],
        alternatives=ids["alt_id"],
        synonyms=tuple(s for value in node.get("synonym", ()) if (s := _synonym(value))),
        definition=_plain(definition[1]).strip() if definition else "",
    )


def _synonym(value: str) -> Synonym | None:
    """Return a synonym, or None if the release says that it is no longer one."""
    quote = _QUOTE.match(value)
    if quote is None or (rest := _SYNONYM.match(quote[2])) is None or rest[2].endswith("obsolete_synonym"):
        return None
    return Synonym(_plain(quote[1]).strip(), (rest[1] or "RELATED").lower())


def _plain(value: str) -> str:
    """Return a value without its escapes."""
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), value) if "\\" in value else value
