"""Names: the base, the prefixes and the minting of every IRI; no IRI is built anywhere else.

IRIs come back in N-Triples form, between angle brackets, since they go straight into lines of quads.
"""

from __future__ import annotations

import base64
import re
import urllib.parse

BASE = "https://w3id.org/mi2ld/"
ONTOLOGY = BASE + "ontology/"
ONTOLOGY_IRI = BASE + "ontology"
DATASET_IRI = BASE + "dataset"
KEY = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
KEY_MAX = 60

KINDS = (
    "text",
    "document",
    "publication",
    "study",
    "group",
    "statement",
    "proposition",
    "estimate",
    "anchor",
    "selector",
    "criterion",
    "evidence",
    "inference",
    "computed",
    "mapping",
    "axiom",
)
"""The kinds of things that have an IRI under ``id/``."""

PREFIXES: dict[str, str] = {
    "mi2ld": BASE,
    "mi2": ONTOLOGY,
    **{kind: f"{BASE}id/{kind}/" for kind in KINDS},
    "graph": BASE + "graph/",
    "shape": BASE + "shape/",
    "query": BASE + "query/",
    "obo": "http://purl.obolibrary.org/obo/",
    **{
        prefix: f"http://purl.obolibrary.org/obo/{prefix}_"
        for prefix in (
            *("CHEBI", "CMO", "CTO", "DOID", "ECO", "GO", "HP", "IAO", "MAXO"),
            *("MONDO", "NCIT", "OBCS", "OBI", "OGMS", "SEPIO", "STATO", "UBERON"),
        )
    },
    "mesh": "http://id.nlm.nih.gov/mesh/",
    "meshv": "http://id.nlm.nih.gov/mesh/vocab#",
    "Orphanet": "http://www.orpha.net/ORDO/Orphanet_",
    "EFO": "http://www.ebi.ac.uk/efo/EFO_",
    "HGNC": "http://identifiers.org/hgnc/",
    "NCBIGene": "http://identifiers.org/ncbigene/",
    "ENSEMBL": "http://identifiers.org/ensembl/",
    "UniProtKB": "http://purl.uniprot.org/uniprot/",
    "UMLS": "http://linkedlifedata.com/resource/umls/id/",
    "SCTID": "http://snomed.info/id/",
    "GARD": "https://rarediseases.info.nih.gov/diseases/",
    "MedDRA": "http://identifiers.org/meddra/",
    "ICD10": "https://icd.who.int/browse10/2019/en#/",
    "ICD10CM": "http://purl.bioontology.org/ontology/ICD10CM/",
    "ICD11": "http://id.who.int/icd/entity/",
    "sssom": "https://w3id.org/sssom/",
    "orcid": "https://orcid.org/",
    "bioregistry": "https://bioregistry.io/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "pav": "http://purl.org/pav/",
    "oa": "http://www.w3.org/ns/oa#",
    "cito": "http://purl.org/spar/cito/",
    "fabio": "http://purl.org/spar/fabio/",
    "sh": "http://www.w3.org/ns/shacl#",
    "void": "http://rdfs.org/ns/void#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "schema": "https://schema.org/",
    "semapv": "https://w3id.org/semapv/vocab/",
    "spdx": "http://spdx.org/rdf/terms#",
    "vann": "http://purl.org/vocab/vann/",
    "foaf": "http://xmlns.com/foaf/0.1/",
}
"""The prefix table; ``ontology/prefixes.ttl`` publishes the same one, and a test holds them equal."""

_LONGEST_FIRST = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))
_CURIE = re.compile(r"([A-Za-z][A-Za-z0-9]*):([^\s<>\"{}|\\^`]*)")
_HTTP_IRI = re.compile(r"https?://[^/?#\[\]%]+(?:[/?#](?:[^%\[\]]|%[0-9A-Fa-f]{2})*)?")
_BAD_IRI = re.compile(r"[\x00-\x20<>\"{}|\\^`]")


def is_key(text: str) -> bool:
    """Return whether the text can be a key of a dossier.

    >>> is_key("mi2-pos"), is_key("Mi2_pos"), is_key("a--b")
    (True, False, False)
    """
    return len(text) <= KEY_MAX and KEY.fullmatch(text) is not None


def slug(text: str) -> str:
    """Return the key nearest to the text, for a message.

    >>> slug("Mi2 pos_4y")
    'mi2-pos-4y'
    """
    words = re.findall(r"[a-z0-9]+", text.lower())
    key = "-".join(words)[:KEY_MAX].strip("-")
    return key if key[:1].isalpha() else f"k-{key}".strip("-")


