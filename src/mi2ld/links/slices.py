"""Slices: what the mappings touch of HPO and of MeSH, with all that stands above it, as two small Turtle files.

In:   ``ontology/mappings/*.sssom.tsv``, a release of HPO (OBO), its French labels (TSV) and a table of MeSH (TSV).
Out:  ``ontology/imports/hpo.ttl`` and ``mesh.ttl``: labels and hierarchy, sorted, without definitions.

Run: ``python -m mi2ld.links.slices --hpo hp.obo --hpo-labels labels.tsv --mesh mesh.tsv``, from the checkout.
"""

from __future__ import annotations

import argparse
import csv
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mi2ld import names
from mi2ld.graph.mapping import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

_HPO_LICENCE = "https://hpo.jax.org/app/license"
_MESH_TERMS = "https://www.nlm.nih.gov/databases/download/terms_and_conditions_mesh.html"


@dataclass(slots=True)
class Stanza:
    """One term of an OBO file."""

    label: str = ""
    parents: list[str] = field(default_factory=list)
    is_obsolete: bool = False


def read_obo(text: str) -> tuple[str, dict[str, Stanza]]:
    """Return the version of an OBO file, and its terms by identifier."""
    header, *blocks = text.split("\n[Term]\n")
    version = re.search(r"(?m)^data-version: \S*?(\d{4}-\d{2}-\d{2})\s*$", header)
    terms: dict[str, Stanza] = {}
    for block in blocks:
        stanza, key = Stanza(), ""
        for line in block.split("\n[", 1)[0].splitlines():
            tag, _, value = line.partition(": ")
            value = value.split(" ! ", 1)[0].split(" {", 1)[0].strip() if tag == "is_a" else value.strip()
            if tag == "id":
                key = value
            elif tag == "name":
                stanza.label = value
            elif tag == "is_a":
                stanza.parents.append(value)
            elif tag == "is_obsolete":
                stanza.is_obsolete = value == "true"
        terms[key] = stanza
    return version[1] if version else "", terms


def read_targets(folder: Path, prefix: str) -> set[str]:
    """Return the CURIEs of one prefix that the mappings name as objects."""
    found: set[str] = set()
    for path in sorted(folder.glob("*.sssom.tsv")):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        found |= {row["object_id"] for row in csv.DictReader(lines, delimiter="\t")}
    return {curie for curie in found if curie.startswith(prefix + ":")}


def _header(key: str, title: tuple[str, str], version: str, source: str, rights: str, licence: str) -> list[str]:
    return [
        f"<{names.BASE}imports/{key}> a owl:Ontology ;",
        f"  dcterms:title {quote(title[0])}@en , {quote(title[1])}@fr ;",
        f"  owl:versionInfo {quote(version)} ;",
        f"  dcterms:source <{source}> ;",
        f"  dcterms:rights {quote(rights)}@en ;",
        f"  dcterms:license <{licence}> .",
        "",
    ]


def _prefixes(*wanted: str) -> list[str]:
    return [*(f"@prefix {p}: <{names.PREFIXES[p]}> ." for p in sorted(wanted)), ""]


def slice_hpo(obo: str, french: dict[str, str], targets: Iterable[str]) -> str:
    """Return the targets and all that is above them in HPO, as Turtle.

    Raises:
        KeyError: If HPO has no such term.
        ValueError: If a target is obsolete.
    """
    version, terms = read_obo(obo)
    wanted: set[str] = set()
    queue = sorted(targets)
    if obsolete := [t for t in queue if terms[t].is_obsolete]:
        message = f"obsolete in HPO {version}: {', '.join(obsolete)}"
        raise ValueError(message)
    while queue:
        key = queue.pop()
        if key not in wanted:
            wanted.add(key)
            queue.extend(terms[key].parents)
    title = ("A slice of the Human Phenotype Ontology", "Un extrait de la Human Phenotype Ontology")
    rights = (
        "Human Phenotype Ontology Consortium; terms, labels and hierarchy unaltered; French labels of hpo-translations"
    )
    source = f"http://purl.obolibrary.org/obo/hp/releases/{version}/hp.obo"
    out = [
        "# Made by mi2ld.links.slices: the terms of HPO that the mappings name, and all that is above them.",
        *_prefixes("obo", "owl", "rdfs", "dcterms"),
        *_header("hpo", title, version, source, rights, _HPO_LICENCE),
    ]
    for key in sorted(wanted):
        labels = f"{quote(terms[key].label)}@en"
        if key in french:
            labels += f" , {quote(french[key])}@fr"
        parents = " , ".join(f"obo:{p.replace(':', '_')}" for p in sorted(terms[key].parents))
        above = f" ;\n  rdfs:subClassOf {parents}" if parents else ""
        out.append(f"obo:{key.replace(':', '_')} a owl:Class ;\n  rdfs:label {labels}{above} .\n")
    return "\n".join(out).rstrip("\n") + "\n"


