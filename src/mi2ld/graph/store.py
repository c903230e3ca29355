"""The embedded store and the fast parser and serialiser.

Door: the only module of this room that imports pyoxigraph.
Values keep their digits on the way from lines to files: they are parsed and serialised, never put into a store.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from mi2ld import names
from mi2ld.problems import Mi2ldError, Problem, Where

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "rdf": ox.RdfFormat.RDF_XML,
    "owl": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
_ESCAPED_NAME = re.compile(
    rb'"(?:[^"\\\n]|\\.)*"|<[^>\s]*>|([A-Za-z][\w-]*):((?:[^\s"<>;,\\]|\\.)*\\(?:[^\s"<>;,\\]|\\.)*)'
)
_DECIMAL = re.compile(rb'"(?:[^"\\]|\\.)*"|<[^>]*>|(?<=\s)([+-]?\d*\.\d+)(?=[\s;,.\])])')
"""A bare decimal of Turtle; strings and IRIs, which may hold the same signs, are passed over."""
_XMLNS = re.compile(rb"(?<=<rdf:RDF )[^>]*(?=>)")


def parse_file(path: Path) -> list[ox.Quad]:
    """Return the quads of an RDF file.

    Raises:
        Mi2ldError: If it is no RDF, at its line and column (G101), or cannot be read (G102).
    """
    try:
        return list(ox.parse(path=str(path), format=FORMATS[path.suffix[1:]], rename_blank_nodes=True))
    except SyntaxError as error:
        where = Where(str(path), error.lineno or 1, error.offset or 1)
        raise Mi2ldError([Problem(where, "error", "G101", str(error.msg), "mend the syntax here")]) from None
    except OSError as error:
        what = f"cannot be read: {error.strerror or error}"
        raise Mi2ldError([Problem(Where(str(path)), "error", "G102", what, "restore the file")], 2) from None


def canonical_lines(parts: Iterable[list[ox.Quad]], extra: bytes = b"") -> list[str]:
    """Return the parts as sorted N-Triples lines, blank nodes labelled by RDFC-1.0."""
    dataset = ox.Dataset(quad for part in parts for quad in part)
    for quad in ox.parse(extra, format=ox.RdfFormat.N_TRIPLES):
        dataset.add(quad)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    data = ox.serialize((q.triple for q in dataset), format=ox.RdfFormat.N_TRIPLES) or b""
    return sorted(line + "\n" for line in data.decode().split("\n") if line)


def write_file(lines: Iterable[str], path: Path, suffix: str, prefixes: dict[str, str] | None = None) -> None:
    """Write lines of N-Triples or N-Quads to a file in the form of its suffix, in the order they come.

    The prefixes stand sorted at the top, so that the same lines give the same bytes.
    """
    data = "".join(lines).encode()
    if suffix in ("nt", "nq"):
        path.write_bytes(data)
        return
    source = ox.RdfFormat.N_QUADS if suffix == "trig" else ox.RdfFormat.N_TRIPLES
    quads = ox.parse(data, format=source)
    items = quads if suffix == "trig" else (q.triple for q in quads)
    used = {p: n for p, n in (prefixes or names.PREFIXES).items() if n.encode() in data}
    out = ox.serialize(items, format=FORMATS[suffix], prefixes=used)
    data = _quote_decimals(_spell_out(out or b"", used), used) if suffix in ("ttl", "trig") else out or b""
    path.write_bytes(_settle(data, suffix))


def _spell_out(data: bytes, prefixes: dict[str, str]) -> bytes:
    """Return Turtle in which no prefixed name has a backslash, since Virtuoso 7 keeps it as a part of the IRI."""

    def spell(match: re.Match[bytes]) -> bytes:
        if match[1] is None:
            return match[0]
        return b"<" + prefixes[match[1].decode()].encode() + re.sub(rb"\\(.)", rb"\1", match[2]) + b">"

    return _ESCAPED_NAME.sub(spell, data)


def _quote_decimals(data: bytes, prefixes: dict[str, str]) -> bytes:
    """Return Turtle in which decimals are typed strings, never bare numbers that a loader may take for doubles."""
    datatype = b"xsd:decimal" if "xsd" in prefixes else f"<{names.PREFIXES['xsd']}decimal>".encode()

    def quote(match: re.Match[bytes]) -> bytes:
        return match[0] if match[1] is None else b'"' + match[1] + b'"^^' + datatype

    return _DECIMAL.sub(quote, data)


def _settle(data: bytes, suffix: str) -> bytes:
    """Return serialised data with its prefixes in order and one line feed at its end."""
    if suffix in ("ttl", "trig"):
        lines = data.split(b"\n")
        head = sorted(line for line in lines if line.startswith(b"@prefix "))
        body = lines[len(head) :]
        out = [*head, b""]
        for line in body:
            if line[:1] not in (b"\t", b"}", b"") and out[-1]:
                out.append(b"")
            out.append(line)
        data = b"\n".join(out)
    elif suffix in ("rdf", "owl"):
        data = _XMLNS.sub(lambda m: b" ".join(sorted(m[0].split())), data, count=1)
    return data.rstrip(b"\n") + b"\n"


def write_jsonld(lines: Iterable[str], path: Path, context: dict[str, str]) -> None:
    """Write N-Triples lines as JSON-LD 1.1: flat nodes, the context embedded, every number a typed string."""
    import json

    inverse = sorted(context.items(), key=lambda item: -len(item[1]))
    cache: dict[str, str] = {}

    def compact(iri: str) -> str:
        found = cache.get(iri)
        if found is None:
            found = iri
            for prefix, namespace in inverse:
                local = iri[len(namespace) :]
                if iri.startswith(namespace) and local and not local.startswith("//"):
                    found = f"{prefix}:{local}"
                    break
            cache[iri] = found
        return found

    def node(term: ox.NamedNode | ox.BlankNode) -> str:
        return compact(term.value) if isinstance(term, ox.NamedNode) else str(term)

    graph: dict[str, dict[str, list[object]]] = {}
    for quad in ox.parse("".join(lines).encode(), format=ox.RdfFormat.N_TRIPLES):
        entry = graph.setdefault(node(quad.subject), {})
        if quad.predicate.value == names.PREFIXES["rdf"] + "type":
            entry.setdefault("@type", []).append(node(quad.object))
            continue
        value: object
        if isinstance(quad.object, ox.Literal):
            if quad.object.language:
                value = {"@value": quad.object.value, "@language": quad.object.language}
            elif quad.object.datatype.value == names.PREFIXES["xsd"] + "string":
                value = {"@value": quad.object.value}
            else:
                value = {"@value": quad.object.value, "@type": compact(quad.object.datatype.value)}
        else:
            value = {"@id": node(quad.object)}
        entry.setdefault(compact(quad.predicate.value), []).append(value)
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write('{"@context": ' + json.dumps(context, ensure_ascii=False, sort_keys=True) + ',\n"@graph": [\n')
        rows = (
            json.dumps({"@id": key, **dict(sorted(entry.items()))}, ensure_ascii=False) for key, entry in graph.items()
        )
        out.write(",\n".join(rows) + "\n]}\n")
