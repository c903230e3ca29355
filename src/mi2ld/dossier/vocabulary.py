"""The vocabulary: the rows of ``ontology/templates/*.tsv``, by key.

In:   TSV files in the form of ROBOT templates (row one for people, row two what each column makes).
Out:  a ``Vocabulary``: terms by key, each with its file, IRI, classes, parents and labels in both languages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from mi2ld import names
from mi2ld.dossier.text import decode, read_bytes
from mi2ld.problems import Mi2ldError, Problem, Where, suggest, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from mi2ld.dossier.lexicon import Lexicon

_CURIE = "mi2:"
_LIMIT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", re.ASCII)
VALUE_FILES = ("values", "statistics", "units")
"""The files whose rows are individuals of value classes, not kinds."""


@dataclass(frozen=True, slots=True)
class Term:
    """One row: a kind, a value, a document class, or a word for an aspect with a direction."""

    key: str
    local: str
    file: str
    classes: tuple[str, ...]
    parents: tuple[str, ...]
    label_en: str
    label_fr: str
    short_en: str
    short_fr: str
    extra: dict[str, str] = field(hash=False, compare=False)
    where: Where = field(hash=False, compare=False)

    @property
    def iri(self) -> str:
        """Return the IRI in N-Triples form."""
        return names.term(self.local)

    @property
    def is_value(self) -> bool:
        """Return whether the term is an individual of a value class, not a kind."""
        return self.file in VALUE_FILES


@dataclass(frozen=True)
class Vocabulary:
    """All terms by key, and by local name."""

    terms: dict[str, Term]

    def __iter__(self) -> Iterator[Term]:
        """Iterate over the terms in the order of their files."""
        return iter(self.terms.values())

    @cached_property
    def by_local(self) -> dict[str, Term]:
        """Return the terms by local name; words for directions have none."""
        return {t.local: t for t in self.terms.values() if t.local}

    @cached_property
    def lexicon(self) -> Lexicon:
        """Return the words of printed values."""
        from mi2ld.dossier.lexicon import Lexicon

        return Lexicon.read(self)

    def ancestors(self, term: Term) -> set[str]:
        """Return the local names of everything above a term."""
        found: set[str] = set()
        queue = list(term.parents)
        while queue:
            local = queue.pop()
            if local not in found:
                found.add(local)
                parent = self.by_local.get(local)
                queue.extend(parent.parents if parent else ())
        return found - {term.local}

    def is_broader(self, wide: Term, narrow: Term) -> bool:
        """Return whether ``wide`` is a proper ancestor of ``narrow``."""
        return wide.local in self.ancestors(narrow)


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip().removeprefix(_CURIE) for part in cell.split("|") if part.strip())


def _read_rows(path: Path) -> tuple[list[str], list[tuple[int, list[str]]], list[Problem]]:
    """Return header, numbered data rows and the problems of one file's form."""
    text = decode(read_bytes(path), path)
    lines = text.replace("\r\n", "\n").split("\n")
    header = lines[0].split("\t")
    rows, problems = [], []
    for number, line in enumerate(lines[2:], 3):
        if not line.strip():
            continue
        cells = line.split("\t")
        if len(cells) > len(header):
            what = f"{len(cells)} cells under {len(header)} columns"
            problems.append(Problem(Where(str(path), number, 1), "error", "V101", what, "delete the extra tabs"))
            continue
        rows.append((number, cells + [""] * (len(header) - len(cells))))
    return header, rows, problems


def _read_file(path: Path, terms: dict[str, Term]) -> list[Problem]:
    """Add the terms of one file; return its problems."""
    header, rows, problems = _read_rows(path)
    if "key" not in header:
        fix = "row one names the columns; one of them is key"
        return [Problem(Where(str(path), 1, 1), "error", "V102", "no column 'key'", fix)]
    name = path.stem
    for number, cells in rows:
        row = dict(zip(header, (cell.strip() for cell in cells), strict=True))
        where = Where(str(path), number, 1)
        key = row["key"]
        if not names.is_key(key):
            fix = f"write {names.slug(key)}"
            problems.append(Problem(where, "error", "V103", f"{key!r} is not a key", fix))
            continue
        if key in terms:
            what = f"key {key!r} stands in {terms[key].where} too"
            problems.append(Problem(where, "error", "V104", what, "give one of them another key"))
            continue
        classes = _split(row.get("class") or row.get("roles", ""))
        if name == "direction-words":
            classes = ("DirectionWord",)
        elif name == "documents":
            classes = ("DocumentKind",)
        terms[key] = Term(
            key=key,
            local=row.get("id", "").removeprefix(_CURIE),
            file=name,
            classes=classes,
            parents=_split(row.get("parent", "")),
            label_en=row.get("label_en", ""),
            label_fr=row.get("label_fr", ""),
            short_en=row.get("short_en") or row.get("label_en", ""),
            short_fr=row.get("short_fr") or row.get("label_fr", ""),
            extra=row,
            where=where,
        )
    return problems


def read_vocabulary(folder: Path) -> Vocabulary:
    """Return the vocabulary of a folder of templates.

    Raises:
        Mi2ldError: With every problem of every file (codes V101 to V105, V107 and V108).
    """
    paths = sorted(folder.glob("*.tsv"))
    if not paths:
        raise unreadable(folder, "V106", "holds no *.tsv", "name the folder of the templates")
    terms: dict[str, Term] = {}
    problems: list[Problem] = []
    for path in paths:
        problems.extend(_read_file(path, terms))
    for item in terms.values():
        if item.file != "direction-words":
            continue
        for column in ("aspect", "direction"):
            word = item.extra[column]
            if word not in terms:
                what = f"{column} {word!r} is no key"
                fix = f"name a key of values.tsv{suggest(word, terms)}"
                problems.append(Problem(item.where, "error", "V105", what, fix))
    problems.extend(_check_symbols(terms.values()))
    if problems:
        raise Mi2ldError(problems)
    return Vocabulary(terms)


def _check_symbols(terms: Iterable[Term]) -> Iterator[Problem]:
    """Return a problem for each symbol of two rows of one file, and for each limit or unit code that is none."""
    from mi2ld.dossier.lexicon import symbols_of

    seen: dict[tuple[str, str], Term] = {}
    for term in terms:
        if term.file not in ("statistics", "units"):
            continue
        for symbol, adjustment in symbols_of(term.extra.get("symbols", "")):
            other = seen.setdefault((term.file, symbol), term)
            if other is not term:
                what = f"symbol {symbol!r} stands in {other.where} too"
                yield Problem(term.where, "error", "V107", what, "give it to one of the two rows")
            if adjustment not in ("", "adjusted", "crude"):
                what = f"symbol {symbol!r} is {adjustment!r}"
                yield Problem(term.where, "error", "V108", what, "write SYMBOL, SYMBOL=adjusted or SYMBOL=crude")
        for column in ("null", "minimum", "maximum"):
            limit = term.extra.get(column)
            if limit and not _LIMIT.fullmatch(limit):
                yield Problem(term.where, "error", "V108", f"{column} {limit!r} is no number", "write it as -1 or 0.5")
        if term.file == "units" and not term.extra.get("ucum"):
            yield Problem(term.where, "error", "V108", "no UCUM code", "fill the column ucum")