def read_french(path: Path) -> dict[str, str]:
    """Return the French labels of HPO that are official and up to date."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        return {r["hp_id"]: r["label_fr"] for r in rows if r["status"] == "OFFICIAL" and r["up_to_date"] == "True"}


def slice_mesh(rows: list[dict[str, str]], year: str, targets: Iterable[str]) -> str:
    """Return the targets and what is above them in MeSH, so far as the table holds it, as Turtle.

    Raises:
        KeyError: If the table has no such record.
    """
    records = {row["ui"]: row for row in rows}
    trees: dict[str, str] = {}
    for ui, row in records.items():
        if ui.startswith("D"):
            trees.update(dict.fromkeys(row["tree_numbers_or_mapped_heading"].split("|"), ui))
    above: dict[str, list[str]] = {}
    for ui, row in records.items():
        cell = row["tree_numbers_or_mapped_heading"]
        if ui.startswith("D"):
            over = {trees[parent] for n in cell.split("|") if (parent := n.rpartition(".")[0]) in trees}
        else:
            over = {heading for heading in cell.split(",") if heading in records}
        above[ui] = sorted(over - {ui})
    wanted: set[str] = set()
    queue = sorted(t.removeprefix("mesh:") for t in targets)
    while queue:
        ui = queue.pop()
        if ui not in wanted:
            wanted.add(ui)
            queue.extend(above[ui])
    title = ("A slice of Medical Subject Headings", "Un extrait des Medical Subject Headings")
    rights = "Courtesy of the U.S. National Library of Medicine; only the headings that the mappings need"
    out = [
        "# Made by mi2ld.links.slices: the records of MeSH that the mappings name, and what is above them.",
        *_prefixes("mesh", "meshv", "owl", "rdfs", "dcterms"),
        *_header("mesh", title, year, f"http://id.nlm.nih.gov/mesh/{year}", rights, _MESH_TERMS),
    ]
    for ui in sorted(wanted):
        descriptor = ui.startswith("D")
        kind = "TopicalDescriptor" if descriptor else _kind_of_supplement(records[ui]["label"])
        relation = "broaderDescriptor" if descriptor else "preferredMappedTo"
        higher = f" ;\n  meshv:{relation} " + " , ".join(f"mesh:{u}" for u in above[ui]) if above[ui] else ""
        out.append(f"mesh:{ui} a meshv:{kind} ;\n  rdfs:label {quote(records[ui]['label'])}@en{higher} .\n")
    return "\n".join(out).rstrip("\n") + "\n"


def _kind_of_supplement(label: str) -> str:
    """Return the class of a supplementary record: the table does not say it, the label does."""
    return "SCR_Disease" if re.search(r"syndrome|disease", label, re.IGNORECASE) else "SCR_Chemical"


def main(arguments: list[str] | None = None) -> None:
    """Write the two slices."""
    parser = argparse.ArgumentParser(
        prog="python -m mi2ld.links.slices", description="Cut HPO and MeSH to what the mappings need."
    )
    parser.add_argument("--hpo", type=Path, required=True, help="a release of HPO in OBO form")
    parser.add_argument("--hpo-labels", type=Path, required=True, help="its French labels (TSV)")
    parser.add_argument(
        "--mesh", type=Path, required=True, help="MeSH records (TSV: ui, label, tree numbers or headings)"
    )
    parser.add_argument("--mesh-year", default="2024", help="the year of MeSH (default: 2024)")
    parser.add_argument("--mappings", type=Path, default=Path("ontology/mappings"))
    parser.add_argument("--out", type=Path, default=Path("ontology/imports"))
    given = parser.parse_args(arguments)
    hpo = slice_hpo(
        given.hpo.read_text(encoding="utf-8"), read_french(given.hpo_labels), read_targets(given.mappings, "HP")
    )
    with given.mesh.open(encoding="utf-8", newline="") as lines:
        mesh = slice_mesh(
            list(csv.DictReader(lines, delimiter="\t")), given.mesh_year, read_targets(given.mappings, "mesh")
        )
    given.out.mkdir(parents=True, exist_ok=True)
    for name, text in (("hpo.ttl", hpo), ("mesh.ttl", mesh)):
        (given.out / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