def is_iri(text: str) -> bool:
    """Return whether the text is an absolute http(s) IRI with no forbidden character (RFC 3987)."""
    if not _HTTP_IRI.fullmatch(text) or _BAD_IRI.search(text):
        return False
    try:
        parts = urllib.parse.urlsplit(text)
        return bool(parts.hostname) and (parts.port is None or parts.port >= 0)
    except ValueError:
        return False


def ref(iri: str) -> str:
    """Return an IRI in N-Triples form."""
    return f"<{iri}>"


def term(local: str) -> str:
    """Return the IRI of a term of the ontology, from its local name."""
    return f"<{ONTOLOGY}{local}>"


def mint(kind: str, dossier: str, key: str) -> str:
    """Return the IRI of a thing that a dossier speaks of.

    >>> mint("group", "mi2-2019", "mi2-pos")
    '<https://w3id.org/mi2ld/id/group/mi2-2019/mi2-pos>'
    """
    return f"<{BASE}id/{kind}/{dossier}/{key}>"


def mint_publication(dossier: str, key: str, *, pmid: str = "", doi: str = "") -> str:
    """Return the IRI of a publication: by its PubMed id, else its DOI, else dossier and key.

    >>> mint_publication("mi2-2019", "p1", pmid="31594859")
    '<https://w3id.org/mi2ld/id/publication/pmid-31594859>'
    """
    if pmid:
        return f"<{BASE}id/publication/pmid-{pmid}>"
    if doi:
        return f"<{BASE}id/publication/doi-{urllib.parse.quote(doi.lower(), safe='')}>"
    return mint("publication", dossier, key)


def mint_study(dossier: str, key: str, *, registry: str = "") -> str:
    """Return the IRI of a study: by the number its registry gave it, else dossier and key.

    >>> mint_study("paper-1", "trial", registry="NCT01234567")
    '<https://w3id.org/mi2ld/id/study/NCT01234567>'
    """
    return f"<{BASE}id/study/{registry}>" if registry else mint("study", dossier, key)


def mint_mapping(subject: str, predicate: str, curie: str, *, negated: bool = False) -> str:
    """Return the IRI of a mapping, from its two ends and the kind of match.

    >>> mint_mapping("AntiMi2", "skos:exactMatch", "HP:0033554", negated=True)
    '<https://w3id.org/mi2ld/id/mapping/AntiMi2--not--exactMatch--HP-0033554>'
    """
    match = ("not--" if negated else "") + predicate.partition(":")[2]
    return f"<{BASE}id/mapping/{subject}--{match}--{curie.replace(':', '-')}>"


def mint_axiom(subject: str, parent: str) -> str:
    """Return the IRI of an axiom of another ontology that is spoken about, from the CURIEs of its two classes.

    >>> mint_axiom("MONDO:0016367", "MONDO:0019127")
    '<https://w3id.org/mi2ld/id/axiom/MONDO-0016367--MONDO-0019127>'
    """
    return f"<{BASE}id/axiom/{subject.replace(':', '-')}--{parent.replace(':', '-')}>"


def mint_graph(what: str) -> str:
    """Return the IRI of a named graph."""
    return f"<{BASE}graph/{what}>"


def mint_digest(digest: str) -> str:
    """Return the ``ni:`` IRI (RFC 6920, sha-256-64) of a digest of 16 hex digits.

    >>> mint_digest("d2791145bbae8a62")
    '<ni:///sha-256-64;0nkRRbuuimI>'
    """
    value = base64.urlsafe_b64encode(bytes.fromhex(digest)).decode().rstrip("=")
    return f"<ni:///sha-256-64;{value}>"


def expand(curie: str) -> str | None:
    """Return the IRI that a CURIE stands for, or None when its prefix is unknown.

    >>> expand("HP:0002088")
    'http://purl.obolibrary.org/obo/HP_0002088'
    """
    match = _CURIE.fullmatch(curie)
    if match is None or match[1] not in PREFIXES:
        return None
    return PREFIXES[match[1]] + match[2]


def spell(curie: str) -> str:
    """Return a CURIE whose prefix is one of ours in another case as we write it, else what was given.

    >>> spell("MESH:D003882"), spell("hp:0002088"), spell("anti-mi2")
    ('mesh:D003882', 'HP:0002088', 'anti-mi2')
    """
    prefix, colon, local = curie.partition(":")
    alike = [p for p in PREFIXES if p.casefold() == prefix.casefold()]
    return f"{alike[0]}:{local}" if colon and len(alike) == 1 and prefix not in PREFIXES else curie


def contract(iri: str) -> str:
    """Return the shortest CURIE of an IRI, or the IRI itself.

    >>> contract("https://w3id.org/mi2ld/ontology/AntiMi2")
    'mi2:AntiMi2'
    """
    for prefix, namespace in _LONGEST_FIRST:
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
