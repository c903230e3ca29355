"""What is computed of what is shown: a short line below each proposition, and two sections of their own.

What a document made of its source (``FidelityResult``) and how dossiers agree (``AgreementResult``) are grouped by
document and kind. All else stands below the comparison or result that it belongs to, or in a last section.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mi2ld import names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mi2ld.query.view import View

_EFFECT_BY_DEFAULT = "OddsRatioWoolf"
_FISHER = "FisherExact"
_NUMBER = re.compile(r"\d+[.,]\d+")
_OPPOSITE = {"Higher": "Lower", "Lower": "Higher"}


def shorten(text: str) -> str:
    """Return a text whose decimal numbers have three significant digits, or two below one; none is made longer.

    >>> shorten("0.2429 (0.09054 to 0.6518)"), shorten("10,36 à 1234,5"), shorten("p = 0.00256"), shorten("5/58")
    ('0.24 (0.091 to 0.65)', '10,4 à 1234', 'p = 0.0026', '5/58')
    """
    return _NUMBER.sub(lambda match: _shortened(match[0]), text)


def _shortened(number: str) -> str:
    value = Decimal(number.replace(",", "."))
    digits = 3 if value >= 1 else 2
    if len(value.as_tuple().digits) <= digits or value == 0:
        return number
    exponent = min(0, value.adjusted() - digits + 1)
    shown = format(value.quantize(Decimal(1).scaleb(exponent)), "f")
    return shown.replace(".", ",") if "," in number else shown


def _local(node: Any) -> str:
    return str(node.value).removeprefix(names.ONTOLOGY)


class Computed:
    """What is computed from some propositions."""

    def __init__(self, view: View, found: Iterable[Any]) -> None:
        """Find it all."""
        self.view = view
        self.found = list(found)
        nodes = {s for p in self.found for local in ("computedFrom", "setBeside") for s in view.subjects(local, p)}
        self.nodes = sorted(nodes, key=lambda node: (view.text(node), str(node.value)))
        self.fidelity = [n for n in self.nodes if view.is_a(n, "FidelityResult")]
        self.agreement = [n for n in self.nodes if view.is_a(n, "AgreementResult")]
        self.homeless: list[Any] = []
        self._at: dict[Any, list[Any]] = {}
        for node in self.nodes:
            if node not in self.fidelity and node not in self.agreement:
                home = self._home(node)
                (self.homeless if home is None else self._at.setdefault(home, [])).append(node)

    def _home(self, node: Any) -> Any:
        """Return the proposition that a computed result belongs to: the one set beside it, or the one it is made from."""
        beside, origins = self.view.all(node, "setBeside"), self.view.all(node, "computedFrom")
        if beside or len(origins) == 1:
            return (beside or origins)[0]
        wanted = set(origins)
        for comparison in self.view.subjects("basedOn", origins[0]):
            if wanted == set(self.view.all(comparison, "basedOn")):
                return comparison
        return None

    # --- below a proposition --------------------------------------------------------------------------------------

    def line(self, proposition: Any) -> str:
        """Return the short line below a proposition, or nothing."""
        at = self._at.get(proposition, [])
        parts = [
            *self._effects(at),
            *self._shares(proposition, at),
            *self._pairs(at),
            *self._direction(proposition, at),
        ]
        return self.view.words["list"].join(dict.fromkeys(parts))

    def _method(self, node: Any) -> str:
        return _local(self.view.all(node, "computedBy")[0])

    def _figure(self, node: Any) -> str:
        """Return the figures of a computed result; where rounding leaves several, the widest interval in brackets."""
        estimates = sorted(self.view.all(node, "hasEstimate"), key=lambda e: str(e.value))
        first, *others = [shorten(self.view.text(e)) for e in estimates] or [""]
        return " ".join([first, *(f"({other})" for other in others)])

    def _verdict(self, node: Any) -> str:
        """Return whether a stated figure is the computed one, or nothing where none is stated."""
        for local, word in (("disagreesWithStated", "unlike"), ("agreesWithStated", "fits")):
            if any(self.view.is_a(stated, "Estimate") for stated in self.view.all(node, local)):
                return self.view.words[word]
        return ""

    def _effects(self, at: list[Any]) -> list[str]:
        """Return the effects that a figure is stated of, else the odds ratio; and Fisher's p."""
        effects = {self._method(n): n for n in at if self.view.is_a(n, "ComputedEffect")}
        fisher = effects.pop(_FISHER, None)
        told = [n for n in effects.values() if self._verdict(n)]
        if not told and effects:
            told = [effects.get(_EFFECT_BY_DEFAULT) or next(iter(effects.values()))]
        shown = [" ".join(filter(None, (self._statistic(n), self._figure(n), self._verdict(n)))) for n in told]
        if fisher is not None:
            figure = re.sub(r"^p (= )?", "", self._figure(fisher))
            shown.append(" ".join(filter(None, (self.view.words["fisher"], figure, self._verdict(fisher)))))
        return shown

    def _statistic(self, node: Any) -> str:
        statistics = [s for e in self.view.all(node, "hasEstimate") for s in self.view.all(e, "statistic")]
        return self.view.text(statistics[0] if statistics else self.view.all(node, "computedBy")[0])

    def _shares(self, proposition: Any, at: list[Any]) -> list[str]:
        """Return the counts that a percentage may stand for, where none is stated, and its interval."""
        counted = any(self.view.all(e, "numerator") for e in self.view.all(proposition, "hasEstimate"))
        shown = [self._figure(n) for n in at if self.view.is_a(n, "CandidateCount") and not counted]
        for node in (n for n in at if self.view.is_a(n, "ComputedProportion")):
            for estimate in self.view.all(node, "hasEstimate"):
                bounds = [v.value for local in ("lower", "upper") for v in self.view.all(estimate, local)]
                between = shorten(self.view.words["to"].join(self.view.number(b) for b in bounds))
                shown.append(f"{self.view.text(self.view.all(node, 'computedBy')[0])} {between}{self.view.words['%']}")
        return shown

    def _pairs(self, at: list[Any]) -> list[str]:
        return [
            f"{self.view.words['pair']} {' + '.join(sorted(self.view.text(v) for v in self.view.all(n, 'variable')))}"
            for n in at
            if self.view.is_a(n, "PairReading")
        ]

    def _direction(self, proposition: Any, at: list[Any]) -> list[str]:
        """Return the direction that the figures imply, where it is not the one stated."""
        stated = {_OPPOSITE.get(_local(d)) for d in self.view.all(proposition, "direction")}
        return [
            f"{self.view.text(self.view.all(n, 'computedBy')[0])} {self.view.text(d)}"
            for n in at
            if self.view.is_a(n, "ImpliedDirection")
            for d in self.view.all(n, "direction")
            if _local(d) in stated
        ]

    # --- sections of their own ------------------------------------------------------------------------------------

    def sections(self) -> list[str]:
        """Return the sections on fidelity and agreement, and on what belongs to no proposition."""
        words = self.view.words
        out = self._grouped(words["fidelity"], self.fidelity, self._relayed)
        out += self._grouped(words["agreement"], self.agreement, self._agreed)
        if self.homeless:
            lines = dict.fromkeys(self.view.wrap(shorten(self.view.text(n)), 2, "• ") for n in self.homeless)
            out += [words["computed_section"], "", *lines, ""]
        return out

    def everything(self) -> list[str]:
        """Return the section of all computed results."""
        if not self.nodes:
            return []
        lines = [self.view.wrap(self.view.text(node), 2, "• ") for node in self.nodes]
        return [self.view.words["computed_section"], "", *lines, ""]

    def _grouped(self, title: str, nodes: list[Any], tell: Any) -> list[str]:
        groups: dict[str, dict[str, dict[str, None]]] = {}
        for node in nodes:
            documents, line = tell(node)
            kind = self.view.text(self.view.all(node, "agreementKind")[0])
            groups.setdefault(documents, {}).setdefault(kind, {})[line] = None
        out: list[str] = []
        for documents, kinds in sorted(groups.items()):
            out.append(self.view.wrap(documents, 2))
            for kind, lines in sorted(kinds.items()):
                out += [f"    {kind} ({len(lines)})", *(self.view.wrap(line, 6, "• ") for line in sorted(lines)), ""]
        return [title, "", *out] if out else []

    def _documents(self, proposition: Any) -> set[Any]:
        return {d for s in self.view.subjects("expresses", proposition) for d in self.view.all(s, "statedIn")}

    def _relayed(self, node: Any) -> tuple[str, str]:
        """Return the two documents of a fidelity result, and what became of what."""
        document, source = (self.view.all(node, local)[0] for local in ("comparedDocument", "comparedSource"))
        origins = self.view.all(node, "computedFrom")
        relayed_first = sorted(origins, key=lambda p: (document not in self._documents(p), str(p.value)))
        parts = dict.fromkeys(self.view.text(p) for p in relayed_first)
        title = f"{self.view.text(document)}, {self.view.words['source']} {self.view.text(source)}"
        return title, " ← ".join(parts)

    def _agreed(self, node: Any) -> tuple[str, str]:
        """Return the documents of both sides of an agreement result, and what they say."""
        sides = sorted(self.view.all(node, "computedFrom"), key=lambda p: str(p.value))
        told = [", ".join(sorted(self.view.text(d) for d in self._documents(p))) for p in sides]
        line = " ⇄ ".join(dict.fromkeys(self.view.text(p) for p in sides))
        shared = sorted(self.view.text(s) for s in self.view.all(node, "sharedSource"))
        if shared:
            line += f" ({self.view.words['shared']}{self.view.words['colon']} {', '.join(shared)})"
        return " ⇄ ".join(told), line
