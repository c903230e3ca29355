"""Predictors: which of the things that a clause names a ratio is of, and what it predicts.

In:   a passage and a ratio of it.
Out:  keys, or ``?`` where the words leave more than one reading.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mi2ld.curate.heads import Heads
from mi2ld.curate.proposal import OPEN, is_share

if TYPE_CHECKING:
    from mi2ld.curate.figures import Figure
    from mi2ld.curate.proposal import Passage
    from mi2ld.curate.words import Mention
    from mi2ld.dossier.vocabulary import Vocabulary
    from mi2ld.model import Quantity

_KINDS = ("OutcomeKind", "PhenotypeKind", "MeasureKind", "AntibodyKind", "DiseaseKind", "TreatmentKind")
_NOT_ENDS = ("AntibodyKind", "TreatmentKind")
_PREDICTS = re.compile(
    r"\b(?:predict(?:s|ed)?|prédite?s?|prédisent|prédisait|prédisaient)\b(?P<by>\s+(?:by|par)\b)?", re.IGNORECASE
)
_BESIDE = re.compile(r"[\s,;:(\[]*(?:(?:with|avec)\s+(?:an?|un)\s+)?")
"""What stands between a predictor and its own ratio: a bracket, and nothing that is said of it."""
_PER = re.compile(r"\b(?:per|par|for (?:each|every)|pour chaque)\s*$", re.IGNORECASE)

BEYOND = re.compile(r"\b(?P<way>sup|inf)érieure?s?\s+(?P<equal>ou\s+égale?s?\s+)?à\s*$", re.IGNORECASE)
"""A bound that the grammar of values does not read: ``supérieur à 60 ans``."""
_SIGNS = {("sup", False): ">", ("sup", True): "≥", ("inf", False): "<", ("inf", True): "≤"}


class Predictors(Heads):
    """Reads which predictor a ratio is of."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        """Keep which statistics are effects: those with a value of no effect."""
        super().__init__(text, vocabulary)
        self._effects = {t.key for t in vocabulary if t.file == "statistics" and t.extra.get("null")}

    def _is_effect(self, quantity: Quantity) -> bool:
        return quantity.statistic in self._effects

    def _bounds_predictor(self, values: list[Figure], effect: Figure | None) -> bool:
        """Return whether a lone value is what a predictor is cut at: ``age over 60 years (HR 2.8)``."""
        if effect is None or len(values) != 1 or values[0].end > effect.start:
            return False
        quantity = values[0].quantity
        is_amount = quantity.value is not None and not is_share(quantity) and not quantity.statistic
        is_beside = _BESIDE.fullmatch(self.text, values[0].end, effect.start) is not None
        before = self.text[max(0, values[0].start - 30) : values[0].start]
        is_told = _PER.search(before) or BEYOND.search(before)
        return is_amount and is_beside and (quantity.bound != "=" or is_told is not None)

    def _as_predict(self, held: Passage, values: list[Figure], effect: Figure | None, at: int) -> dict[str, Any]:
        figure = effect or values[0]
        is_bound = self._bounds_predictor(values, effect)
        start = values[0].start if values else figure.start
        floor = max(held.clause.start, start - 30)
        step = _PER.search(self.text, floor, start) if is_bound else None
        beyond = BEYOND.search(self.text, floor, start) if is_bound else None
        word = step or beyond
        predictor, outcome = self._predicted(held, figure, word.start() if word else start)
        found: dict[str, Any] = {"is": predictor}
        if is_bound:
            sign = _SIGNS[beyond["way"].lower(), bool(beyond["equal"])] if beyond else ""
            found["per" if step else "threshold"] = f"{sign} {values[0].value}".strip()
        found["value"] = figure.value
        if self._nearest(held, at, "DirectionWord", "Direction") == "no-difference":
            found["direction"] = "no-difference"
        when = self._nearest(held, at, "TimeFrame") or "unstated"
        return {"predict": outcome, "group": OPEN, "when": when, "from": [found]}

    def _predicted(self, held: Passage, figure: Figure, at: int) -> tuple[str, str]:
        """Return the predictor that a ratio is of, and the outcome; ``at`` is where its threshold or itself begins."""
        named = [m for m in held.mentions if self._is(m, *_KINDS)]
        is_shared = any(self._is_effect(f.quantity) and f.start != figure.start for f in held.figures)
        verb = _PREDICTS.search(self.text, held.clause.start, held.clause.end)
        sides = (
            [[m for m in named if m.end <= verb.start()], [m for m in named if m.start >= verb.end()]] if verb else []
        )
        if verb and all(sides):
            causes, ends = reversed(sides) if verb["by"] else sides
            own = any(m in ends for m in named if m.end <= at and m.start >= verb.start()) or not is_shared
            return self._one_of(causes, at, only=own), self._one_of(ends, at)
        ends = [m for m in named if self._is(m, "OutcomeKind")]
        causes = [m for m in named if m not in ends]
        if not ends:
            return self._unordered(causes)
        return self._one_of(causes, at, only=not is_shared), self._one_of(ends, at)

    def _one_of(self, mentions: list[Mention], at: int, *, only: bool = True) -> str:
        """Return the key of the mention that nothing but a bracket parts from a ratio; else, if ``only``, the only one."""
        last = next((m for m in reversed(mentions) if m.end <= at), None)
        if last is not None and _BESIDE.fullmatch(self.text, last.end, at):
            return last.key
        keys = {m.key for m in mentions}
        return keys.pop() if only and len(keys) == 1 else OPEN

    def _unordered(self, mentions: list[Mention]) -> tuple[str, str]:
        """Return predictor and outcome of two things of which one can only be the predictor: an antibody, a drug."""
        keys = list(dict.fromkeys(m.key for m in mentions))
        causes = [key for key in keys if set(_NOT_ENDS) & set(self.vocabulary.terms[key].classes)]
        if len(keys) != 2 or len(causes) != 1:
            return OPEN, OPEN
        return causes[0], next(key for key in keys if key not in causes)
