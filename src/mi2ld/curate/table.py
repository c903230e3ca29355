"""A paper's wide table as facts: features down the side, arms across the top.

In:   a CSV file in the form in which papers print tables, the vocabulary, and the dossier that has the groups.
Out:  facts in the layout of a dossier, or every problem of the table at its line and column; never half of them.

A table states no direction: with a p-value a row is a ``compare`` with ``direction: unstated``, its aspect being what
the cells give (shares: the frequency; measures: the level); without one it is what was counted or measured in each arm,
and so is an arm that is the whole of others. A cell goes into the dossier as it is printed; what its row says of all
its cells (``median (IQR)``, ``U/L``, ``%``) is written to it, and nothing is computed.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mi2ld import names
from mi2ld.curate.cells import MARKS, Cell, read_cells
from mi2ld.dossier.quantity import Lexicon, ValueFault, check_quantity, parse_quantity
from mi2ld.problems import Mi2ldError, Problem, Where, is_failing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from mi2ld.dossier.vocabulary import Term, Vocabulary
    from mi2ld.model import Dossier, Quantity

_N = re.compile(r"[\s(\[,;:]*\bn\s*=\s*(\d[\d\s\u00a0\u2009\u202f]*)[)\]]?$", re.IGNORECASE)
_P_HEADER = re.compile(r"(?:valeur (?:de )?)?p(?:[ -]?val(?:ue|eur)s?)?")
_TIME_HEADERS = frozenset({"time", "time point", "timepoint", "when", "visit", "moment", "temps", "periode", "visite"})
_UNIT_HEADERS = frozenset({"unit", "units", "unite", "unites"})
_NOT_GIVEN = frozenset({"", "-", "na", "n/a", "nr", "nd", "n.d.", "n.a.", "not reported", "not available", "..", "..."})
_NOT_SIGNIFICANT = frozenset({"ns", "n.s.", "n.s", "non significatif"})
_COUNTED = re.compile(r"(?:n|no|nb|number|nombre|effectif|patients|count)?\.?(?:/n)?[,;]?[(\[]?%?[)\]]?")
_BARE_SHARE = re.compile(r"(\d+(?:\s*/\s*\d+)?\s*[(\[]\s*[<>]?\s*\d+(?:[.,]\d+)?)(\s*[)\]])")
_BARE_NUMBER = re.compile(r"[<>]?\s*\d+(?:[.,]\d+)?")
_BRACKETED = re.compile(r"(.+?)\s*[(\[](.+)[)\]]", re.DOTALL)
_PLAIN_SCALAR = re.compile(r"[\w(≈±≥≤<][^\n\"',\[\]{}#&*!|>%@`:]*(?:%[^\n\"',\[\]{}#&*!|>%@`:]*)*")
_FOOTNOTE = re.compile(rf"[{re.escape(MARKS)}]|(?:abbreviation|abreviation|note|legend|data are|values are)s?\b")
_LEFT_OUT = ("", "-")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the curator says of a table that the table does not say itself.

    ``names`` maps a label of the table to a key (or, empty or ``-``, leaves its row or column out); ``units`` maps a
    feature's key or label to a unit, and the empty label to that of every measure. ``is_percent`` says what the bracket
    of ``12 (30)`` is, and nothing of a number that stands alone.
    """

    said: tuple[str, str]
    when: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    is_percent: bool = False


@dataclass(frozen=True, slots=True)
class Arm:
    """A column that is a group."""

    column: int
    group: str
    size: int | None


@dataclass(frozen=True, slots=True)
class _Form:
    """What a row says of all its cells: words before a figure, a unit after it, and what is a percentage.

    ``is_percent`` is of the bracket in ``12 (30)``; ``is_bare_percent`` of a number alone, which ``n (%)`` makes a count.
    """

    head: str = ""
    unit: str = ""
    is_percent: bool = False
    is_bare_percent: bool = False


@dataclass(slots=True)
class Row:
    """A row that states something: a feature, when, and the arms' cells in the order of the columns."""

    feature: Term
    when: str
    values: list[tuple[Arm, str, Quantity]]
    p: str = ""
    section: str = ""


