"""Results: figures that are set against each other or stand alone, and the kind of fact they may state.

In:   a passage and a run of its figures.
Out:  a proposal of a fact, its fields filled from the nearest words.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mi2ld.curate.heads import SURVIVALS, TOPICS
from mi2ld.curate.predictors import Predictors
from mi2ld.curate.proposal import OPEN, Passage, Proposal, is_comparable, is_count, is_p, is_share, p_text
from mi2ld.dossier.fields import FACT_KINDS

if TYPE_CHECKING:
    from mi2ld.curate.figures import Figure

_VERSUS = re.compile(
    r"\b(?:vs?\.?|versus|contre|compared (?:with|to)|comparé\w* (?:à|aux?)|as against|than|que)(?=[\s,])", re.IGNORECASE
)
_AND = re.compile(r"^[\s%)]*(?:,|and|et|or|ou)?\s|\b(?:and|et|whereas|while|alors que|but)\b", re.IGNORECASE)
_COMPARING = re.compile(r"\b(?:respectively|respectivement|between|entre|compared|versus|vs)\b", re.IGNORECASE)
_CORRELATES = re.compile(r"\b(?:in|anti)?corr[eé]l\w+", re.IGNORECASE)
_DIAGNOSES = re.compile(
    r"\b(?:sensitivity|specificity|predictive value|AUC|area under the|ROC|likelihood ratio|sensibilité|spécificité"
    r"|valeur prédictive|aire sous la courbe)\b",
    re.IGNORECASE,
)
_POOLS = re.compile(
    r"\b(?:pooled|meta-?analy\w+|méta-?analyse|random[- ]effects?|heterogeneity|hétérogénéité|I²)", re.IGNORECASE
)
_PREDICTS = re.compile(
    r"\b(?:predict\w*|prédi\w+|prognostic|pronostique?|risk factors?|facteurs? de risque|multivari\w+"
    r"|regression|régression"
    r"|independent\w*|indépendant\w*|associated with|associée?s? à|odds|hazard)\b",
    re.IGNORECASE,
)
_SAME_BREATH = re.compile(r"[\s,;()\[\]]*")
_FROM = re.compile(r"\b(?:from|de)\s*$", re.IGNORECASE)
_TO = re.compile(r"(?P<first>[^()\[\]]+?) (?:to|à) (?P<last>[^()\[\]]+)")
_DIVIDER = re.compile(
    r"\b(?:and|et|vs\.?|versus|contre|than|que|whereas|while|alors que|but|mais|compared (?:with|to))\b|[,;]",
    re.IGNORECASE,
)
_OF_GROUP = re.compile(r"[\s)%]*(?:of|in|among|for|chez|des|de|d[’']|dans|parmi|pour)\b", re.IGNORECASE)
_FOUND = re.compile(
    r"\b(?:found|detected|present|prevalence|frequency|positive|seropositive"
    r"|trouvée?s?|détectée?s?|présente?s?|prévalence|fréquence)\b",
    re.IGNORECASE,
)
_P_TAIL = re.compile(r"\s*[,;(\[]\s*(?P<p>[pP]\W[^()\[\]]*)[)\]]?$")
_OF_PERSONS = ("PhenotypeKind", "OutcomeKind")
_PAIR_GAP, _P_GAP = 90, 140


class Results(Predictors):
    """Makes proposals of facts."""

    def _run(self, held: Passage, at: int) -> list[Figure]:
        """Return the figures from one on that are one result: set against each other, or with their effect and p."""
        run = [held.figures[at]]
        for figure in held.figures[at + 1 :]:
            gap = self.text[run[-1].end : figure.start]
            if not (self._continues(held, run, figure, gap)):
                break
            run.append(figure)
        return run

    def _continues(self, held: Passage, run: list[Figure], figure: Figure, gap: str) -> bool:
        if is_p(figure):
            return len(gap) <= _P_GAP and not any(is_p(f) for f in run)
        if is_p(run[-1]):
            return False
        if figure.quantity.statistic and _SAME_BREATH.fullmatch(gap) and self._pools(held):
            return True
        if self._is_effect(figure.quantity):
            return len(gap) <= _PAIR_GAP and not any(self._is_effect(f.quantity) for f in run)
        first = run[0].quantity
        if self._is_effect(run[-1].quantity) or not is_comparable(first, figure.quantity):
            return False
        if (len(gap) <= _PAIR_GAP and _VERSUS.search(gap)) or figure in self._tested(held, run[0]):
            return True
        if len(run) > 1 and _VERSUS.search(self.text, run[0].end, run[1].start):
            return False
        comparing = _COMPARING.search(self.text, held.clause.start, held.clause.end) or self._direction(
            held, figure.start
        )
        return bool(len(gap) <= _PAIR_GAP and comparing and _AND.search(gap) and first.unit != "1")

    def _pools(self, held: Passage) -> bool:
        return bool(_POOLS.search(self.text, held.clause.start, held.clause.end))

    def _tested(self, held: Passage, first: Figure) -> list[Figure]:
        """Return the figures from one on that one p-value is of: comparable, of one topic, the p-value after the last."""
        later = [f for f in held.figures if f.start > first.start]
        found = [first]
        for figure in later:
            gap = self.text[found[-1].end : figure.start]
            if is_p(figure):
                return found if len(gap) <= _P_GAP else []
            is_same = is_comparable(first.quantity, figure.quantity) and not self._is_effect(figure.quantity)
            if not is_same or (first.quantity.unit == "1" and not is_share(first.quantity)):
                return []
            turns = any(found[-1].end <= m.start < figure.start and self._is(m, *TOPICS) for m in held.mentions)
            if turns or len(gap) > _P_GAP or found[-1].quantity.p is not None:
                return []
            found.append(figure)
            if figure.quantity.p is not None:
                return found
        return []

    def _direction(self, held: Passage, at: int) -> str:
        """Return the key of the nearest word of direction: the last before an offset, else the first after it."""
        return self._nearest(held, at, "DirectionWord", "Direction")

    def _result(self, held: Passage, run: list[Figure], found: list[Proposal]) -> Proposal | None:
        p_value = next((f for f in run if is_p(f)), None)
        effect = next((f for f in run if self._is_effect(f.quantity)), None)
        values = self._with_statistics(held, [f for f in run if f is not p_value and f is not effect])
        kind = self._kind(held, values, effect)
        last = next((p for p in reversed(found) if p.section == "facts"), None)
        if not values and effect is None and last and "p" not in last.fields and _has_p(last.kind):
            last.fields["p"] = p_text(run[0].value)
            last.figures.extend(run)
            return None
        p = p_text(p_value.value) if p_value else ""
        if (len(values) > 1 or kind == "trend") and (tail := _P_TAIL.search(values[-1].value)):
            # the p-value printed after the last of several values is of their comparison
            p = p_text(tail["p"])
            rest = values[-1].value[: tail.start()]
            values[-1] = replace(values[-1], value=rest + ")" * (rest.count("(") - rest.count(")")))
        fields = getattr(self, f"_as_{kind}")(held, values, effect, run[0].start)
        if p and kind == "predict":
            fields["from"][0]["p"] = p
        elif p and _has_p(kind):
            fields["p"] = p
        near, unknown = self._near(held.mentions, held.clause.start, held.clause.end)
        sides = [self._beside(held, figure) for figure in values]
        return Proposal("facts", kind, run, fields, near, unknown, sides=sides)

    def _beside(self, held: Passage, figure: Figure) -> dict[str, Any]:
        """Return what the words beside a figure tell of its group: before it if it stands in brackets, else after.

        Words between two figures belong to the one on their side of the ``and`` or ``than``. Where those before and
        those after a figure make two groups, and no ``in`` or ``of`` joins one to it, nothing is told.
        """
        start, end = held.window(figure)
        opened = self.text.rfind("(", held.clause.start, figure.start) > self.text.rfind(
            ")", held.clause.start, figure.start
        )
        before = self._sided(held, start, figure.start, -1 if start > held.clause.start else 0)
        is_last = end == held.clause.end or is_p(next(f for f in held.figures if f.start == end))
        after = self._sided(held, figure.end, end, 0 if is_last else 1)
        if opened:
            return before or after
        is_clear = not (before and after) or before == after or _OF_GROUP.match(self.text, figure.end)
        return (after or before) if is_clear else {}

    def _sided(self, held: Passage, start: int, end: int, side: int) -> dict[str, Any]:
        """Return the criteria named between two offsets: all (0), before the first divider (1), after the last (-1).

        With several dividers it is not certain which one parts the two figures: then nothing, unless all agree.
        """
        if not side:
            return self._criteria(m for m in held.mentions if start <= m.start < end)
        cuts = [m.end() if side < 0 else m.start() for m in _DIVIDER.finditer(self.text, start, end)] or [
            start if side < 0 else end
        ]
        told = [
            self._criteria(m for m in held.mentions if (cut <= m.start < end if side < 0 else start <= m.start < cut))
            for cut in (cuts[0], cuts[-1])
        ]
        return told[0] if told[0] == told[1] else {}

    def _kind(self, held: Passage, values: list[Figure], effect: Figure | None) -> str:
        words = held.text[held.clause.start : held.clause.end]
        statistic = (effect or values[0]).quantity.statistic if effect or values else ""
        if _DIAGNOSES.search(words):
            return "diagnose"
        if self._pools(held):
            return "pool"
        if len(values) < 2 and (_CORRELATES.search(words) or "correlation" in statistic):
            return "correlate"
        if len(values) > 1 or (effect is None and not values):
            return "compare"
        if self._bounds_predictor(values, effect):
            return "predict"
        if effect is not None:
            told = values or (self._direction(held, effect.start) and not _PREDICTS.search(words))
            return "compare" if told else "predict"
        if _FROM.search(held.before(values[0])) and self._ends_of(values[0]):
            return "trend"
        return self._kind_of_one(held, values[0])

    def _ends_of(self, figure: Figure) -> tuple[str, ...]:
        """Return the two values of ``112 to 138``, or nothing: the ``to`` of an interval, in brackets, is none."""
        match = _TO.fullmatch(_P_TAIL.sub("", figure.value))
        parts = (match["first"], match["last"]) if match else ()
        return parts if all(self._is_value(part) for part in parts) else ()

    def _is_value(self, text: str) -> bool:
        from mi2ld.dossier.quantity import ValueFault, parse_quantity

        try:
            return parse_quantity(text, self.lexicon).value is not None
        except ValueFault:
            return False

    def _kind_of_one(self, held: Passage, figure: Figure) -> str:
        q = figure.quantity
        if q.statistic in SURVIVALS:
            return "proportion"
        topic = self.vocabulary.terms.get(self._topic(held, [figure], figure.start))
        classes = topic.classes if topic else ()
        share = is_share(q) or is_count(q)
        if "OutcomeKind" in classes:
            return "change"
        return "proportion" if share else "measure"

    def _sides(self, held: Passage, values: list[Figure]) -> list[dict[str, str]]:
        return [{"is": OPEN, "value": figure.value} for figure in values]

    def _when(self, held: Passage, at: int) -> str:
        return self._nearest(held, at, "TimeFrame") or "unstated"

    def _topic(self, held: Passage, values: list[Figure], at: int) -> str:
        """Return the key of what the figures are of: of persons a phenotype or an outcome, of an amount a measure."""
        if values and all(f.quantity.statistic == "survival-probability" for f in values):
            return "death"
        counts = len(values) == 1 and is_count(values[0].quantity)
        if counts and (after := [m for m in held.mentions if m.start >= at and self._is(m, "OutcomeKind")]):
            return after[0].key
        reach = held.window(values[-1])[1] if values else held.clause.end
        persons = bool(values) and (counts or all(is_share(f.quantity) for f in values))
        kinds = (_OF_PERSONS, ("MeasureKind",)) if persons else (("MeasureKind",), _OF_PERSONS)
        found = [key for classes in kinds if (key := self._topic_of(held, values, at, reach, classes))]
        if len(values) == 1 and persons and (not found or "MeasureKind" in self._classes(found[0])):
            named = self._nearest(held, at, "AntibodyKind") if _FOUND.search(held.before(values[0])) else ""
            found = [
                key for key in (named, self._topic_of(held, values, at, reach, ("CharacteristicKind",))) if key
            ] + found
        return found[0] if found else OPEN

    def _classes(self, key: str) -> tuple[str, ...]:
        return self.vocabulary.terms[key].classes if key in self.vocabulary.terms else ()

    def _topic_of(self, held: Passage, values: list[Figure], at: int, reach: int, classes: tuple[str, ...]) -> str:
        inside = [m.key for f in values for m in held.mentions if f.start <= m.start < f.end and self._is(m, *classes)]
        key = inside[0] if inside else self._nearest(held, at, *classes, reach=reach)
        term = self.vocabulary.terms.get(key)
        units = set(term.extra.get("units", "").split("|")) - {""} if term and values else set()
        return "" if units and values[0].quantity.unit not in units else key

    def _as_compare(self, held: Passage, values: list[Figure], effect: Figure | None, at: int) -> dict[str, Any]:
        topic = self._topic(held, values, at)
        sides: list[Any] = self._sides(held, values) or [OPEN]
        fields: dict[str, Any] = {"compare": topic, "group": sides[0]}
        fields["versus"] = sides[1:] or OPEN
        direction = self._direction(held, at) or "unstated"
        aspect = self._aspect(topic, values)
        words = {
            (t.extra["aspect"], t.extra["direction"]): t.key for t in self.vocabulary if t.file == "direction-words"
        }
        fields["direction"] = words.get((aspect, direction), direction)
        term = self.vocabulary.terms.get(fields["direction"])
        if term is not None and "Direction" in term.classes:
            fields["aspect"] = aspect
        fields["when"] = self._when(held, at)
        if effect is not None:
            fields["effect"] = effect.value
        return fields

    def _aspect(self, topic: str, values: list[Figure]) -> str:
        term = self.vocabulary.terms.get(topic)
        if values and all(f.quantity.statistic in SURVIVALS for f in values):
            return "survival"
        if term and "MeasureKind" in term.classes:
            return "level"
        return "frequency" if values and all(is_share(f.quantity) for f in values) else OPEN

    def _as_proportion(self, held: Passage, values: list[Figure], _: Figure | None, at: int) -> dict[str, Any]:
        return {
            "proportion": self._topic(held, values, at),
            "group": self._sides(held, values)[0],
            "when": self._when(held, at),
        }

    def _as_measure(self, held: Passage, values: list[Figure], _: Figure | None, at: int) -> dict[str, Any]:
        topic = self._topic_of(held, values, at, held.window(values[-1])[1], ("MeasureKind",)) or OPEN
        return {"measure": topic, "group": self._sides(held, values)[0], "when": self._when(held, at)}

    def _as_change(self, held: Passage, values: list[Figure], _: Figure | None, at: int) -> dict[str, Any]:
        outcome = self._nearest(held, at, "OutcomeKind") or OPEN
        return {"change": outcome, "group": self._sides(held, values)[0], "when": self._when(held, at)}

    def _as_correlate(self, held: Passage, values: list[Figure], effect: Figure | None, at: int) -> dict[str, Any]:
        named = list(dict.fromkeys(m.key for m in held.mentions if self._is(m, "MeasureKind")))
        fields: dict[str, Any] = {"correlate": [*named, OPEN, OPEN][: max(2, min(len(named), 2))], "group": OPEN}
        figure = effect or (values[0] if values else None)
        sign = self._nearest(held, at, "CorrelationSign")
        negative = figure is not None and re.search(r"[-−–]\s*[\d.]", figure.value)
        fields["sign"] = "negative" if negative else sign or "unstated"
        if figure is not None:
            fields["value"] = figure.value
        return {**fields, "when": self._when(held, at)}

    def _as_trend(self, held: Passage, values: list[Figure], _: Figure | None, at: int) -> dict[str, Any]:
        ends = {
            name: {"when": OPEN, "value": value}
            for name, value in zip(("from", "to"), self._ends_of(values[0]), strict=True)
        }
        direction = self._direction(held, at) or OPEN
        return {"trend": self._topic(held, values, at), "group": OPEN, **ends, "direction": direction}

    def _as_diagnose(self, held: Passage, values: list[Figure], effect: Figure | None, at: int) -> dict[str, Any]:
        test = self._nearest(held, at, "MeasureKind", "AntibodyKind", "MethodKind") or OPEN
        target = self._nearest(held, at, "DiseaseKind", "PhenotypeKind") or OPEN
        numbers = [f.value for f in (*values, effect) if f is not None]
        value = numbers[0] if len(numbers) == 1 else numbers
        return {"diagnose": test, "for": target, "group": OPEN, "when": self._when(held, at), "value": value}

    def _as_pool(self, held: Passage, values: list[Figure], effect: Figure | None, at: int) -> dict[str, Any]:
        numbers = [f.value for f in (*values, effect) if f is not None]
        value = numbers[0] if len(numbers) == 1 else numbers
        return {"pool": self._topic(held, values, at), "group": OPEN, "when": self._when(held, at), "value": value}


def _has_p(kind: str) -> bool:
    return FACT_KINDS[kind].find("p") is not None
