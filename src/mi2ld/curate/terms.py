"""What the names in a clause tell: which stand near a figure, and which group they make.

In:   the mentions of a text, and the vocabulary.
Out:  keys: the nearest of some classes, all near a place, the criteria of a group.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mi2ld.curate.proposal import OPEN, Passage
from mi2ld.curate.words import CUES, Mention

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mi2ld.dossier.vocabulary import Term, Vocabulary

_NEGATIVE_BEFORE = re.compile(
    r"(?:\bsans|\bwithout|\bno|\bnon|\bnot|\babsence (?:of|d[e’'])"
    r"|\blacking|\bnegative for|\bneither|\bni)\s*(?:the\s|les\s)?$",
    re.IGNORECASE,
)
_NEGATIVE_AFTER = re.compile(
    r"(?:[\s-]*(?:auto)?(?:antibod\w+|anticorps))?[\s-]*(?:neg|nég|[-−–](?![\w-]))", re.IGNORECASE
)
_ANTIBODY = re.compile(r"\b[Aa]nti-\s?(?:[A-Z][A-Za-z]*\d[\w-]*|[A-Z]{2,}[\w-]*)")
_UNTOLD = CUES | {"SiteKind", "AntigenKind"}


class Terms:
    """Reads the mentions of one text."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        """Keep the text and the vocabulary."""
        self.text = text
        self.vocabulary = vocabulary

    def _term(self, mention: Mention) -> Term | None:
        return self.vocabulary.terms.get(mention.key)

    def _is(self, mention: Mention, *classes: str) -> bool:
        term = self._term(mention)
        return term is not None and any(name in term.classes for name in classes)

    def _near(self, mentions: Sequence[Mention], start: int, end: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the keys named, without cues, sites and what a narrower one stands beside; and what has no key yet."""
        terms: dict[str, Term] = {}
        unknown: dict[str, None] = {}
        for match in _ANTIBODY.finditer(self.text, start, end):
            if not any(m.start < match.end() and match.start() < m.end for m in mentions):
                unknown[" ".join(match[0].split())] = None
        for mention in mentions:
            term = self._term(mention)
            if term is None:
                unknown[mention.key] = None
            elif not _UNTOLD & set(term.classes):
                terms[term.key] = term
        kept = [
            key
            for key, term in terms.items()
            if not any(self.vocabulary.is_broader(term, other) for other in terms.values() if other is not term)
        ]
        return tuple(kept), tuple(unknown)

    def _nearest(self, held: Passage, at: int, *classes: str, reach: int = 0) -> str:
        """Return the key of the last mention of some classes before an offset, else of the first within reach."""
        fitting = [
            m for m in held.mentions if self._is(m, *classes) or (m.key[2:3] == ":" and "PhenotypeKind" in classes)
        ]
        before = [m for m in fitting if m.end <= at]
        after = [m for m in fitting if not reach or m.start < reach]
        chosen = before[-1] if before else after[0] if after else None
        return chosen.key if chosen and self._term(chosen) else OPEN if chosen else ""

    def _criteria(self, mentions: Iterable[Mention]) -> dict[str, Any]:
        """Return the diagnosis and antibodies that some mentions make a group of."""
        found: dict[str, Any] = {}
        for mention in mentions:
            term = self._term(mention)
            if term is None or ("AntibodyKind" in term.classes and not term.label_en.startswith("anti")):
                continue  # "autoantibody" and the like make no group
            if self._is(mention, "AntibodyKind"):
                name = "lacks" if self._is_denied(mention) else "has"
                if mention.key not in found.setdefault(name, []):
                    found[name].append(mention.key)
            elif self._is(mention, "DiseaseKind") and not self._is(mention, "PhenotypeKind"):
                found.setdefault("diagnosis", mention.key)
            elif self._is(mention, "TreatmentKind"):
                found.setdefault("treatment", [mention.key])
        order = ("diagnosis", "has", "lacks", "treatment")
        return {name: found[name] for name in order if name in found}

    def _is_denied(self, mention: Mention) -> bool:
        before = self.text[max(0, mention.start - 20) : mention.start]
        return bool(_NEGATIVE_BEFORE.search(before) or _NEGATIVE_AFTER.match(self.text, mention.end))