def fold(text: str) -> str:
    """Return a label in the form in which labels are compared: no case, accents, doubled blanks or kinds of dash.

    >>> fold("Fièvre  – élevée")
    'fievre - elevee'
    """
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", plain).replace("’", "'")
    return " ".join(plain.split())


class _Names:
    """What a label can name: kinds, times, units and statistics of the vocabulary, and what the curator adds."""

    def __init__(self, vocabulary: Vocabulary, wishes: Wishes) -> None:
        self.vocabulary = vocabulary
        self.given = {fold(label): key for label, key in wishes.names.items()}
        self.used: set[str] = set()
        self.kinds: dict[str, dict[str, Term]] = {}
        self.times: dict[str, dict[str, Term]] = {}
        self.units: set[str] = set()
        self.statistics: list[str] = []
        for term in vocabulary:
            if term.file == "units":
                self.units.update(fold(s) for s in (*term.extra["symbols"].split("|"), term.label_en, term.label_fr))
            elif term.file == "statistics":
                symbols = (s.partition("=")[0] for s in term.extra["symbols"].split("|"))
                self.statistics += [fold(s) for s in (*symbols, term.label_en, term.label_fr) if s]
            elif "TimeFrame" in term.classes:
                self._add(self.times, term)
            elif term.file not in ("values", "direction-words", "documents"):
                self._add(self.kinds, term)
        for key, synonym in _synonyms():
            if key in vocabulary.terms and fold(synonym) not in self.kinds:
                self.kinds[fold(synonym)] = {key: vocabulary.terms[key]}

    @staticmethod
    def _add(table: dict[str, dict[str, Term]], term: Term) -> None:
        for label in (term.key, term.label_en, term.label_fr, term.short_en, term.short_fr):
            table.setdefault(fold(label), {})[term.key] = term

    def given_key(self, label: str) -> str | None:
        """Return what the curator says that a label stands for, or None."""
        folded = fold(label)
        if folded in self.given:
            self.used.add(folded)
            return self.given[folded]
        return None

    def near(self, label: str, table: Iterable[str]) -> str:
        """Return the names nearest to a label, for a message."""
        found = difflib.get_close_matches(fold(label), list(table), n=3, cutoff=0.5)
        return f" (nearest: {', '.join(found)})" if found else ""


