"""Figures as papers print them: ``98%``, ``12/40 (30%)``, ``OR 3.2 (95% CI 1.4–7.3; p = 0.004)``.

In:   the text of one value, and the lexicon of the vocabulary.
Out:  a ``Quantity``, or a ``ValueFault`` that points at the character where the text cannot go on.

The grammar is ``values.lark``, read by Lark's LALR(1) parser; docs/values.md explains it. Its words are found by
``lexicon.py``: at each place the parser says what may stand there, so that ``d`` is a day after a figure and Cohen's d
before one.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cache, cached_property, partial
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from mi2ld.dossier.lexicon import COUNT, P_VALUE, PERCENT, TITRE, Figure, Found, Lexicon, run_at, same_signs, shifted
from mi2ld.dossier.plausible import ValueFinding, check_quantity
from mi2ld.dossier.printing import lexical, ordered, print_quantity, show_quantity
from mi2ld.model import Interval, PValue, Quantity

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from lark import Lark, Token, Tree

__all__ = [
    "Lexicon",
    "ValueFault",
    "ValueFinding",
    "check_quantity",
    "lexical",
    "parse_quantity",
    "print_quantity",
    "show_quantity",
]

LONGEST = 400
"""A value with more characters than this is none."""
_MOST_DIGITS = 15
_HIGHEST_POWER = 30
_AS_PRINTED = "write it as printed: 58, 98%, 3/10, >500, ≈4 years, 12/40 (30%), OR 3.2 (95% CI 1.4–7.3)"
_NAMES = {
    "STATISTIC": "a statistic such as OR or median",
    "P": "p",
    "NUMBER": "a figure",
    "UNIT": "a unit",
    "PERCENT": "%",
    "BOUND": "< or >",
    "INTERVAL": "CI, IQR or range",
    "SPREAD": "SD or SE",
    "PLUS_MINUS": "±",
    "SLASH": "/",
    "DASH": "–",
    "TO": "to",
    "LPAR": "(",
    "RPAR": ")",
    "RSQB": "]",
    "COMMA": "a comma",
    "SEMICOLON": ";",
    "SIGNIFICANCE": "significant",
    "$END": "the end",
}
_DILUTION = 3
"""The parts of ``1:320``."""
_KINDS = (("STATISTIC", "statistic", "statistics.tsv"), ("UNIT", "unit", "units.tsv"))


class ValueFault(ValueError):  # noqa: N818, it is no error of the program
    """A text is no value: ``offset`` is the character at which that shows, counted from 0."""

    def __init__(
        self,
        offset: int,
        what: str,
        fix: str = _AS_PRINTED,
        code: str = "D402",
        nearest: Callable[[], str] | None = None,
    ) -> None:
        """Keep what is wrong, where, and how to mend it; ``code`` is that of docs/problems.md.

        ``nearest`` finds the word that was meant: it is called when somebody asks what is wrong, since a text is often
        tried to see whether it is a value, and to look through all words takes a hundred times as long.
        """
        super().__init__(offset, what)
        self.offset = offset
        self.fix = fix
        self.code = code
        self._what = what
        self._nearest = nearest

    @cached_property
    def what(self) -> str:
        """Return what is wrong, with the word that was probably meant."""
        near = self._nearest() if self._nearest else ""
        return self._what + (f" (did you mean {near!r}?)" if near else "")

    def __str__(self) -> str:
        """Return the offset and what is wrong."""
        return f"{self.offset}: {self.what}"


def parse_quantity(text: str, lexicon: Lexicon) -> Quantity:
    """Return the value that a text prints.

    Raises:
        ValueFault: If the text is no value of the grammar, or says two things that cannot both hold.
    """
    found = lexicon.parsed.get(text)
    if found is None:
        if len(text) > LONGEST:
            fix = "write one value, without the words around it"
            raise ValueFault(LONGEST, f"the value is longer than {LONGEST} characters", fix)
        found = lexicon.parsed[text] = _Meaning(text, _tree(text, lexicon)).quantity()
    return found


# --- from text to tree ---------------------------------------------------------------------------------------------


@cache
def _parser() -> Lark:
    """Return the parser, made when the first value is read: to import Lark takes 30 ms.

    Its tables are kept in ``__pycache__`` with a digest of the grammar, for to make them takes 50 ms; where they cannot
    be kept, they are made anew.
    """
    from lark import Lark

    file = Path(__file__).with_name("values.lark")
    tables = Path(cache_from_source(str(file))).with_suffix(".lark-tables")
    with suppress(OSError):
        tables.parent.mkdir(parents=True, exist_ok=True)
    return Lark(file.read_text(encoding="utf-8"), parser="lalr", maybe_placeholders=False, cache=str(tables))


def _tree(text: str, lexicon: Lexicon) -> Tree[Token]:
    """Return the syntax tree of a value; its tokens hold words and figures, and the place where they stand."""
    from lark import Token, UnexpectedToken

    signs = same_signs(text)
    reader: Any = _parser().parse_interactive("")
    at, end, opened = _next(signs, 0), len(signs), 0
    while at < end:
        found = lexicon.find(signs, at, reader.choices())
        if found is None:
            _refuse(text, at, None, reader, lexicon)
        _check_figure(signs, text, at, found.value, found.end)
        opened += (found.terminal in ("LPAR", "LSQB")) - (found.terminal in ("RPAR", "RSQB"))
        try:
            reader.feed_token(Token(found.terminal, found.value, start_pos=at))
        except UnexpectedToken:
            _refuse(text, at, found, reader, lexicon)
        at = _next(signs, found.end)
    try:
        tree: Tree[Token] = reader.feed_eof()
    except UnexpectedToken:
        if not text.strip():
            raise ValueFault(0, "the value is empty") from None
        if opened > 0 and reader.accepts() & {"RPAR", "RSQB"}:
            raise ValueFault(end, "the bracket does not close", "close it, or delete it") from None
        raise ValueFault(end, f"the value ends where {_expected(reader)} must stand") from None
    return tree


def _next(text: str, at: int) -> int:
    """Return the first place from ``at`` on that is no blank."""
    while at < len(text) and text[at] == " ":
        at += 1
    return at


def _check_figure(signs: str, text: str, at: int, value: object, end: int) -> None:
    """Refuse figures that can be read in two ways, or are out of all measure."""
    if isinstance(value, int):
        if abs(value) > _HIGHEST_POWER:
            raise ValueFault(at, f"a power of ten beyond {_HIGHEST_POWER}")
        return
    if not isinstance(value, Figure):
        return
    after = signs[end : end + 2]
    pair = value.style == "point" and after[:1] == "," and len(signs[at:end].split(".")[-1]) != 3
    if after[:1] in (".", ",", "·") and after[1:].isdecimal() and not pair:
        shown = text[at : end + 2]
        fix = "write 1234.5 for a number, and a blank after the comma between two: 1.4, 7.3"
        raise ValueFault(end, f"{shown!r} can be read in two ways", fix)
    _, digits, exponent = value.value.as_tuple()
    if len(digits) > 2 * _MOST_DIGITS or abs(int(exponent)) > _HIGHEST_POWER + _MOST_DIGITS:
        raise ValueFault(at, f"a figure of more than {2 * _MOST_DIGITS} digits")


def _expected(reader: Any) -> str:
    """Return in words what may stand where the parser is."""
    allowed = reader.accepts()
    names = [name for terminal, name in _NAMES.items() if terminal in allowed]
    return " or ".join(filter(None, (", ".join(names[:-1]), *names[-1:]))) or "nothing"


def _refuse(text: str, at: int, found: Found | None, reader: Any, lexicon: Lexicon) -> NoReturn:
    """Refuse what stands at a place: a word that nothing knows, or one that may not stand there."""
    word = run_at(text, at)
    piece = text[at : found.end] if found else word
    allowed = reader.accepts()
    if found is None or (word != piece and piece[0].isalpha()):
        for terminal, kind, file in _KINDS:
            if word[0].isalpha() and terminal in allowed:
                fix = f"write a symbol of ontology/templates/{file}, or add one to its row"
                near = partial(lexicon.nearest, word, allowed)
                raise ValueFault(at, f"{word!r} is no {kind} that is known", fix, nearest=near)
        piece = word
    raise ValueFault(at, f"{piece!r} stands where {_expected(reader)} could stand", _cure(text, at, found, allowed))


def _cure(text: str, at: int, found: Found | None, allowed: set[str]) -> str:
    """Return how to mend a word that may not stand where it stands."""
    fix = _AS_PRINTED
    terminal = found.terminal if found else ""
    if {"DASH", "TO", "SEMICOLON"} <= allowed and terminal in ("RPAR", "RSQB"):
        fix = "write both ends of the interval, as 1.4–7.3"
    elif terminal in ("RPAR", "RSQB"):
        fix = "delete the bracket, or open it before"
    elif terminal == "UNIT" and same_signs(text[:at]).endswith("-"):
        fix = "give the time of a result under when, and write survival 85% here"
    elif terminal == "NUMBER":
        fix = "put brackets, a dash, or a comma and a blank between two figures"
    elif at and "NUMBER" in allowed and text[at].isalpha():
        fix = "write the figure here; what was measured is the topic of the fact"
    return fix


# --- from tree to record -------------------------------------------------------------------------------------------


class _Amount(NamedTuple):
    """A figure with its unit, and its place in the text."""

    value: Decimal
    unit: str
    at: int


class _Said(NamedTuple):
    """A unit, its place, and whether it is that of the figure itself, not of an interval around it."""

    unit: str
    at: int
    of_figure: bool = False


class _Meaning:
    """Reads one syntax tree into a ``Quantity``; each thing may be said once."""

    def __init__(self, text: str, tree: Tree[Token]) -> None:
        self.text = text
        self.tree = tree
        self.statistic = ""
        self.adjustment = ""
        self.announced = ""
        self.bound = "="
        self.point: _Amount | None = None
        self.numerator: int | None = None
        self.denominator: int | None = None
        self.percentage: Decimal | None = None
        self.intervals: list[Interval] = []
        self.units: list[_Said] = []
        self.p: PValue | None = None

    def fault(self, at: int, what: str, fix: str, code: str = "D402") -> NoReturn:
        raise ValueFault(at, what, fix, code)

    # --- the whole -------------------------------------------------------------------------------------------

    def quantity(self) -> Quantity:
        """Return the value that the tree means."""
        self._check_commas()
        body: Any = self.tree.children[0]
        self._on_part(body)
        if body.data == "p_alone":
            self.statistic = P_VALUE
        if self.announced:
            at = self._place_of_announced
            self.fault(at, "no figure for what the brackets announce", "write it, as median (IQR) 12 (8–20)")
        unit = self._unit()
        value = self.point.value if self.point else None
        return Quantity(
            printed=self.text.strip(),
            value=value if self.percentage is None else self.percentage,
            bound=self.bound,
            is_percentage=unit == PERCENT,
            denominator=self.denominator,
            unit=unit,
            numerator=self.numerator,
            statistic=self.statistic,
            adjustment=self.adjustment,
            intervals=ordered(self.intervals),
            p=self.p,
        )

    def _read(self, tree: Any) -> Any:
        return getattr(self, f"_on_{tree.data}")(tree)

    def _check_commas(self) -> None:
        """Refuse a value with decimal commas in which another figure may be meant in two ways."""
        figures: list[Any] = list(self.tree.scan_values(lambda token: isinstance(getattr(token, "value", 0), Figure)))
        marked = [t for t in sorted(figures, key=lambda t: int(t.start_pos)) if t.value.style]
        if not any(token.value.style == "comma" for token in marked):
            return
        for token in marked:
            if token.value.style == "grouped":
                fix = "write 1234 or 1.234; with decimal commas in the same value it can be either"
                self.fault(token.start_pos, "a comma before three digits, beside decimal commas", fix)
            if token.value.style != marked[0].value.style:
                fix = "use one of the two; a comma between two figures has a blank after it"
                self.fault(token.start_pos, "decimal points and decimal commas in one value", fix)

    def _unit(self) -> str:
        """Return the one unit of the value: of its figure, or of what stands around it."""
        if self.percentage is not None:
            self.units.insert(0, _Said(PERCENT, 0, of_figure=True))
        first = self.units[0] if self.units else _Said("1", 0, of_figure=True)
        for said in self.units:
            if said.unit != first.unit:
                what = f"{said.unit!r} stands beside {first.unit!r}"
                self.fault(said.at, what, "give all figures of a value in one unit")
        counted = self.numerator is not None and self.percentage is None and self.point and not self.point.unit
        if first.unit == PERCENT and self.point and (counted or not any(said.of_figure for said in self.units)):
            fix = "write the percentage too: 12/40 (30%; 95% CI 17–47)"
            self.fault(first.at, "the interval is in percent, and the figure is not", fix)
        return first.unit

    # --- head and figure -------------------------------------------------------------------------------------

    def _on_head(self, tree: Any) -> None:
        for child in tree.children:
            if not _is_token(child):
                if child.data == "announced":
                    word = next(t for t in child.children if t.type in ("INTERVAL", "SPREAD"))
                    self.announced, self._place_of_announced = word.value.means, word.start_pos
            elif child.type == "STATISTIC":
                self.statistic = child.value.means
                self._adjust(child.value.adjustment, child.start_pos)
            else:
                self._adjust(child.value.means, child.start_pos)

    def _adjust(self, adjustment: str, at: int) -> None:
        if adjustment and self.adjustment not in ("", adjustment):
            self.fault(at, "an estimate that is both adjusted and crude", "write one of the two")
        self.adjustment = self.adjustment or adjustment

    def _on_point(self, tree: Any) -> None:
        self._bound(tree)
        self.point = self._end(tree.children[-1], of_figure=True)

    def _on_share(self, tree: Any) -> None:
        self._bound(tree)
        self._counts(tree.children[-1])
        if self.statistic == "titre" and self.numerator == 1:
            self.point = _Amount(self._second(tree.children[-1]), TITRE, _place(tree))
            self.units.append(_Said(TITRE, self.point.at, of_figure=True))
            self.numerator = self.denominator = None
            return
        self.point = _Amount(self._first(tree.children[-1]), "", _place(tree))

    def _on_span(self, tree: Any) -> None:
        lower, upper = (self._end(c) for c in tree.children if not _is_token(c))
        kind = self.announced or "ValueRange"
        self.announced = ""
        self._add(Interval(kind, lower.value, upper.value), lower.at)

    def _on_interval_alone(self, tree: Any) -> None:
        self._read(tree.children[0])

    def _bound(self, tree: Any) -> None:
        if _is_token(tree.children[0]):
            self.bound = tree.children[0].value.means

    # --- what follows ----------------------------------------------------------------------------------------

    def _on_part(self, tree: Any) -> None:
        for child in tree.children:
            if not _is_token(child):
                self._read(child)

    _on_items = _on_part
    _on_item = _on_part
    _on_more = _on_part

    def _on_sep(self, tree: Any) -> None:
        """Pass over a comma."""

    def _on_unit(self, tree: Any) -> None:
        token = tree.children[0]
        self.units.append(_Said(token.value.means, token.start_pos, of_figure=True))

    def _on_aside(self, tree: Any) -> None:
        """Read a lone figure in brackets: the percentage of a count, the count of a percentage, or an announced spread."""
        amount = self._end(tree.children[0], own=False)
        if amount.unit == PERCENT and self.point is not None and self.point.unit == "":
            self._percentage_of_count(amount)
        elif self.announced in ("StandardDeviation", "StandardError"):
            if amount.unit:
                self.units.append(_Said(amount.unit, amount.at))
            self._add(Interval(self.announced, spread=amount.value), amount.at)
            self.announced = ""
        elif self.point is not None and self.point.unit == PERCENT and not amount.unit and self.numerator is None:
            self.numerator = self._whole(amount.value, amount.at)
        else:
            fix = "say what it is: (30%), (SD 12.1), (SE 0.4), (n = 12), (95% CI 1.4–7.3)"
            self.fault(amount.at, "a figure in brackets that nothing names", fix)
        for child in tree.children[1:]:
            self._read(child)

    def _percentage_of_count(self, amount: _Amount) -> None:
        if self.percentage is not None:
            self.fault(amount.at, "a second percentage", "write a list of two values")
        if self.point is not None and self.numerator is None:
            self.numerator = self._whole(self.point.value, self.point.at)
        self.percentage = amount.value

    def _on_pair(self, tree: Any) -> None:
        first, second = (self._end(c) for c in tree.children if c.data == "end")
        self._span(first, second)
        for child in tree.children:
            if child.data == "more":
                self._read(child)

    def _on_bare(self, tree: Any) -> None:
        first, second = (self._end(c) for c in tree.children if not _is_token(c))
        self._span(first, second)

    def _span(self, first: _Amount, second: _Amount) -> None:
        kind, self.announced = self.announced, ""
        if kind in ("StandardDeviation", "StandardError"):
            self.fault(first.at, "two ends where one spread is announced", "write mean (SD) 45.3 (12.1)")
        self._add(Interval(kind, first.value, second.value), first.at)

    def _on_interval(self, tree: Any) -> None:
        level, kind, at = None, "", _place(tree)
        for child in tree.children:
            if _is_token(child):
                kind = child.value.means
            elif child.data in ("level", "level_after"):
                level = self._number(child.children[0])
            elif child.data == "ends":
                pair = next(c for c in child.children if not _is_token(c))
                lower, upper = (self._end(c) for c in pair.children if not _is_token(c))
        if level is not None and kind not in ("ConfidenceInterval", "CredibleInterval"):
            self.fault(at, "a level stands before an interval that has none", "write 95% CI, or IQR without a level")
        self._add(Interval(kind, lower.value, upper.value, level=level), at)

    def _on_plus_minus(self, tree: Any) -> None:
        kind, self.announced = self.announced, ""
        value = tree.children[1]
        if value.data == "end":
            spread = self._end(value, of_figure=True).value
        else:
            spread, kind = self._number(value), tree.children[2].value.means
        self._add(Interval(kind, spread=spread), _place(value))
        for unit in tree.children[3:]:
            self._read(unit)

    def _on_spread(self, tree: Any) -> None:
        kind = next(t for t in tree.children if _is_token(t) and t.type == "SPREAD")
        amount = self._end(next(c for c in tree.children if not _is_token(c) and c.data == "end"))
        self._add(Interval(kind.value.means, spread=amount.value), kind.start_pos)

    def _on_spread_named(self, tree: Any) -> None:
        """Read ``(SE)`` behind ``± 0.4``: it names that spread."""
        token = tree.children[0]
        for number, interval in enumerate(self.intervals):
            if interval.spread is not None and not interval.kind:
                self.intervals[number] = Interval(token.value.means, spread=interval.spread)
                return
        self.fault(token.start_pos, "no figure after ± that this could name", "write 4.2 ± 0.4 (SE), or (SE 0.4)")

    def _on_counted(self, tree: Any) -> None:
        """Read the count behind a percentage: ``12/40``, ``n = 12``."""
        at = _place(tree)
        if _is_token(tree.children[0]) and tree.children[0].value.means != COUNT:
            fix = "write a list of values, one for each statistic"
            self.fault(at, "a second statistic in one value", fix)
        if self.point is None or self.point.unit != PERCENT or self.numerator is not None:
            fix = "write 12/40 (30%), or 30% (12/40)"
            self.fault(at, "a count in brackets that belongs to no percentage", fix)
        last = tree.children[-1]
        if last.data == "count":
            self._counts(last)
        else:
            amount = self._end(last)
            self.numerator = self._whole(amount.value, amount.at)

    def _on_p_value(self, tree: Any) -> None:
        bound, value, word = "=", None, ""
        for child in tree.children:
            if not _is_token(child):
                value = self._number(child)
            elif child.type == "BOUND":
                bound = child.value.means
            elif child.type == "SIGNIFICANCE":
                word = child.value.means
        before, at = self.p, _place(tree)
        if before and ((value is not None and before.value is not None) or (word and before.significance)):
            self.fault(at, "a second p-value", "write a list of two values")
        if before:
            bound, value = (bound, value) if value is not None else (before.bound, before.value)
            word = word or before.significance
        self.p = PValue(bound, value, word)

    def _add(self, interval: Interval, at: int) -> None:
        same = [i for i in self.intervals if (i.kind, i.spread is None) == (interval.kind, interval.spread is None)]
        if same:
            self.fault(at, "a second interval of one kind", "say what each of the two is: CI, IQR, range")
        self.intervals.append(interval)

    # --- figures ---------------------------------------------------------------------------------------------

    def _number(self, tree: Any) -> Decimal:
        parts = {token.type: token.value for token in tree.children}
        value = shifted(parts["NUMBER"].value, parts.get("POWER", 0))
        negative = "DASH" in parts
        return value.copy_negate() if negative else value

    def _end(self, tree: Any, *, own: bool = True, of_figure: bool = False) -> _Amount:
        """Return a figure with its unit; the unit counts for the whole value unless ``own`` says otherwise."""
        at = _place(tree)
        last = tree.children[-1]
        unit = ""
        if len(tree.children) == _DILUTION:
            if self._first(tree) != 1:
                self.fault(at, "a dilution that does not begin with 1", "write 1:320")
            value, unit = self._second(tree), TITRE
        else:
            value = self._first(tree)
            unit = last.children[0].value.means if last.data == "unit" else ""
        if unit and own:
            self.units.append(_Said(unit, at if unit == TITRE else _place(last), of_figure))
        return _Amount(value, unit, at)

    def _first(self, tree: Any) -> Decimal:
        return self._number(tree.children[0])

    def _second(self, tree: Any) -> Decimal:
        return self._number(tree.children[-1])

    def _counts(self, tree: Any) -> None:
        self.numerator = self._whole(self._first(tree), _place(tree))
        self.denominator = self._whole(self._second(tree), _place(tree.children[-1]))

    def _whole(self, value: Decimal, at: int) -> int:
        if value % 1 or value < 0:
            self.fault(at, f"{value} is not a count", "write whole numbers, as 3/10", "D404")
        return int(value)


def _is_token(item: object) -> bool:
    return isinstance(item, str)


def _place(tree: Any) -> int:
    """Return where a token, or the first token of a tree, stands."""
    while not _is_token(tree):
        tree = tree.children[0]
    return int(tree.start_pos)
