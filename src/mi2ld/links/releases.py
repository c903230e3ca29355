"""Releases: one record for a term of another vocabulary, and one door to every file form a release comes in.

In:   a release of HPO, Mondo, MeSH and their like, as the file that its makers publish.
Out:  a ``Release``: its version, the prefixes it is a release of, and its terms by CURIE.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from mi2ld.problems import Mi2ldError, Problem, Where, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_DATE = re.compile(
    r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)|(?<!\d)(?:19|20)\d{2}(?!\d)(?!.*(?<!\d)\d{4}-\d{2}-\d{2}(?!\d))", re.DOTALL
)
_OWL_SUFFIXES = (".owl", ".rdf", ".ttl", ".nt", ".owx", ".owlxml")
_TRANSLATION_COLUMNS = (
    "subject_id",
    "predicate_id",
    "translation_language",
    "source_value",
    "translation_value",
    "translation_status",
)


@dataclass(frozen=True, slots=True)
class Synonym:
    """Another name of a term: ``scope`` is exact, broad, narrow or related, ``language`` a tag such as ``en``."""

    text: str
    scope: str = "exact"
    language: str = "en"


@dataclass(slots=True)
class ReleaseTerm:
    """A term as one release has it.

    ``parents`` are what the release puts directly above it: named superclasses, for MeSH the broader descriptors or the
    headings that a supplementary record is mapped to, for a protein the gene that HGNC ties it to. ``places`` are the tree
    numbers of a MeSH descriptor. ``french_of`` is the English label that the French one was made from.
    """

    curie: str
    label: str = ""
    parents: tuple[str, ...] = ()
    obsolete: bool = False
    replaced_by: tuple[str, ...] = ()
    consider: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    synonyms: tuple[Synonym, ...] = ()
    definition: str = ""
    french: str = ""
    french_of: str = ""
    kind: str = ""
    places: tuple[str, ...] = ()

    @property
    def french_is_stale(self) -> bool:
        """Return whether the French label was made from an English one that has changed since."""
        return bool(self.french) and bool(self.french_of) and self.french_of != self.label


@dataclass(slots=True)
class Release:
    """The terms of one release by CURIE; ``prefixes`` are those it is a release of, so that an id it lacks is unknown."""

    path: str
    version: str
    prefixes: frozenset[str]
    terms: dict[str, ReleaseTerm] = field(default_factory=dict)

    @property
    def date(self) -> str:
        """Return the date in the version, as ``YYYY-MM-DD`` or ``YYYY``, or nothing."""
        found = _DATE.search(self.version)
        return found[0] if found else ""

    def ancestors(self, curies: Iterable[str]) -> set[str]:
        """Return the terms and everything above them, so far as the release holds it."""
        found: set[str] = set()
        queue = list(curies)
        while queue:
            curie = queue.pop()
            if curie not in found and curie in self.terms:
                found.add(curie)
                queue.extend(self.terms[curie].parents)
        return found


def read_release(path: Path, *, prefix: str = "") -> Release:
    """Return a release, from a file of any form or a folder of OWL modules or ORPHApackets; gzip is unpacked.

    Args:
        path: The file or folder. Its form is told from suffix and content, its date from its name only if it has no other.
        prefix: What it is a release of, if not what it says itself; of a table of labels it takes the rows of the prefix.

    Raises:
        Mi2ldError: If it is no known form (L301), malformed (L302), without a term (L303), or cannot be read (T101, T102).
    """
    from mi2ld.links.identifiers import version_in_name

    release = _read_folder(path) if path.is_dir() else _read_file(path, prefix)
    if not release.terms:
        of = f" of {prefix}" if prefix else ""
        raise unreadable(path, "L303", f"holds no term{of}", "name a release that has the terms")
    release.version = release.version or version_in_name(path.name)
    release.prefixes = frozenset({prefix}) if prefix else release.prefixes
    return release


def _read_file(path: Path, prefix: str) -> Release:
    """Return what the reader of a file's form makes of it; no other reader is loaded."""
    from mi2ld.links.forms import form_of, read_json

    form = form_of(path)
    if form == "obo":
        from mi2ld.links.obo import read_obo

        return read_obo(path)
    if form == "json":
        return _read_json(path, read_json(path))
    if form == "mesh-xml":
        from mi2ld.links.mesh import read_mesh_xml

        return read_mesh_xml(path)
    if form == "table":
        from mi2ld.links.tables import read_table

        return read_table(path, prefix)
    from mi2ld.links.owl import read_owl_xml, read_rdf

    return read_owl_xml(path) if form == "owl-xml" else read_rdf(path, form)