def _synonyms() -> Iterable[tuple[str, str]]:
    """Return key and name of each synonym that ``mi2ld new`` knows."""
    from importlib.resources import files

    for line in (files("mi2ld.curate") / "words.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        key, *cells = line.split("\t")
        for cell in cells if key != "=" else ():
            yield from ((key, name) for name in cell.split("|") if name)


class _TableReader:
    """Reads one table; collects problems and goes on."""

    def __init__(self, text: str, path: str, vocabulary: Vocabulary, dossier: Dossier | None, wishes: Wishes) -> None:
        self.path, self.vocabulary, self.dossier, self.wishes = path, vocabulary, dossier, wishes
        self.cells = read_cells(text, path)
        self.names = _Names(vocabulary, wishes)
        self.lexicon = Lexicon.of(vocabulary)
        self.problems: list[Problem] = []
        self.arms: list[Arm] = []
        self.time_column = self.unit_column = self.p_column = -1
        self.skipped: set[int] = set()

    def error(self, where: Where, code: str, what: str, fix: str) -> None:
        self.problems.append(Problem(where, "error", code, what, fix))

    # --- the header ------------------------------------------------------------------------------------------

    def rows(self) -> list[Row]:
        """Return what the table states; the problems are in ``problems``."""
        start = next((i for i, row in enumerate(self.cells) if sum(map(bool, row)) > 1), None)
        if start is None:
            fix = "give a first row with a cell for each arm"
            self.error(Where(self.path, 1, 1), "C102", "no row names the arms", fix)
            return []
        header = self.cells[start]
        for column, cell in enumerate(header[1:], 1):
            self._column(column, cell)
        if not self.arms and not self.problems:
            self.error(header[0].at(), "C102", "no column is an arm", "name a group in the header")
        found = self._body(header, self.cells[start + 1 :])
        for label in sorted(set(self.names.given) - self.names.used):
            near = self.names.near(label, [fold(c.text) for row in self.cells for c in row if c])
            self.error(Where(self.path), "C112", f"no cell of the table is {label!r}{near}", "mend --name or --names")
        return found

    def _column(self, column: int, cell: Cell) -> None:
        folded = fold(cell.text.rstrip(MARKS))
        given = self.names.given_key(cell.text)
        if given in _LEFT_OUT:
            self.skipped.add(column)
        elif given is None and not folded:
            self._empty_column(column, cell)
        elif given is None and column == 1 and folded in _TIME_HEADERS | _UNIT_HEADERS:
            self.time_column = 1 if folded in _TIME_HEADERS else -1
            self.unit_column = 1 if folded in _UNIT_HEADERS else -1
        elif given is None and column == 2 and self.time_column == 1 and folded in _UNIT_HEADERS:
            self.unit_column = 2
        elif given is None and _P_HEADER.fullmatch(folded):
            if self.p_column >= 0:
                fix = 'leave one out with --name "LABEL=-": a fact has one p-value'
                self.error(cell.at(), "C103", "a second column of p-values", fix)
            else:
                self.p_column = column
        else:
            self._arm(column, cell, given)

    def _empty_column(self, column: int, cell: Cell) -> None:
        self.skipped.add(column)
        if any(len(row) > column and row[column] for row in self.cells):
            self.error(cell.at(), "C103", "a column with cells has no name", "name its group in the header")

    def _arm(self, column: int, cell: Cell, given: str | None) -> None:
        match = _N.search(cell.text)
        label = cell.text[: match.start()] if match else cell.text
        size = int(re.sub(r"\s", "", match[1])) if match else None
        key = given if given is not None else self.names.given_key(label)
        if key in _LEFT_OUT:
            self.skipped.add(column)
            return
        key = self._group_key(label) if key is None else key
        known = self._groups()
        if key is None or (known is not None and key not in known):
            shown = key or label
            near = self.names.near(shown, known or ())
            fix = f'write the key of a group, or add --name "{label}=GROUP"'
            what = "is the key of no group" if known is None else f"is no group of the dossier{near}"
            self.error(cell.at(), "C103", f"{shown!r} {what}", fix)
            return
        if key in {arm.group for arm in self.arms}:
            self.error(cell.at(), "C103", f"a second column for the group {key!r}", "name another group")
            return
        stated = self._stated_size(key)
        if size is not None and stated is not None and size != stated:
            what = f"n = {size}, but the dossier gives the group {key!r} the size {stated}"
            fix = "mend the one that is wrong, or state a group of its own"
            self.error(cell.at(match.start(1) if match else 0), "C104", what, fix)
        self.arms.append(Arm(column, key, size if size is not None else stated))

    def _groups(self) -> set[str] | None:
        """Return the keys of the dossier's groups, with those of its studies' populations."""
        return None if self.dossier is None else {*self.dossier.groups, *self.dossier.studies}

    def _group_key(self, label: str) -> str | None:
        """Return the group that a header names: by its key, or by the label it has in the dossier."""
        folded = fold(label)
        if self.dossier is None:
            return folded if names.is_key(folded) else None
        for key, entity in self.dossier.groups.items():
            if folded in {fold(key), *(fold(text) for text in entity.label.values())}:
                return key
        return folded if folded in self.dossier.studies else None

    def _stated_size(self, key: str) -> int | None:
        if self.dossier is None:
            return None
        entity = self.dossier.groups.get(key) or self.dossier.studies.get(key)
        size = entity.first("size") if entity is not None else None
        quantity = size.values[0] if size is not None and size.values else None
        return int(quantity.value) if quantity is not None and quantity.bound == "=" else None

    # --- the rows --------------------------------------------------------------------------------------------

    def _body(self, header: list[Cell], body: list[list[Cell]]) -> list[Row]:
        last = max((i for i, row in enumerate(body) if any(row[1:])), default=-1)
        found: list[Row] = []
        section, when = "", self.wishes.when
        label: Cell | None = None
        moment = ""
        for row in body[: last + 1]:  # what follows the last row with figures is footnotes
            if not any(row) or _FOOTNOTE.match(fold(row[0].text)):
                continue
            if not any(row[1:]):
                time = self._time_of(row[0].text)
                section, when = (section, time) if time else (row[0].text, when)
                label, moment = None, ""
                continue
            if len(row) > len(header) and any(row[len(header) :]):
                what = f"{len(row)} cells under {len(header)} columns"
                fix = "quote a cell that holds the delimiter, as a decimal comma"
                self.error(row[len(header)].at(), "C108", what, fix)
                continue
            row = row + [Cell("", (row[-1].at(len(row[-1].text)),))] * (len(header) - len(row))
            label, moment = (row[0], "") if row[0] else (label, moment)
            if label is None:
                self.error(row[0].at(), "C105", "a row with cells names no feature", "write its feature")
                continue
            if self.time_column >= 0 and row[self.time_column]:
                moment = self._moment(row[self.time_column])
            made = self._row(label, row, moment or when, section)
            if made is not None:
                found.append(made)
        return found

    def _time_of(self, label: str) -> str:
        """Return the time that a label names, as a dossier writes it, or nothing."""
        given = self.names.given_key(label)
        if given is not None:
            return given if self.is_time(given) else ""
        found = self.names.times.get(fold(label), {})
        return next(iter(found)) if len(found) == 1 else ""

    def is_time(self, key: str) -> bool:
        """Return whether a word may stand under ``when``: a time frame's key, ``unstated`` or a window's mapping."""
        term = self.vocabulary.terms.get(key)
        return key == "unstated" or key.startswith("{") or (term is not None and "TimeFrame" in term.classes)

    def _moment(self, cell: Cell) -> str:
        time = self._time_of(cell.text)
        if not time:
            near = self.names.near(cell.text, self.names.times)
            fix = f'name a time frame, or add --name "{cell.text}=KEY"'
            self.error(cell.at(), "C107", f"{cell.text!r} is no time{near}", fix)
        return time or "unstated"

    def _row(self, label: Cell, row: list[Cell], when: str, section: str) -> Row | None:
        resolved = self._feature(label)
        if resolved is None:
            return None
        feature, form = resolved
        if not when:
            fix = "add --when KEY, or a column of times"
            self.error(label.at(), "C107", f"no time is given for {label.text!r}", fix)
        unit = row[self.unit_column].text if self.unit_column >= 0 else ""
        form = replace(
            form,
            unit=unit or form.unit or self._wished_unit(feature, label),
            is_percent=form.is_percent or self.wishes.is_percent,
        )
        made = Row(feature, when, [], section=section)
        for arm in self.arms:
            value = self._value(row[arm.column], form, arm)
            if value is not None:
                self._check_unit(row[arm.column], value, feature, label)
                made.values.append((arm, *value))
        if self.p_column >= 0:
            made.p = self._p(row[self.p_column])
            if made.p and len(made.values) < 2 and not self.problems:
                what = "a p-value beside fewer than two values"
                self.error(row[self.p_column].at(), "C111", what, "delete it, or give the arms' values")
        return made if made.values else None

    def _wished_unit(self, feature: Term, label: Cell) -> str:
        for wanted, unit in self.wishes.units.items():
            if wanted in (feature.key, label.text) or fold(wanted) == fold(label.text):
                return unit
        return self.wishes.units.get("", "") if "MeasureKind" in feature.classes else ""

    # --- features --------------------------------------------------------------------------------------------

    def _feature(self, cell: Cell) -> tuple[Term, _Form] | None:
        """Return the kind that a row's label names, with what the label says of the cells."""
        text = cell.text
        parts = _split(text)
        for count in range(len(parts), 0, -1):
            left, notes = _join(parts[:count]), parts[count:]
            candidates = [(left, notes)]
            if match := _BRACKETED.fullmatch(left):
                candidates.append((match[1], [match[2], *notes]))
            for label, said in candidates:
                form = self._form(said)
                term = self._kind(label, cell) if form is not None else None
                if term == "-":
                    return None
                if form is not None and term is not None and not isinstance(term, str):
                    return term, form if said else self._form_of_given(label)
        near = self.names.near(parts[0], self.names.kinds)
        fix = f'write a key or label of the vocabulary, or add --name "{text}=KEY"'
        self.error(cell.at(), "C105", f"{text!r} names no kind of the vocabulary{near}", fix)
        return None

    def _form_of_given(self, label: str) -> _Form:
        """Return what a label says of the cells where the curator names all of it: ``MMF (%)=mycophenolate``."""
        match = _BRACKETED.fullmatch(label)
        notes = _split(label)[1:] or ([match[2]] if match else [])
        return self._form(notes) or _Form()

    def _kind(self, label: str, cell: Cell) -> Term | str | None:
        """Return the term a label names, ``-`` where the row is left out or in error, None where it names nothing."""
        given = self.names.given_key(label)
        if given in _LEFT_OUT:
            return "-"
        if given is not None:
            term = self.vocabulary.terms.get(given)
            if term is None or term.file in ("values", "direction-words", "documents", "statistics", "units"):
                near = self.names.near(given, self.names.kinds)
                self.error(cell.at(), "C105", f"{given!r} is no kind of the vocabulary{near}", "mend --name")
                return "-"
            return term
        found = self.names.kinds.get(fold(label), {})
        if len(found) > 1:
            what = f"{label!r} names {' and '.join(sorted(found))}"
            self.error(cell.at(), "C106", what, f'write the key that is meant, or add --name "{label}=KEY"')
            return "-"
        return next(iter(found.values()), None)

    def _form(self, notes: list[str]) -> _Form | None:
        """Return what a label's notes say of the cells, or None where one of them says nothing that is known."""
        head, unit, is_percent, is_counted = "", "", False, False
        todo = list(notes)
        while todo:
            note = todo.pop(0).strip()
            folded = fold(note)
            if note and _COUNTED.fullmatch(folded.replace(" ", "")):  # before the units: n is no newton here
                is_percent = is_percent or "%" in folded
                is_counted = is_counted or any(map(str.isalpha, folded))
            elif folded in self.names.units:
                unit = note
            elif self._is_head(folded):
                head = note
            elif match := _BRACKETED.fullmatch(note):
                todo[:0] = [match[1], match[2]]
            elif len(parts := _split(note)) > 1:
                todo[:0] = parts
            else:
                return None
        return _Form(head, unit, is_percent, is_percent and not is_counted)

    def _is_head(self, folded: str) -> bool:
        """Return whether a note begins with a statistic's name: ``mean ± SD``, ``median (IQR)``."""
        for name in self.names.statistics:
            if folded == name or (folded.startswith(name) and re.match(r"\s*[(\[±+,]", folded[len(name) :])):
                return True
        return False

    # --- cells -----------------------------------------------------------------------------------------------

    def _value(self, cell: Cell, form: _Form, arm: Arm) -> tuple[str, Quantity] | None:
        """Return a cell's value as the dossier has it, and what it means; None where nothing is given."""
        if fold(cell.text) in _NOT_GIVEN:
            return None
        text, shift = _complete(cell.text, form)
        try:
            quantity = parse_quantity(text, self.lexicon)
        except ValueFault as fault:
            self.error(cell.at(fault.offset - shift), "C109", f"{text!r} is no value: {fault.what}", fault.fix)
            return None
        problems = [f for f in check_quantity(quantity, self.lexicon) if f.level == "error"]
        for finding in problems:
            self.error(cell.at(), "C109", finding.what, finding.fix)
        fits = arm.size is None or self._fits(cell, quantity, arm, arm.size)
        return (text, quantity) if fits and not problems else None

    def _check_unit(self, cell: Cell, value: tuple[str, Quantity], feature: Term, label: Cell) -> None:
        """Tell of a measure's figure in none of its units, which the dossier could not be read with."""
        text, quantity = value
        units = [unit for unit in feature.extra.get("units", "").split("|") if unit]
        is_share = quantity.is_percentage or quantity.denominator is not None
        if not units or quantity.unit in units or is_share or "MeasureKind" not in feature.classes:
            return
        words = [self._unit_word(unit) for unit in units]
        name = feature.key if '"' in label.text else label.text
        what = f"{text!r} is in {quantity.unit!r}, and {feature.key!r} is given in {' or '.join(words)}"
        if quantity.unit == "1":
            what = f"{text!r} has no unit, and {feature.key!r} is given in {' or '.join(words)}"
        self.error(cell.at(), "D611", what, f'add --unit "{name}={words[0]}"')

    def _unit_word(self, code: str) -> str:
        """Return how a unit is written in a figure: by the first of its symbols."""
        rows = (t for t in self.vocabulary if t.file == "units" and t.extra.get("ucum") == code)
        return next((term.extra["symbols"].partition("|")[0] for term in rows), code)

    def _fits(self, cell: Cell, quantity: Quantity, arm: Arm, size: int) -> bool:
        """Return whether no count is more than its arm has members; one that is, is told."""
        found = True
        for name, count in (("count", quantity.numerator), ("total", quantity.denominator)):
            if count is not None and count > size:
                what = f"the {name} {count} is more than the {size} of the group {arm.group!r}"
                self.error(cell.at(), "C110", what, "mend the cell, or the size")
                found = False
        return found

    def _p(self, cell: Cell) -> str:
        """Return a p-value as a fact has it, or nothing."""
        text = cell.text
        if fold(text) in _NOT_GIVEN:
            return ""
        if fold(text) in _NOT_SIGNIFICANT:
            return "not significant"
        begins = fold(text)[:1]
        printed = text if begins == "p" else f"p {text}" if begins in "<>=≤≥s" else f"p = {text}"
        try:
            quantity = parse_quantity(printed, self.lexicon)
        except ValueFault as fault:
            place = cell.at(fault.offset - (len(printed) - len(text)))
            self.error(place, "C111", f"{text!r} is no p-value: {fault.what}", fault.fix)
            return ""
        problems = [f for f in check_quantity(quantity, self.lexicon) if f.level == "error"]
        if quantity.p is None or quantity.value is not None or problems:
            self.error(cell.at(), "C111", f"{text!r} is no p-value", "write 0.03, <0.001 or ns")
            return ""
        return text


def _split(label: str) -> list[str]:
    """Return the parts of a label between the commas that stand outside brackets.

    >>> _split("CK, U/L, median (IQR, Q1)")
    ['CK', 'U/L', 'median (IQR, Q1)']
    """
    parts, depth = [""], 0
    for character in label:
        depth += (character in "([") - (character in ")]")
        if character in ",;" and depth <= 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]


