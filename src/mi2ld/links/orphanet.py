"""Orphanet: ORPHApackets, one disorder a file, as one release.

In:   the JSON of one or more ORPHApackets.
Out:  a ``Release``; a parent that has no packet of its own is a term with its label.
"""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

from mi2ld.links.forms import malformed
from mi2ld.links.identifiers import version_of
from mi2ld.links.merging import merge_terms, synonyms_of
from mi2ld.links.releases import Release, ReleaseTerm

if TYPE_CHECKING:
    from pathlib import Path


def read_orphapackets(path: Path, packets: dict[Path, dict[str, Any]]) -> Release:
    """Return the disorders of ORPHApackets, which are given by the files they come from.

    Raises:
        Mi2ldError: If one is not built as ORPHApackets are (L302).
    """
    own: list[ReleaseTerm] = []
    parents: list[ReleaseTerm] = []
    versions: set[str] = set()
    for file, document in packets.items():
        try:
            packet = document["Orphapacket"]
            above = _parents(packet)
            own.append(_term(packet, above))
            parents.extend(above)
            versions.add(packet.get("version") or version_of(packet.get("creationDate") or ""))
        except (AttributeError, KeyError, TypeError) as error:
            raise malformed(file, f"is not built as ORPHApackets are: {type(error).__name__} {error}") from None
    version = "; ".join(sorted(versions - {""}))
    return Release(str(path), version, frozenset({"Orphanet"}), merge_terms([*own, *parents]))


def _parents(packet: dict[str, Any]) -> list[ReleaseTerm]:
    """Return the parents of a disorder with nothing but their labels: their own packets, if given, say more."""
    parents = [parent for entry in _list(packet.get("Parents")) for parent in _list(entry["Parent"])]
    return [ReleaseTerm(_curie(parent), _text(parent["Label"])) for parent in parents]


def _term(packet: dict[str, Any], above: list[ReleaseTerm]) -> ReleaseTerm:
    sections = [s for s in _list(packet.get("TextSection")) if s.get("TextSectionType") == "Definition"]
    return ReleaseTerm(
        _curie(packet),
        _text(packet["Label"]),
        parents=tuple(parent.curie for parent in above),
        synonyms=synonyms_of(
            _text(text) for entry in _list(packet.get("Synonyms")) for text in _list(entry["Synonym"])
        ),
        definition=_text(sections[0]["Contents"]) if sections else "",
    )


def _curie(entry: dict[str, Any]) -> str:
    return f"Orphanet:{entry['ORPHAcode']}"


def _text(value: str) -> str:
    """Return a text with its signs as they are: a packet writes some as in HTML, as ``&#947;``."""
    return unescape(value).strip()


def _list(value: Any) -> list[Any]:
    """Return a value as a list: a packet writes a list of one as the one, and an empty list as nothing."""
    return value if isinstance(value, list) else [value] if value else []
