"""One publication or registered study, several dossiers: what is said of it directly, where they differ.

A publication has one IRI however many dossiers cite it, and so has a study with a registry number. Each dossier keeps
its descriptions of it; of the direct triples (date, authors, journal, title, label), which are a convenience, the
dossier of the publication's own text has the word, and where there is none, values that differ are left out. The authors
are those of the longest list, and a label is no fact: the first dossier gives it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mi2ld import names

if TYPE_CHECKING:
    from collections.abc import Mapping

_SUBJECTS = (f"<{names.BASE}id/publication/", f"<{names.BASE}id/study/")
_LABEL = f"<{names.PREFIXES['rdfs']}label>"
_AUTHORS = names.term("authorList")
_ET_AL = names.term("etAl")
_SINGLE = frozenset(
    {
        _LABEL,
        f"<{names.PREFIXES['dcterms']}issued>",
        f"<{names.PREFIXES['dcterms']}title>",
        *(
            names.term(local)
            for local in (
                "authorList",
                "etAl",
                "journal",
                "pmid",
                "doi",
                "centreCount",
                "enrolmentStart",
                "enrolmentEnd",
            )
        ),
    }
)


def _language(value: str) -> str:
    return value.rpartition('"')[2] if value.rpartition('"')[2].startswith("@") else ""


def _longest_lists(said: Mapping[tuple[str, str, str], Mapping[str, set[str]]]) -> dict[str, str]:
    """Return, for each publication, the dossier that names most of its authors: others cut the list short."""
    lists = {subject: found for (subject, predicate, _), found in said.items() if predicate == _AUTHORS}
    return {
        subject: max(sorted(found), key=lambda d: "".join(found[d]).count("; ")) for subject, found in lists.items()
    }


def settle_publications(facts: Mapping[str, list[str]], owners: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the facts of each dossier without the direct triples of publications on which dossiers differ.

    ``facts`` is N-Triples lines by dossier; ``owners`` the dossier of each publication's own text, by the IRI of the
    publication in N-Triples form.
    """
    said: dict[tuple[str, str, str], dict[str, set[str]]] = {}
    for dossier, lines in facts.items():
        for line in lines:
            if line.startswith(_SUBJECTS):
                subject, predicate, rest = line.split(" ", 2)
                if predicate in _SINGLE:
                    by_dossier = said.setdefault((subject, predicate, _language(rest[:-3])), {})
                    by_dossier.setdefault(dossier, set()).add(line)
    dropped: dict[str, set[str]] = {}
    longest = _longest_lists(said)
    creator = f"<{names.PREFIXES['dcterms']}creator>"
    for (subject, predicate, _), by_dossier in said.items():
        if len(set().union(*by_dossier.values())) < 2:
            continue
        kept = longest[subject] if predicate in (_AUTHORS, _ET_AL) and subject in longest else owners.get(subject, "")
        if kept not in by_dossier:
            kept = min(by_dossier) if predicate == _LABEL else ""
        for dossier, lines_of in by_dossier.items():
            if dossier != kept and predicate == _AUTHORS:
                creators = {line for line in facts[dossier] if line.startswith(f"{subject} {creator}")}
                dropped.setdefault(dossier, set()).update(creators - set(facts.get(kept, ())))
            if dossier != kept:
                dropped.setdefault(dossier, set()).update(lines_of - by_dossier.get(kept, set()))
    return {
        dossier: [line for line in lines if line not in dropped[dossier]] if dossier in dropped else lines
        for dossier, lines in facts.items()
    }
