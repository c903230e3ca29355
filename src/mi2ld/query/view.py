"""A view: the words in which a release is shown to a person, in English or French, and their layout."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from mi2ld import names
from mi2ld.query.about import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable

WIDTH = 80
_BLANK = "\u00a0"
"""The blank that French sets before a colon, a semicolon and a percent sign: no line is broken there."""
_HYPHEN_FOR_MINUS = re.compile(r"(?<![^\s(])-(?=\d)")
_COUNTED = ("Percentage", "Count")

WORDS = {
    "en": {
        "source": "relayed from",
        "own": "the publication’s own",
        "unsourced": "no source named",
        "hedge": "hedged",
        "links": "Elsewhere",
        "conflict": "in conflict with",
        "vaguer": "vaguer than",
        "alike": "alongside",
        "computed": "computed",
        "computed_section": "Computed, stated by nobody",
        "fidelity": "What a document made of its source",
        "agreement": "Agreement with other dossiers",
        "shared": "same source",
        "fisher": "Fisher’s p",
        "unlike": "(does not fit what is stated)",
        "fits": "(fits what is stated)",
        "pair": "possible pair",
        "more": "All that is computed: add --computed.",
        "none": "Nothing is claimed of it.",
        "other": "Other",
        "by": "according to the authors of",
        "evidence": "supported by",
        "inferred": "Inferred by the curator",
        "of": "group of",
        "dossier": "dossier",
        "colon": ":",
        "semicolon": "; ",
        "list": ", ",
        "to": " to ",
        "%": "%",
    },
    "fr": {
        "source": "d’après",
        "own": "de la publication même",
        "unsourced": "aucune source nommée",
        "hedge": "nuancé",
        "links": "Ailleurs",
        "conflict": "en contradiction avec",
        "vaguer": "moins précis que",
        "alike": "à côté de",
        "computed": "calculé",
        "computed_section": "Calculé, énoncé par personne",
        "fidelity": "Ce qu’un document a fait de sa source",
        "agreement": "Concordance avec d’autres dossiers",
        "shared": "même source",
        "fisher": "p de Fisher",
        "unlike": "(ne s’accorde pas avec ce qui est énoncé)",
        "fits": "(s’accorde avec ce qui est énoncé)",
        "pair": "paire possible",
        "more": f"Tout ce qui est calculé{_BLANK}: ajoutez --computed.",
        "none": "Rien n’en est affirmé.",
        "other": "Autre",
        "by": "selon les auteurs de",
        "evidence": "soutenu par",
        "inferred": "Inféré par le curateur",
        "of": "groupe de",
        "dossier": "dossier",
        "colon": f"{_BLANK}:",
        "semicolon": f"{_BLANK}; ",
        "list": f"{_BLANK}; ",
        "to": " à ",
        "%": f"{_BLANK}%",
    },
}


class View(Reader):
    """A store, shown in a language."""

    def __init__(self, store: ox.Store, language: str) -> None:
        """Keep the store and its words."""
        super().__init__(store)
        self.language, self.words = language, WORDS[language]

    def text(self, node: Any, predicate: str = names.PREFIXES["rdfs"] + "label") -> str:
        """Return what a node is called, with a minus sign before a negative figure; its CURIE if nothing."""
        found = {v.language: v.value for v in self.all(node, predicate) if isinstance(v, ox.Literal)}
        called = found.get(self.language) or found.get("en") or names.contract(node.value)
        return _HYPHEN_FOR_MINUS.sub("−", called)

    def number(self, value: str) -> str:
        """Return a decimal as the language writes it."""
        text = _HYPHEN_FOR_MINUS.sub("−", value)
        return text.replace(".", ",") if self.language == "fr" else text

    def wrap(self, text: str, indent: int, mark: str = "") -> str:
        """Return a text wrapped below a mark."""
        first = " " * indent + mark
        return textwrap.fill(
            text,
            WIDTH,
            initial_indent=first,
            subsequent_indent=" " * len(first),
            break_on_hyphens=False,
            break_long_words=False,
        )

    def told(self, word: str, text: str) -> str:
        """Return a word, a colon and a text."""
        return f"{self.words[word]}{self.words['colon']} {text}"

    def shown(self, proposition: Any) -> str:
        """Return a proposition's label, with the figures it rests on, or the size of the group of its own figure."""
        return " · ".join(filter(None, (self.text(proposition), self._figures(proposition), self._size(proposition))))

    def _figures(self, proposition: Any) -> str:
        """Return the figures of both groups of a comparison, or of both ends of a trend."""
        parts = self.all(proposition, "basedOn")
        if self.is_a(proposition, "TrendResult"):
            order, between = [*self.all(proposition, "fromTime"), *self.all(proposition, "toTime")], " → "
            place = "timeFrame"
        else:
            order = [g for local in ("indexGroup", "comparatorGroup") for g in self.all(proposition, local)]
            place, between = "group", " vs "
        figures = [self._estimate(p) for where in order for p in parts if where in self.all(p, place)]
        return between.join(figures) if len(figures) > 1 and all(figures) else ""

    def _estimate(self, proposition: Any) -> str:
        return self.words["list"].join(self.text(e) for e in self._sorted(self.all(proposition, "hasEstimate")))

    @staticmethod
    def _sorted(nodes: Iterable[Any]) -> list[Any]:
        return sorted(nodes, key=lambda node: str(node.value))

    def _size(self, proposition: Any) -> str:
        """Return the size of the group where a count or a percentage has no denominator of its own."""
        statistics = [
            s.value.removeprefix(names.ONTOLOGY)
            for e in self.all(proposition, "hasEstimate")
            if not self.all(e, "denominator")
            for s in self.all(e, "statistic")
        ]
        if not any(s in _COUNTED for s in statistics) or not self.is_a(proposition, "GroupResult"):
            return ""
        sizes = [size.value for group in self.all(proposition, "group") for size in self.all(group, "memberCount")]
        return f"{self.words['of']} {sizes[0]}" if sizes else ""