def _join(parts: list[str]) -> str:
    return ", ".join(parts)


def _complete(text: str, form: _Form) -> tuple[str, int]:
    """Return a cell with what its row says of it, and how far that moves its characters.

    >>> _complete("1250 (310–4880)", _Form("median (IQR)", "U/L"))
    ('median (IQR) 1250 (310–4880) U/L', 13)
    """
    text = " ".join(text.split())
    if "%" not in text:
        if form.is_percent and (match := _BARE_SHARE.fullmatch(text)):
            text = f"{match[1]}%{match[2]}"
        elif form.is_bare_percent and not form.head and _BARE_NUMBER.fullmatch(text):
            text = f"{text}%"
    head = "" if form.head and re.match(r"[^\W\d_]", text) else form.head
    shift = len(head) + 1 if head else 0
    unit = "" if not form.unit or form.unit in text else f" {form.unit}"
    return f"{head} {text}{unit}".strip() if head else f"{text}{unit}", shift


# --- facts -----------------------------------------------------------------------------------------------------


def scalar(text: str) -> str:
    """Return a text as a YAML scalar that may stand in a flow mapping: plain where it can be, else in quotes.

    >>> scalar("12 (30%)"), scalar("45,3 ± 12,1"), scalar("12/40 (30%)")
    ('12 (30%)', '"45,3 ± 12,1"', '12/40 (30%)')
    """
    if _PLAIN_SCALAR.fullmatch(text) and text == text.strip() and text not in ("true", "false", "null", "~"):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _side(arm: Arm, text: str) -> str:
    return f"{{is: {arm.group}, value: {scalar(text)}}}"


