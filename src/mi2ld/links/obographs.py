"""Obographs: a release as an OBO graph in JSON (``hp.json``, ``mondo.json``).

In:   the JSON of an obographs document.
Out:  a ``Release``; a deprecated node that was merged into another is an obsolete term with its successor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mi2ld.links.forms import malformed
from mi2ld.links.identifiers import curie_of, prefixes_of, version_of
from mi2ld.links.merging import merge_terms
from mi2ld.links.releases import Release, ReleaseTerm, Synonym

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_OIO = "http://www.geneontology.org/formats/oboInOwl#"
_IAO = "http://purl.obolibrary.org/obo/IAO_"
_REPLACED_BY, _ALTERNATIVE_LABEL = f"{_IAO}0100001", f"{_IAO}0000118"
_VERSION_INFO = "http://www.w3.org/2002/07/owl#versionInfo"
_SCOPES = {f"has{scope.capitalize()}Synonym": scope for scope in ("exact", "broad", "narrow", "related")}


def read_obographs(path: Path, document: dict[str, Any]) -> Release:
    """Return the terms of an obographs document; its first graph names the ontology.

    Raises:
        Mi2ldError: If it is not built as obographs are (L302).
    """
    try:
        graphs = document["graphs"]
        terms = merge_terms(term for graph in graphs for term in _terms(graph))
        name, version = (_text(graphs[0], "id"), _version(graphs[0])) if graphs else ("", "")
    except (AttributeError, KeyError, TypeError) as error:
        raise malformed(path, f"is not built as obographs are: {type(error).__name__} {error}") from None
    return Release(str(path), version, prefixes_of(name, terms), terms)


def _terms(graph: dict[str, Any]) -> Iterator[ReleaseTerm]:
    """Yield the nodes of a graph, then a term for each edge to a parent."""
    for node in graph.get("nodes", ()):
        yield _term(node)
    for edge in graph.get("edges", ()):
        if edge["pred"] == "is_a":
            yield ReleaseTerm(curie_of(edge["sub"]), parents=(curie_of(edge["obj"]),))


def _term(node: dict[str, Any]) -> ReleaseTerm:
    meta = node.get("meta", {})
    values = [(v["pred"], _text(v, "val")) for v in meta.get("basicPropertyValues", ())]

    def ids(predicate: str) -> tuple[str, ...]:
        return tuple(curie_of(value) for name, value in values if name == predicate)

    return ReleaseTerm(
        curie_of(node["id"]),
        label=_text(node, "lbl"),
        obsolete=meta.get("deprecated") is True,
        replaced_by=ids(_REPLACED_BY),
        consider=ids(f"{_OIO}consider"),
        alternatives=ids(f"{_OIO}hasAlternativeId"),
        synonyms=(
            *(Synonym(_text(s, "val"), _SCOPES.get(s["pred"], "related")) for s in _living(meta)),
            *(Synonym(value) for name, value in values if name == _ALTERNATIVE_LABEL),
        ),
        definition=_text(meta.get("definition", {}), "val"),
    )


def _living(meta: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the synonyms, without those that the release says are no longer any."""
    return [s for s in meta.get("synonyms", ()) if not _text(s, "synonymType").endswith("obsolete_synonym")]


def _version(graph: dict[str, Any]) -> str:
    meta = graph.get("meta", {})
    infos = [_text(v, "val") for v in meta.get("basicPropertyValues", ()) if v["pred"] == _VERSION_INFO]
    return version_of(_text(meta, "version"), *infos)


def _text(mapping: dict[str, Any], key: str) -> str:
    """Return the text at a key, or nothing; ``null`` is nothing too."""
    return (mapping.get(key) or "").strip()
