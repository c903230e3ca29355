"""The word that stands apart from its figure: ``Median creatine kinase was 1250 U/L``, ``la survie à 5 ans``.

In:   a passage and figures of it.
Out:  the same figures, each with the median, the mean or the survival that the words before it say it is.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from mi2ld.curate.proposal import is_count, is_share
from mi2ld.curate.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mi2ld.curate.figures import Figure
    from mi2ld.curate.proposal import Passage
    from mi2ld.dossier.vocabulary import Vocabulary

SURVIVALS = ("survival-probability", "event-free-survival")
TOPICS = ("PhenotypeKind", "OutcomeKind", "MeasureKind")
"""The classes of what a figure can be of."""

_AVERAGE = re.compile(
    r"\b(?:(?P<median>median|médiane?s?)|(?P<mean>mean|average|(?<!\bau )moyens?|moyennes?))\b"
    r"(?!\s+(?:diff|change|ratio|variation|follow|suivi))",
    re.IGNORECASE,
)
_LASTS = re.compile(
    r"\bmedian (?:overall )?survival(?: time)?\b|\bsurvie médiane\b|\bmédiane de (?:la )?survie\b", re.IGNORECASE
)
_SURVIVES = re.compile(
    r"\b(?P<free>[^\W\d_]+-free\s+)?(?:survival|survie)(?P<without>\s+sans\s+[^\W\d_]+)?\b(?:\s+rates?\b)?",
    re.IGNORECASE,
)
_SURVIVAL_AFTER = re.compile(r"\s*(?:overall\s+)?survival\b", re.IGNORECASE)
_IS = re.compile(
    r"(?:\b(?:was|were|is|are|of|est|sont|était|étaient|de|d[’'])|[:=])\s*(?:about\s|environ\s)?$", re.IGNORECASE
)
_TIMES = ("a", "mo", "wk", "d")
_REACH = 160


class Heads(Terms):
    """Reads the statistic of a figure from the words around it."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        """Keep the words of values."""
        from mi2ld.dossier.quantity import Lexicon

        super().__init__(text, vocabulary)
        self.lexicon = Lexicon.of(vocabulary)

    def _with_statistics(self, held: Passage, values: Sequence[Figure]) -> list[Figure]:
        """Return figures with the statistic that the words tell; one word is of all figures that are set together."""
        if not values:
            return []
        survival = self._survival(held, values[0])
        average = "" if survival else self._average(held, values[0])
        return [self._headed(figure, survival or average) for figure in values]

    def _headed(self, figure: Figure, head: str) -> Figure:
        """Return a figure with a word before its value, or as it is where the grammar does not read the two so."""
        from mi2ld.dossier.quantity import ValueFault, parse_quantity

        if not head or figure.quantity.statistic or figure.quantity.value is None:
            return figure
        value = f"{head} {figure.value}"
        try:
            quantity = parse_quantity(value, self.lexicon)
        except ValueFault:
            return figure
        return replace(figure, value=value, quantity=quantity)

    def _average(self, held: Passage, figure: Figure) -> str:
        """Return ``median`` or ``mean`` where one word of them stands before a figure and after the one before it."""
        quantity = figure.quantity
        if quantity.numerator is not None and not is_count(quantity):
            return ""
        before = held.before(figure, held.window(figure)[0])
        if (is_share(quantity) or is_count(quantity)) and not _IS.search(before):
            return ""
        if quantity.unit in _TIMES and _LASTS.search(before):
            return "median survival"
        told = {match.lastgroup or "" for match in _AVERAGE.finditer(before)}
        return told.pop() if len(told) == 1 else ""

    def _survival(self, held: Passage, figure: Figure) -> str:
        """Return ``survival`` or ``event-free survival`` for a percentage that such a word tells of, or nothing."""
        if not figure.quantity.is_percentage or figure.quantity.numerator is not None:
            return ""
        if _SURVIVAL_AFTER.match(held.after(figure)):
            return "survival"
        found = list(_SURVIVES.finditer(self.text, held.clause.start, figure.start))
        if not found or figure.start - found[-1].end() > _REACH:
            return ""
        last = found[-1]
        gap = self.text[last.end() : figure.start]
        other = any(last.end() <= m.start < figure.start and self._is(m, *TOPICS) for m in held.mentions)
        around = gap.rstrip().removesuffix("(")  # (72%) is of the words before it, (in those with fever, 12%) is not
        is_aside = around.count("(") != around.count(")")
        if other or is_aside:
            return ""
        return "event-free survival" if last["free"] or last["without"] else "survival"