def _lines(row: Row, key: str, said: tuple[str, str], index: str) -> list[str]:
    """Return the lines of one fact."""
    out = [f"  {key}:"]
    is_measure = "MeasureKind" in row.feature.classes and not any(
        q.is_percentage or q.denominator is not None for _, _, q in row.values
    )
    sides = [(arm.group, _side(arm, text)) for arm, text, _ in row.values]
    if row.p and len(sides) > 1:
        sides.sort(key=lambda s: s[0] != index)
        out += [f"    compare: {row.feature.key}", f"    group: {sides[0][1]}", "    versus:"]
        out += [f"      - {side}" for _, side in sides[1:]]
        out += [f"    aspect: {'level' if is_measure else 'frequency'}", "    direction: unstated"]
        out += ["    jointly: true"] if len(sides) > 2 else []
    else:
        out += [f"    {'measure' if is_measure else 'proportion'}: {row.feature.key}", "    group:"]
        out += [f"      - {side}" for _, side in sides]
    out.append(f"    when: {row.when}")
    if row.p and len(sides) > 1:
        out.append(f"    p: {scalar(row.p)}")
    out.append(f"    said: {{{said[0]}: {scalar(said[1])}}}")
    return out


def _apart(row: Row, dossier: Dossier | None) -> list[Row]:
    """Return a row, or two where an arm is the whole of others: the p-value is of the parts, never of the whole."""
    if dossier is None or not row.p:
        return [row]
    groups = [arm.group for arm, _, _ in row.values]
    wholes = {whole for whole in groups if any(_is_part(dossier, part, whole) for part in groups)}
    rest = [value for value in row.values if value[0].group not in wholes]
    if not wholes or len(rest) < 2:
        return [row]
    whole = [value for value in row.values if value[0].group in wholes]
    return [Row(row.feature, row.when, rest, row.p, row.section), Row(row.feature, row.when, whole, "", row.section)]


