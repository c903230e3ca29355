"""Identifiers: CURIEs, versions and prefixes as releases write them, brought to one form.

In:   IRIs, version IRIs and lines, names of ontologies, names of files.
Out:  CURIEs such as ``HP:0006530``, versions such as ``2026-02-16``, the prefixes that a release is a release of.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from mi2ld import names

if TYPE_CHECKING:
    from collections.abc import Iterable

_OBO_IRI = re.compile(r"https?://purl\.obolibrary\.org/obo/([A-Za-z]\w*)_([A-Za-z0-9]+)")
_OBO_ID = re.compile(r"([A-Za-z]+)_(\d+)")
_FULL_DATE = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
_DATE_IN_NAME = re.compile(r"(?<!\d)(?:19|20)\d{2}(?:-\d{2}(?:-\d{2})?)?(?!\d)")


@lru_cache(maxsize=1 << 16)
def curie_of(identifier: str) -> str:
    """Return the CURIE of an IRI or of an id; what has none comes back as it is.

    >>> curie_of("http://purl.obolibrary.org/obo/FOODON_03310789"), curie_of("HP:0006530"), curie_of("HP_0006530")
    ('FOODON:03310789', 'HP:0006530', 'HP:0006530')
    >>> curie_of("http://www.orpha.net/ORDO/Orphanet_221")
    'Orphanet:221'
    """
    if found := _OBO_IRI.fullmatch(identifier) or _OBO_ID.fullmatch(identifier):
        return f"{found[1]}:{found[2]}"
    return names.contract(identifier)


def version_of(*texts: str) -> str:
    """Return the first full date in the texts, else the first text there is.

    >>> version_of("http://purl.obolibrary.org/obo/iao/2022-11-07/iao.owl", "RC1"), version_of("", "RC1.4")
    ('2022-11-07', 'RC1.4')
    """
    dates = (found[0] for text in texts if (found := _FULL_DATE.search(text)))
    return next(dates, next((text.strip() for text in texts if text.strip()), ""))


def version_in_name(name: str) -> str:
    """Return the date in the name of a file, as exact as it is, or nothing; a full date before a year.

    >>> version_in_name("hgnc-2024-07_subset.tsv"), version_in_name("desc2026.xml"), version_in_name("cto.owl")
    ('2024-07', '2026', '')
    """
    return max((found[0] for found in _DATE_IN_NAME.finditer(name)), key=len, default="")


def prefixes_of(ontology: str, curies: Iterable[str]) -> frozenset[str]:
    """Return the prefix that an ontology is a release of: its own name, if terms have it, else the one most terms have.

    >>> sorted(prefixes_of("http://purl.obolibrary.org/obo/maxo.owl", ["MAXO:1", "GO:1", "GO:2"]))
    ['MAXO']
    >>> sorted(prefixes_of("http://purl.obolibrary.org/obo/obi/dev/modules/biopsy.owl", ["OBI:1", "GO:1", "GO:2"]))
    ['OBI']
    >>> sorted(prefixes_of("https://example.org/things", ["GO:1", "GO:2", "HP:1"]))
    ['GO']
    """
    counts = Counter(curie.partition(":")[0] for curie in curies if ":" in curie and "://" not in curie)
    stem = _stem(ontology).casefold()
    own = next((prefix for prefix in sorted(counts) if prefix.casefold() == stem), "")
    best = own or min(counts, key=lambda prefix: (-counts[prefix], prefix), default="")
    return frozenset({best} - {""})


def _stem(ontology: str) -> str:
    """Return the short name in ``hp.obo``, ``hp/hp-base`` and ``http://purl.obolibrary.org/obo/hp/hp-base.owl``."""
    path = ontology.rstrip("#/")
    path = path.rpartition("/obo/")[2] if "/obo/" in path else path
    path = path.rpartition("/")[2] if "://" in path else path.partition("/")[0]
    return re.split(r"[^A-Za-z0-9]", path, maxsplit=1)[0]
