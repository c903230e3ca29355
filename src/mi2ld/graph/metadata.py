"""Metadata: what the data set says of itself, and the VoID and DCAT description of a release."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from mi2ld import names
from mi2ld.graph.mapping import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_DCT, _VOID, _DCAT, _XSD, _FOAF, _SPDX = (names.PREFIXES[p] for p in ("dcterms", "void", "dcat", "xsd", "foaf", "spdx"))
_A = f"<{names.PREFIXES['rdf']}type>"
_DATASET = f"<{names.DATASET_IRI}>"
LICENCE = "<https://creativecommons.org/licenses/by/4.0/>"
MEDIA_TYPES = {
    "ttl": "text/turtle",
    "trig": "application/trig",
    "nq": "application/n-quads",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "owl": "application/rdf+xml",
    "jsonld": "application/ld+json",
}


def _version_iri(version: str) -> str:
    return f"<{names.DATASET_IRI}/{version}>"


def metadata_lines(version: str, issued: str, dossiers: Iterable[str]) -> list[str]:
    """Return what the data set says of itself, as sorted N-Triples lines; it holds no sizes or sums of files."""
    s = _version_iri(version)
    out = [
        f"{_DATASET} {_A} <{_DCAT}Dataset>",
        f'{_DATASET} <{_DCT}title> "mi2ld"@en',
        f'{_DATASET} <{_DCT}title> "mi2ld"@fr',
        f"{_DATASET} <{_DCAT}hasVersion> {s}",
        f"{_DATASET} <{_DCAT}hasCurrentVersion> {s}",
        f"{s} {_A} <{_DCAT}Dataset>",
        f"{s} {_A} <{_VOID}Dataset>",
        f"{s} <{_DCT}title> {quote('mi2ld ' + version)}@en",
        f"{s} <{_DCT}title> {quote('mi2ld ' + version)}@fr",
        f"{s} <{_DCT}description> {quote('What clinical documents state about myositis autoantibodies, claim by claim, with the place of its words.')}@en",
        f"{s} <{_DCT}description> {quote('Ce que des documents cliniques énoncent des auto-anticorps de myosite, affirmation par affirmation, avec la place de ses mots.')}@fr",
        f"{s} <{_DCAT}version> {quote(version)}",
        f"{s} <{_DCAT}isVersionOf> {_DATASET}",
        f'{s} <{_DCT}issued> "{issued}"^^<{_XSD}date>',
        f"{s} <{_DCT}license> {LICENCE}",
        f"{s} <{_DCT}creator> <{names.BASE}team>",
        f'{s} <{_DCT}language> "en"',
        f'{s} <{_DCT}language> "fr"',
        f"{s} <{_VOID}uriSpace> {quote(names.BASE + 'id/')}",
        f"{s} <{_VOID}vocabulary> <{names.ONTOLOGY_IRI}>",
        f"{s} <{_DCT}conformsTo> <{names.ONTOLOGY_IRI}/{version}>",
    ]
    for dossier in dossiers:
        for what in ("facts", "curation"):
            out.append(f"{names.mint_graph(f'{what}/{dossier}')} <{_DCT}isPartOf> {s}")
    return sorted(line + " .\n" for line in out)


def void_lines(
    version: str,
    triples: Iterable[str],
    links: Iterable[str],
    dumps: Iterable[tuple[str, int, str]],
    targets: Mapping[str, str],
) -> list[str]:
    """Return the DCAT 3 and VoID description of a release: counts, partitions, link sets, dumps with size and sum.

    ``dumps`` are name, bytes and SHA-256; names stay relative to the folder. ``targets`` are the IRIs of the data sets
    that the links lead to, by prefix.
    """
    s = _version_iri(version)
    classes: Counter[str] = Counter()
    properties: Counter[str] = Counter()
    subjects: set[str] = set()
    total = 0
    for line in triples:
        subject, predicate, rest = line.split(" ", 2)
        total += 1
        subjects.add(subject)
        properties[predicate] += 1
        if predicate == _A:
            classes[rest[:-3]] += 1
    integer = f"^^<{_XSD}integer>"
    out = [
        f'{s} <{_VOID}triples> "{total}"{integer}',
        f'{s} <{_VOID}distinctSubjects> "{len(subjects)}"{integer}',
        f'{s} <{_VOID}classes> "{len(classes)}"{integer}',
        f'{s} <{_VOID}properties> "{len(properties)}"{integer}',
    ]
    for name, count in sorted(classes.items()):
        if not name.startswith("<"):
            continue
        part = (
            f"<{names.DATASET_IRI}/{version}/class/{names.contract(name[1:-1]).replace(':', '-').rsplit('/', 1)[-1]}>"
        )
        out += [
            f"{s} <{_VOID}classPartition> {part}",
            f"{part} <{_VOID}class> {name}",
            f'{part} <{_VOID}entities> "{count}"{integer}',
        ]
    for name, count in sorted(properties.items()):
        part = f"<{names.DATASET_IRI}/{version}/property/{names.contract(name[1:-1]).replace(':', '-').rsplit('/', 1)[-1]}>"
        out += [
            f"{s} <{_VOID}propertyPartition> {part}",
            f"{part} <{_VOID}property> {name}",
            f'{part} <{_VOID}triples> "{count}"{integer}',
        ]
    matches = f"<{names.PREFIXES['skos']}"
    rows = [line.split(" ", 2) for line in links]
    for target, source in targets.items():
        namespace = f"<{names.PREFIXES[target]}"
        matching = [row for row in rows if row[1].startswith(matches) and row[2].startswith(namespace)]
        for predicate in sorted({row[1] for row in matching}):
            local = predicate.rsplit("#", 1)[1][:-1]
            part = f"<{names.DATASET_IRI}/{version}/links/{target}/{local}>"
            number = sum(1 for row in matching if row[1] == predicate)
            out += [
                f"{s} <{_VOID}subset> {part}",
                f"{part} {_A} <{_VOID}Linkset>",
                f"{part} <{_VOID}subjectsTarget> {s}",
                f"{part} <{_VOID}objectsTarget> <{source}>",
                f"{part} <{_VOID}linkPredicate> {predicate}",
                f'{part} <{_VOID}triples> "{number}"{integer}',
            ]
    for name, size, digest in dumps:
        iri = f"<{names.DATASET_IRI}/{version}/{name}>"
        part = f"<{names.DATASET_IRI}/{version}/{name}#distribution>"
        check = f"<{names.DATASET_IRI}/{version}/{name}#sha256>"
        media = MEDIA_TYPES[name.rsplit(".", 1)[1]]
        out += [
            f"{s} <{_VOID}dataDump> {iri}",
            f"{s} <{_DCAT}distribution> {part}",
            f"{part} {_A} <{_DCAT}Distribution>",
            f"{part} <{_DCT}title> {quote(name)}",
            f"{part} <{_DCAT}downloadURL> {iri}",
            f"{part} <{_DCAT}mediaType> <https://www.iana.org/assignments/media-types/{media}>",
            f'{part} <{_DCAT}byteSize> "{size}"^^<{_XSD}nonNegativeInteger>',
            f"{part} <{_DCT}license> {LICENCE}",
            f"{part} <{_SPDX}checksum> {check}",
            f"{check} {_A} <{_SPDX}Checksum>",
            f"{check} <{_SPDX}algorithm> <{_SPDX}checksumAlgorithm_sha256>",
            f'{check} <{_SPDX}checksumValue> "{digest}"^^<{_XSD}hexBinary>',
        ]
    return sorted({line + " .\n" for line in out})