def _is_part(dossier: Dossier, part: str, whole: str) -> bool:
    """Return whether a group is part of another, or of the population of a study."""
    seen = {part}
    while (entity := dossier.groups.get(part)) is not None:
        parent = entity.first("part-of", inferred=True)
        part = str(parent.values[0]) if parent is not None and parent.values else entity.study
        if part == whole:
            return True
        if part in seen:
            return False
        seen.add(part)
    return False


def render(rows: list[Row], wishes: Wishes, dossier: Dossier | None, name: str) -> str:
    """Return rows as the text of facts, each with a key that no other fact has."""
    taken = set(dossier.facts) if dossier is not None else set()
    index = ""
    for group in dossier.groups.values() if dossier is not None else ():
        role = group.first("role")
        if not index and role is not None and role.values and role.values[0].key == "index":
            index = group.key
    blocks, section = [f"  # --- from the table {name} ---"], ""
    for row in (part for whole in rows for part in _apart(whole, dossier)):
        stem = row.feature.key if row.when == "unstated" else f"{row.feature.key} {row.when}"
        key = base = names.slug(stem)
        number = 1
        while key in taken:
            number += 1
            key = f"{base[: names.KEY_MAX - len(str(number)) - 1].rstrip('-')}-{number}"
        taken.add(key)
        lines = _lines(row, key, wishes.said, index)
        if row.section and row.section != section:
            lines.insert(0, f"  # {' '.join(row.section.split())}")
        section = row.section
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def read_table(text: str, path: str, vocabulary: Vocabulary, dossier: Dossier | None, wishes: Wishes) -> list[Row]:
    """Return what the rows of a table state.

    ``dossier`` has the groups that the header names; without one every key of the header is taken as it is.

    Raises:
        Mi2ldError: With every problem of the table (codes C101 to C113).
    """
    reader = _TableReader(text, path, vocabulary, dossier, wishes)
    document = wishes.said[0]
    if dossier is not None and document not in dossier.documents:
        near = reader.names.near(document, dossier.documents)
        reader.error(Where(path), "C113", f"{document!r} is no document of the dossier{near}", "mend --said")
    if wishes.when and not reader.is_time(wishes.when):
        near = reader.names.near(wishes.when, reader.names.times)
        reader.error(Where(path), "C107", f"{wishes.when!r} is no time{near}", "mend --when")
    rows = reader.rows()
    if not rows and not reader.problems:
        reader.error(Where(path, 1, 1), "C102", "no cell of the table states anything", "give rows under the header")
    if is_failing(reader.problems):
        raise Mi2ldError(reader.problems)
    return rows


