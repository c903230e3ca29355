"""Proposals: what each figure of a text may be a fact of, for a curator to correct; never a fact by itself.

In:   a document's clauses, the names found in them, and their figures.
Out:  proposals in reading order: the section and kind they may belong to, and the fields, so far as words near tell.

The rules are few and shallow, on purpose: nearest name, words of a list, no grammar of the sentence.
``benchmarks/proposals.py`` measures how often they are right.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mi2ld.curate.figures import COMPOUND
from mi2ld.curate.passages import split_clauses
from mi2ld.curate.predictors import BEYOND
from mi2ld.curate.proposal import OPEN, Passage, Proposal, is_count, number_of
from mi2ld.curate.results import Results

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mi2ld.curate.figures import Figure, Scanner
    from mi2ld.curate.passages import Clause, Part
    from mi2ld.curate.words import Dictionary
    from mi2ld.dossier.vocabulary import Vocabulary

_PERSONS = (
    r"patients?|participants?|cases?|individuals?|subjects?|persons?|people|women|men|females?|males?|children|adults?"
    r"|controls?|volunteers?|donors?|malades?|personnes?|sujets?|cas|femmes?|hommes?|enfants?|adultes?|témoins?"
    r"|atteints?"
)
_PERSONS_AFTER = re.compile(rf"\s*(?:[^\W\d_][\w+-]*\s+){{0,4}}?(?:{_PERSONS})\b", re.IGNORECASE)
_CONTROLS = re.compile(
    r"\s*(?P<before>healthy\s|normal\s)?(?:controls?|volunteers?|témoins?)\b(?P<after>\s+sains?\b)?", re.IGNORECASE
)
_PART_OF_THEM = re.compile(
    r"\s*(?:d[’']entre|of (?:them|whom|these|the)\b|parmi|were\b|had\b|ont\b|étaient\b)", re.IGNORECASE
)
_OF_WHOM = re.compile(r"(?:\bdont|\bincluding|\bof whom|\bamong whom|chez)\s*$", re.IGNORECASE)
_WHOLE = re.compile(
    r"\b(?:total|in all|cohort of|enrolled|recruited|included|includes|including|comprised"
    r"|rassembl\w+|inclus\w*|recrut\w+|au total)\b",
    re.IGNORECASE,
)
_FOLLOWED = re.compile(
    r"\b(?:follow(?:ed)?[\s-]*up|followed|suivi\w*|observation period|surveillance)\b", re.IGNORECASE
)
_WHO = re.compile(r"\b(?:qui|who|suivis?|followed)\b", re.IGNORECASE)
_MEAN = re.compile(r"\b(?:mean|average|en\s+moyenne|moyenne?)\b", re.IGNORECASE)
_MEDIAN = re.compile(r"\b(?:median|médiane?)\b", re.IGNORECASE)
_CENTRES = re.compile(r"\s*(?:[^\W\d_]+\s+)?(?:centres?|centers?|hospitals?|hôpitaux|clinics?)\b", re.IGNORECASE)
_MOMENT = re.compile(
    r"\b(?P<side>at|after|by|à|après|au bout de|within|over|dans les|en)\s*(?:the\s)?(?:first\s)?$", re.IGNORECASE
)
_LISTED = re.compile(r"\d[-‐]?,?\s+(?:and|or|et|ou)\s+$")
"""What stands before the last of several times: ``1-, 5- and 10-year survival``."""
_TIMES = ("a", "mo", "wk", "d")


class Proposer(Results):
    """Makes proposals of one text with one vocabulary."""

    def __init__(self, scanner: Scanner, words: Dictionary, vocabulary: Vocabulary) -> None:
        """Keep what every document of the text shares."""
        super().__init__(scanner.text, vocabulary)
        self.scanner = scanner
        self.words = words
        self._is_sized = False

    def propose(self, part: Part, key: str, skip: Iterable[tuple[int, int]] = ()) -> list[Proposal]:
        """Return the proposals of a document; stretches to skip are its references and addresses."""
        spans = tuple(skip)
        self._is_sized = False
        found: list[Proposal] = []
        for clause in split_clauses(self.text, part):
            if any(start < clause.end and clause.start < end for start, end in spans):
                continue
            made = self._propose_clause(clause)
            for proposal in made:
                proposal.said = {key: clause}
            found.extend(made)
        return found

    def _propose_clause(self, clause: Clause) -> list[Proposal]:
        figures = self.scanner.find(clause.start, clause.end)
        if not figures:
            return []
        mentions = self.words.find(self.text, clause.start, clause.end)
        held = Passage(self.text, clause, tuple(mentions), tuple(figures))
        found: list[Proposal] = []
        moment: Figure | None = None
        at = 0
        while at < len(figures):
            figure, at = figures[at], at + 1
            if self._extends_group(held, figure, found):
                continue
            proposal = self._group(held, figure, found) or self._follow_up(held, figure)
            if proposal is None and self._ends_trend(held, figure, found):
                continue
            if proposal is None and moment is None and at < len(figures) and self._is_moment(held, figure):
                moment = figure
                continue
            if proposal is None:
                run = self._run(held, at - 1)
                at += len(run) - 1
                proposal = self._result(held, run, found)
                if proposal and moment and "when" in proposal.fields:
                    is_one_of_several = _LISTED.search(self.text, held.clause.start, moment.start)
                    proposal.fields["when"] = OPEN if is_one_of_several else _window(held.before(moment), moment)
                    proposal.figures.append(moment)
                    moment = None
            if proposal is not None:
                found.append(proposal)
        if moment and (proposal := self._result(held, [moment], found)):
            found.append(proposal)
        return found

    def _ends_trend(self, held: Passage, figure: Figure, found: list[Proposal]) -> bool:
        """Give a time to the trend before it, ``from 112 to 138 after 6 months``; return whether it was."""
        last = found[-1] if found else None
        if (
            last is None
            or last.kind != "trend"
            or not self._is_moment(held, figure)
            or last.fields["to"]["when"] != OPEN
        ):
            return False
        last.fields["to"]["when"] = _window(held.before(figure), figure)
        last.figures.append(figure)
        return True

    def _is_moment(self, held: Passage, figure: Figure) -> bool:
        if figure.quantity.unit not in _TIMES:
            return False
        is_compound = COMPOUND.fullmatch(self.text, figure.start, figure.end) is not None
        before = held.before(figure)
        return is_compound or bool(_MOMENT.search(before) and not BEYOND.search(before))

    # --- groups and studies ------------------------------------------------------------------------------------

    def _group(self, held: Passage, figure: Figure, found: list[Proposal]) -> Proposal | None:
        """Return a group for a whole number of persons, a study's size for a total, or nothing."""
        if not is_count(figure.quantity):
            return None
        before, after = held.before(figure), held.after(figure)
        start, end = held.window(figure)
        counted = bool(re.match(r"n\s*=", self.text[figure.start : figure.end], re.IGNORECASE))
        listed = bool(found) and found[-1].section == "groups" and end > figure.end and self._in_list(held, figure)
        if _CENTRES.match(after):
            return Proposal("studies", "study", [figure], {"centres": number_of(figure)}, (), ())
        if _PART_OF_THEM.match(after) or (_OF_WHOM.search(before) and not _PERSONS_AFTER.match(after)):
            return None
        if not (counted or listed or _PERSONS_AFTER.match(after)):
            return None
        if controls := _CONTROLS.match(after):
            source = "healthy-controls" if controls["before"] or controls["after"] else "unspecified-controls"
            fields = {"kind": "reference", "population": source, "size": number_of(figure)}
            return Proposal("groups", "group", [figure], fields, (), ())
        inside = [
            m for m in held.mentions if (start <= m.start < figure.start if counted else figure.end <= m.start < end)
        ]
        near, unknown = self._near(inside, *((start, figure.start) if counted else (figure.end, end)))
        criteria = self._criteria(inside)
        whole = figure.quantity.bound != "=" or bool(_WHOLE.search(held.before(figure, start)))
        if whole and not criteria and not unknown and not self._is_sized:
            self._is_sized = True
            return Proposal("studies", "study", [figure], {"size": number_of(figure)}, near, unknown)
        fields = {"kind": "arm", **criteria, "size": number_of(figure)}
        return Proposal("groups", "group", [figure], fields, near, unknown)

    def _in_list(self, held: Passage, figure: Figure) -> bool:
        """Return whether a bare number goes on a list of groups: a disease or an antibody before the next figure."""
        _, end = held.window(figure)
        return any(figure.end <= m.start < end and self._criteria([m]) for m in held.mentions)

    def _extends_group(self, held: Passage, figure: Figure, found: list[Proposal]) -> bool:
        """Give a time to the group before it that is said to be followed for so long; return whether it was."""
        last = found[-1] if found else None
        if last is None or last.section != "groups" or not self._is_follow_up(held, figure):
            return False
        if not _WHO.search(held.before(figure, last.figures[-1].end)):
            return False
        last.fields["follow-up"] = figure.value
        last.fields["size"] = last.fields.pop("size")
        last.figures.append(figure)
        return True

    def _is_follow_up(self, held: Passage, figure: Figure) -> bool:
        around = held.before(figure)[-60:] + " " + held.after(figure)[:30]
        return figure.quantity.unit in _TIMES and bool(_FOLLOWED.search(around))

    def _follow_up(self, held: Passage, figure: Figure) -> Proposal | None:
        """Return a study's follow-up for a time near such words, or nothing."""
        if not self._is_follow_up(held, figure):
            return None
        around = held.before(figure)[-60:] + " " + held.after(figure)[:30]
        value: dict[str, Any] | str = figure.value
        statistic = "mean" if _MEAN.search(around) else "median" if _MEDIAN.search(around) else ""
        if statistic and not figure.quantity.statistic:
            value = {"is": figure.value, "statistic": statistic}
        near, unknown = self._near(held.mentions, held.clause.start, held.clause.end)
        return Proposal("studies", "study", [figure], {"follow-up": value}, near, unknown)


def _window(before: str, figure: Figure) -> dict[str, str]:
    match = _MOMENT.search(before)
    within = match is not None and match["side"].lower() in ("within", "over", "dans les", "en")
    return {"within" if within else "at": figure.value, "after": "unstated"}
