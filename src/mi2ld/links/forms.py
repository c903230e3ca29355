"""Forms: opens the file of a release, and says from its suffix and its first bytes together which form it has.

In:   the path of a file, gzipped or not.
Out:  the name of its form; its bytes, its text or its JSON; the errors that all readers of a release share.
"""

from __future__ import annotations

import gzip
import json
import re
import xml.parsers.expat
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from mi2ld.dossier.text import decode
from mi2ld.problems import Mi2ldError, Problem, Where, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_HEAD_SIZE = 1 << 16
_ENTITY_MAX = 512
_OWL = b"http://www.w3.org/2002/07/owl#"
_ROOTS = {b"RDF": "rdf-xml", b"DescriptorRecordSet": "mesh-xml", b"SupplementalRecordSet": "mesh-xml"}

_OBO = re.compile(rb"^(?:format-version:|\[Term\])", re.MULTILINE)
_JSON = re.compile(rb"\s*\{")
_ROOT = re.compile(
    rb"(?>\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\])?\s*>)*+<(?:[\w.-]+:)?([\w.-]+)([^>]*)", re.DOTALL
)
_TURTLE = re.compile(
    rb"(?>\s|#[^\n]*)*+(?:@prefix\b|@base\b|(?i:prefix|base)\s|<[^\s<>!?]*>\s|_:|\[|[A-Za-z][\w.-]*:|:)"
)
_NTRIPLES = re.compile(rb"(?>\s|#[^\n]*)*+(?:<[A-Za-z][\w+.-]*:[^\s<>]*>|_:\S+)\s")
_TABLE = re.compile(rb"(?>#[^\n]*\n)*+[^\t\n<{]*\t")


def form_of(path: Path) -> str:
    """Return the form of a file: ``obo``, ``json``, ``rdf-xml``, ``owl-xml``, ``mesh-xml``, ``turtle``, ``n-triples``, ``table``.

    Raises:
        Mi2ldError: If the suffix and the content are together no known form (L301), or it cannot be read (T101).
    """
    with open_release(path) as stream:
        head = stream.read(_HEAD_SIZE).removeprefix(b"\xef\xbb\xbf")
    _, dot, suffix = path.name.lower().removesuffix(".gz").rpartition(".")
    form = _FORMS[suffix](head) if dot and suffix in _FORMS else ""
    if not form:
        begin = head[:40].decode("utf-8", "replace").split("\n")[0]
        raise unknown_form(
            path, f"is no known form of release: its name ends in {dot + suffix!r}, and it begins with {begin!r}"
        )
    return form


def _form_of_xml(head: bytes) -> str:
    """Return the form that the root element names; an ``.owl`` may be Turtle too."""
    root = _ROOT.match(head)
    if root is None:
        return "turtle" if re.match(rb"(?>\s|#[^\n]*)*+@?(?i:prefix|base)\s+\S*[:<]", head) else ""
    if root[1] == b"Ontology" and _OWL in root[2]:
        return "owl-xml"
    return _ROOTS.get(root[1], "")


_FORMS: dict[str, Callable[[bytes], str]] = {
    "obo": lambda head: "obo" if _OBO.search(head) else "",
    "json": lambda head: "json" if _JSON.match(head) else "",
    **dict.fromkeys(("owl", "rdf", "xml", "owx", "owlxml"), _form_of_xml),
    "ttl": lambda head: "turtle" if _TURTLE.match(head) else "",
    "nt": lambda head: "n-triples" if _NTRIPLES.match(head) else "",
    **dict.fromkeys(("tsv", "txt"), lambda head: "table" if _TABLE.match(head) else ""),
}


@contextmanager
def open_release(path: Path) -> Iterator[BinaryIO]:
    """Yield the bytes of a file as a stream, unpacked if they are gzipped.

    Raises:
        Mi2ldError: If the file cannot be read (T101), or its compressed bytes are damaged (L302).
    """
    try:
        with path.open("rb") as raw:
            is_packed = raw.read(2) == b"\x1f\x8b"
        with cast("BinaryIO", gzip.open(path)) if is_packed else path.open("rb") as stream:
            yield stream
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise malformed(path, f"is damaged gzip: {error}") from None
    except OSError as error:
        what = f"cannot be read: {error.strerror or error}"
        raise unreadable(path, "T101", what, "name a readable file") from None


def read_text(path: Path) -> str:
    """Return the text of a file.

    Raises:
        Mi2ldError: If it cannot be read (T101), is not UTF-8 (T102), or is damaged gzip (L302).
    """
    with open_release(path) as stream:
        return decode(stream.read(), path)


def read_json(path: Path) -> dict[str, Any]:
    """Return the JSON object of a file.

    Raises:
        Mi2ldError: If it is no JSON, at its line and column (L302), or cannot be read.
    """
    try:
        document = json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise malformed(path, f"is no JSON: {error.msg}", error.lineno, error.colno) from None
    except RecursionError:
        raise malformed(path, "is no JSON of a release: it is nested too deep") from None
    return cast("dict[str, Any]", document)


def check_xml(path: Path) -> None:
    """Pass over an XML file: well-formed to its end, with no entity that could grow or reach another file.

    pyoxigraph takes a file that breaks off for a whole one, unfolds entities in entities without limit, and tells no line.
    Short entities, which stand for namespaces in many ontologies, pass.

    Raises:
        Mi2ldError: If the file is refused, at its line and column (L302).
    """
    parser = xml.parsers.expat.ParserCreate()

    def refuse_large(name: str, is_parameter: bool, value: str | None, *_: object) -> None:
        if is_parameter or value is None or "&" in value or len(value) > _ENTITY_MAX:
            what = f"declares the entity {name!r}, which could grow or reach another file"
            raise malformed(path, what, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)

    parser.EntityDeclHandler = refuse_large
    with open_release(path) as stream:
        try:
            parser.ParseFile(stream)
        except xml.parsers.expat.ExpatError as error:
            what = f"is no well-formed XML: {xml.parsers.expat.ErrorString(error.code)}"
            raise malformed(path, what, error.lineno, error.offset + 1) from None
        except (LookupError, ValueError) as error:  # an encoding that is unknown, or of many bytes
            raise malformed(path, f"is no XML that can be read: {error}", 1, 1) from None


def malformed(path: Path, what: str, line: int = 0, column: int = 0) -> Mi2ldError:
    """Return the error about a release whose form is known and broken."""
    where = Where(str(path), line, column if line else 0)
    return Mi2ldError([Problem(where, "error", "L302", what, "fetch the release again, whole")], exit_code=2)


def unknown_form(path: Path, what: str) -> Mi2ldError:
    """Return the error about a file or folder that is no release this project can read."""
    fix = "give OBO, obographs JSON, RDF/XML, Turtle, N-Triples, OWL/XML, MeSH XML, ORPHApackets or a table; ROBOT converts others"
    return unreadable(path, "L301", what, fix)
