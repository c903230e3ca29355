"""Rows for a person: labels instead of IRIs, and a table, or a block for each row where the table would be too wide."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from mi2ld import names

if TYPE_CHECKING:
    from collections.abc import Callable

    from mi2ld.query.answers import Answer

_GAP = "  "


def labels_of(store: ox.Store, language: str) -> Callable[[str], str | None]:
    """Return what tells the label, in a language, of an IRI of ours: a concept, a group, a document, a proposition."""
    predicate = ox.NamedNode(names.PREFIXES["rdfs"] + "label")
    known: dict[str, str | None] = {}

    def label(iri: str) -> str | None:
        if not iri.startswith(names.BASE):
            return None
        if iri not in known:
            quads = store.quads_for_pattern(ox.NamedNode(iri), predicate, None, None)
            found = {q.object.language: q.object.value for q in quads if isinstance(q.object, ox.Literal)}
            known[iri] = found.get(language) or found.get("en") or found.get(None)
        return known[iri]

    return label


def cell_text(value: Any, label: Callable[[str], str | None] | None = None) -> str:
    """Return a cell as people read it: IRIs as labels, or as CURIEs where a prefix is known; unbound is empty.

    A text that lists IRIs, as GROUP_CONCAT gives it, is read so too.
    """
    if value is None:
        return ""
    text = " ".join(str(value.value).split())
    if isinstance(value, ox.NamedNode):
        return _iri_text(text, label)
    parts = text.split()
    if isinstance(value, ox.Literal) and parts and all(names.is_iri(part) for part in parts):
        return ("; " if label else " ").join(_iri_text(part, label) for part in parts)
    return text


def _iri_text(iri: str, label: Callable[[str], str | None] | None) -> str:
    return (label(iri) if label else None) or names.contract(iri)


def write_table(answer: Answer, label: Callable[[str], str | None] | None = None, width: int | None = None) -> str:
    """Return rows as a table, or as one block for each row where a row is wider than ``width``; no row is no text."""
    rows = [[cell_text(value, label) for value in row] for row in answer.rows]
    if not rows:
        return ""
    widths = [max([len(c), *(len(r[i]) for r in rows)]) for i, c in enumerate(answer.columns)]
    if width is not None and sum(widths) + len(_GAP) * (len(widths) - 1) > width:
        return "\n".join(_block(answer.columns, row, width) for row in rows)
    lines = [
        _GAP.join(c.ljust(w) for c, w in zip(cells, widths, strict=True)).rstrip()
        for cells in (answer.columns, ["─" * w for w in widths], *rows)
    ]
    return "\n".join(lines) + "\n"


def _block(columns: list[str], row: list[str], width: int) -> str:
    """Return a row as a line for each column that has a value; a long value is wrapped, and no word is broken."""
    widest = max(map(len, columns)) + 2
    lines = [
        textwrap.fill(
            text,
            max(width, widest + 20),
            initial_indent=f"{column}:".ljust(widest),
            subsequent_indent=" " * widest,
            break_on_hyphens=False,
            break_long_words=False,
        )
        for column, text in zip(columns, row, strict=True)
        if text
    ]
    return "\n".join(lines) + "\n"