def add_facts(text: str, path: str, block: str) -> str:
    """Return the text of a dossier with facts added behind its last one.

    Raises:
        Mi2ldError: If its ``facts`` stand in braces, so that there is no line to add to (code C114).
    """
    from mi2ld.dossier.yaml import MappingNode, ScalarNode, read_yaml

    root = read_yaml(text, path)
    pairs = root.value if isinstance(root, MappingNode) else []
    found = next(((k, v) for k, v in pairs if isinstance(k, ScalarNode) and k.value == "facts"), None)
    lines = text.split("\n")
    if found is None:
        return text.rstrip("\n") + "\n\nfacts:\n" + block
    key, node = found
    if isinstance(node, MappingNode) and getattr(node, "flow_style", False) and node.value:
        where = Where(path, node.start_mark.line + 1, node.start_mark.column + 1)
        fix = "write one fact under the other, without braces"
        raise Mi2ldError([Problem(where, "error", "C114", "the facts stand in braces", fix)])
    if not isinstance(node, MappingNode) or not node.value:
        at = key.start_mark.line
        lines[at] = "facts:"
        return "\n".join([*lines[: at + 1], block.rstrip("\n"), *lines[at + 1 :]])
    at = _last_line(node)
    return "\n".join([*lines[: at + 1], "", block.rstrip("\n"), *lines[at + 1 :]])


