"""MeSH: NLM's XML of descriptors and of supplementary records, and a table of both.

In:   ``desc2026.xml`` or ``supp2026.xml``, a record at a time; or rows of ``ui label entry_terms tree_numbers_or_mapped_heading``.
Out:  a ``Release`` with terms as ``mesh:D003882``.
Door: the only module that imports defusedxml; no DTD is fetched, and a file that declares entities is refused.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mi2ld.links.forms import malformed, open_release
from mi2ld.links.identifiers import version_in_name
from mi2ld.links.merging import merge_terms, synonyms_of
from mi2ld.links.releases import Release, ReleaseTerm, Synonym

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO
    from xml.etree.ElementTree import Element

TABLE_HEADER = ["ui", "label", "entry_terms", "tree_numbers_or_mapped_heading"]

_SCOPES = {"NRW": "narrow", "BRD": "broad", "REL": "related"}
_DESCRIPTOR_CLASSES = {"2": "PublicationType", "3": "CheckTag", "4": "GeographicalDescriptor"}
_SCR_CLASSES = {
    "1": "SCR_Chemical",
    "2": "SCR_Protocol",
    "3": "SCR_Disease",
    "4": "SCR_Organism",
    "5": "SCR_Population",
    "6": "SCR_Anatomy",
}


def read_mesh_xml(path: Path) -> Release:
    """Return the records of MeSH XML; each is let go when it is read, so that memory stays small.

    Raises:
        Mi2ldError: If it is malformed, at its line and column, or declares entities (L302), or cannot be read.
    """
    from xml.etree.ElementTree import ParseError

    terms: list[ReleaseTerm] = []
    numbers: list[list[str]] = []
    with open_release(path) as stream:
        elements = _elements(stream)
        try:
            year = version_in_name(" ".join(next(elements).attrib.values()))
            for record in elements:
                terms.append(_term(path, record, len(terms) + 1))
                numbers.append(_texts(record, "TreeNumberList/TreeNumber"))
        except ParseError as error:
            line, column = error.position
            raise malformed(path, f"is no MeSH XML: {error.msg}", line, column + 1) from None
        except (LookupError, ValueError) as error:  # an unknown encoding; entities, which defusedxml refuses
            raise malformed(path, f"is no MeSH XML: {error}") from None
    _add_broader(terms, numbers)
    return Release(str(path), year, frozenset({"mesh"}), merge_terms(terms))


def read_mesh_table(path: Path, rows: Iterable[dict[str, str]]) -> Release:
    """Return the records of a table of MeSH, whose columns are ``TABLE_HEADER``.

    A heading that the table lacks is no parent. The table does not say what a supplementary record is: its label does.
    """
    rows = list(rows)
    held = {row["ui"] for row in rows}
    terms: list[ReleaseTerm] = []
    numbers: list[list[str]] = []
    for row in rows:
        is_descriptor = row["ui"].startswith("D")
        cell = row["tree_numbers_or_mapped_heading"]
        numbers.append(cell.split("|") if is_descriptor else [])
        headings = [] if is_descriptor else [ui.strip().lstrip("*") for ui in cell.split(",")]
        is_disease = re.search(r"syndrome|disease", row["label"], re.IGNORECASE)
        terms.append(
            ReleaseTerm(
                f"mesh:{row['ui']}",
                row["label"].strip(),
                parents=tuple(f"mesh:{ui}" for ui in headings if ui in held),
                synonyms=synonyms_of(row["entry_terms"].split("|")),
                kind="TopicalDescriptor" if is_descriptor else "SCR_Disease" if is_disease else "SCR_Chemical",
            )
        )
    _add_broader(terms, numbers)
    return Release(str(path), "", frozenset({"mesh"}), merge_terms(terms))


def _add_broader(terms: list[ReleaseTerm], numbers: list[list[str]]) -> None:
    """Add to each descriptor those that have one of its tree numbers without the last part."""
    trees = {number: term.curie for term, own in zip(terms, numbers, strict=True) for number in own}
    for term, own in zip(terms, numbers, strict=True):
        term.places = tuple(sorted(own))
        term.parents += tuple(trees[over] for number in own if (over := number.rpartition(".")[0]) in trees)


def _elements(stream: BinaryIO) -> Iterator[Element]:
    """Yield the root as it opens, then each record as it closes."""
    from defusedxml.ElementTree import iterparse

    events = iterparse(stream, events=("start", "end"))
    _, root = next(events)
    yield root
    for event, element in events:
        if event == "end" and element.tag in ("DescriptorRecord", "SupplementalRecord"):
            yield element
            root.clear()


def _term(path: Path, record: Element, number: int) -> ReleaseTerm:
    name = record.tag.removesuffix("Record").replace("Supplemental", "SupplementalRecord")
    ui, label = (record.findtext(f"{name}{part}", "").strip() for part in ("UI", "Name/String"))
    if not ui or not label:
        raise malformed(path, f"has a {record.tag} (the {number}th) without its UI or name")
    headings = _texts(record, "HeadingMappedToList/HeadingMappedTo/DescriptorReferredTo/DescriptorUI")
    if record.tag == "DescriptorRecord":
        kind = _DESCRIPTOR_CLASSES.get(record.get("DescriptorClass", ""), "TopicalDescriptor")
    else:
        kind = _SCR_CLASSES.get(record.get("SCRClass", ""), "")
    concepts = record.findall("ConceptList/Concept")
    preferred = next((c for c in concepts if c.get("PreferredConceptYN") == "Y"), None)
    return ReleaseTerm(
        f"mesh:{ui}",
        label,
        parents=tuple(f"mesh:{heading.lstrip('*')}" for heading in headings),
        synonyms=tuple(s for s in _synonyms(concepts, preferred) if s.text != label),
        definition=(preferred.findtext("ScopeNote") or "").strip() if preferred is not None else "",
        kind=kind,
    )


def _synonyms(concepts: list[Element], preferred: Element | None) -> Iterator[Synonym]:
    """Yield the terms of a record; exact are those of its preferred concept, which says how the others stand to it."""
    relations = preferred.findall("ConceptRelationList/ConceptRelation") if preferred is not None else []
    scopes = {r.findtext("Concept2UI", ""): _SCOPES.get(r.get("RelationName", ""), "related") for r in relations}
    for concept in concepts:
        other = scopes.get(concept.findtext("ConceptUI", ""), "related")
        for text in _texts(concept, "TermList/Term/String"):
            yield Synonym(text, "exact" if concept is preferred else other)


def _texts(element: Element, path: str) -> list[str]:
    return [text for found in element.findall(path) if (text := (found.text or "").strip())]