def _read_json(path: Path, document: dict[str, Any]) -> Release:
    from mi2ld.links.forms import unknown_form
    from mi2ld.links.obographs import read_obographs
    from mi2ld.links.orphanet import read_orphapackets

    if "graphs" in document:
        return read_obographs(path, document)
    if "Orphapacket" in document:
        return read_orphapackets(path, {path: document})
    raise unknown_form(path, "is JSON with neither 'graphs' nor 'Orphapacket'")


def _read_folder(path: Path) -> Release:
    """Return all OWL modules of a folder as one release, or else all its ORPHApackets; the problems of all are told."""
    from mi2ld.links.forms import read_json, unknown_form
    from mi2ld.links.merging import merge_terms
    from mi2ld.links.orphanet import read_orphapackets

    try:
        files = sorted(file for file in path.iterdir() if file.is_file())
    except OSError as error:
        raise unreadable(path, "T101", f"cannot be read: {error.strerror}", "name a readable folder") from None
    modules = [file for file in files if file.name.lower().removesuffix(".gz").endswith(_OWL_SUFFIXES)]
    if not modules:
        names = [file for file in files if file.name.lower().removesuffix(".gz").endswith(".json")]
        packets = {file: read_json(file) for file in names}
        if any("Orphapacket" in packet for packet in packets.values()):
            return read_orphapackets(path, packets)
        raise unknown_form(path, "is a folder with neither OWL modules nor ORPHApackets")
    releases: list[Release] = []
    problems: list[Problem] = []
    for module in modules:
        try:
            releases.append(_read_file(module, ""))
        except Mi2ldError as error:
            problems.extend(error.problems)
    if problems:
        raise Mi2ldError(problems, exit_code=2)
    versions = sorted({release.version for release in releases} - {""})
    prefixes = frozenset[str]().union(*(release.prefixes for release in releases))
    terms = merge_terms(term for release in releases for term in release.terms.values())
    return Release(str(path), "; ".join(versions), prefixes, terms)


def read_translations(path: Path) -> dict[str, tuple[str, str]]:
    """Return the official French labels of a Babelon table by CURIE, each with the English label it was made from.

    Raises:
        Mi2ldError: If the table lacks columns (L304), a row is malformed (L302), or it cannot be read (T101, T102).
    """
    from mi2ld.links.tables import read_rows

    _, header, rows = read_rows(path)
    if lacking := [name for name in _TRANSLATION_COLUMNS if name not in header]:
        what, fix = f"lacks the columns {', '.join(lacking)}", "give a Babelon table of translations"
        raise Mi2ldError([Problem(Where(str(path), 1, 1), "error", "L304", what, fix)], exit_code=2)
    wanted = ("rdfs:label", "fr", "OFFICIAL")
    return {
        row["subject_id"]: (row["translation_value"].strip(), row["source_value"].strip())
        for row in rows
        if (row["predicate_id"], row["translation_language"], row["translation_status"]) == wanted
        and row["translation_value"].strip()
    }


def with_translations(release: Release, translations: Mapping[str, tuple[str, str]]) -> Release:
    """Return the release with the French labels of its terms, and what they were made from; the given one is unchanged."""
    terms = {
        curie: replace(term, french=translations[curie][0], french_of=translations[curie][1])
        if curie in translations
        else term
        for curie, term in release.terms.items()
    }
    return replace(release, terms=terms)