def write_facts(path: Path, block: str, vocabulary: Vocabulary) -> None:
    """Add facts to a dossier file; it is written only if it then reads without a fault.

    Words that stand where a place must stand are no fault here: ``mi2ld anchor`` turns them into places.

    Raises:
        Mi2ldError: If the dossier would have faults; it is left as it was.
    """
    from mi2ld.dossier.layout import canonical_layout
    from mi2ld.dossier.read import parse_dossier
    from mi2ld.dossier.text import decode, read_bytes

    text = canonical_layout(add_facts(decode(read_bytes(path), path), str(path), block))
    try:
        parse_dossier(text, str(path), vocabulary)
    except Mi2ldError as error:
        faults = [p for p in error.problems if p.code != "D501"]
        if is_failing(faults):
            raise Mi2ldError(faults) from None
    part = path.with_name(path.name + ".part")
    part.write_bytes(text.encode())
    part.replace(path)


def _last_line(node: object) -> int:
    """Return the line on which a node's last scalar or bracket ends."""
    from mi2ld.dossier.yaml import MappingNode, SequenceNode

    if isinstance(node, (MappingNode, SequenceNode)) and node.value and not node.flow_style:
        last = node.value[-1]
        return _last_line(last[1] if isinstance(node, MappingNode) else last)
    end = node.end_mark  # type: ignore[attr-defined]
    return int(end.line - 1 if end.column == 0 and end.line > node.start_mark.line else end.line)  # type: ignore[attr-defined]
