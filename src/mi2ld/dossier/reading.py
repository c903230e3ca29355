"""Reading a YAML tree with its problems: shapes, words of the vocabulary, references and places.

A reader never stops at a fault: it notes the problem at its place, returns None, and goes on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mi2ld.dossier.yaml import CONTROL, MappingNode, Node, ScalarNode, SequenceNode
from mi2ld.model import Place
from mi2ld.problems import Problem, Where, suggest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mi2ld.dossier.vocabulary import Term, Vocabulary

UNSTATED = "unstated"

_PLACE = re.compile(r"([0-9]{1,9})-([0-9]{1,9})~([0-9a-f]{16})")
LANGUAGE = re.compile(r"[a-z]{2,3}")

_FEW = 24
"""So many words, or fewer, are listed where none of them is near."""

Pairs = dict[str, tuple[Node, Node]]


def _is_cut_off(node: MappingNode, key: Node, value: Node, allowed: tuple[str, ...]) -> bool:
    """Return whether a key is the rest of a value, which a comma in ``{value: 51,5 years}`` cuts in two."""
    if not node.flow_style or not isinstance(key, ScalarNode) or not key.value:
        return False
    no_colon = isinstance(value, ScalarNode) and not value.value and not value.style
    is_figure = any(map(str.isdigit, key.value)) and key.value.split()[0] not in allowed
    return bool(key.value[0].isdigit() or (no_colon and is_figure))


class Reading:
    """Reads the nodes of one file; collects problems and goes on."""

    def __init__(self, path: str, vocabulary: Vocabulary) -> None:
        """Make ready to read a file; ``path`` is what messages name."""
        self.path = path
        self.vocabulary = vocabulary
        self.problems: list[Problem] = []
        self.references: list[tuple[str, str, Where]] = []

    # --- places and problems ---------------------------------------------------------------------------------

    def where(self, node: Node) -> Where:
        """Return the place of a node."""
        mark = node.start_mark
        return Where(self.path, mark.line + 1, mark.column + 1)

    def error(self, at: Node | Where, code: str, what: str, fix: str) -> None:
        """Note an error at a node or a place."""
        where = at if isinstance(at, Where) else self.where(at)
        self.problems.append(Problem(where, "error", code, what, fix))

    # --- shapes of YAML --------------------------------------------------------------------------------------

    def pairs(self, node: Node, what: str, allowed: Iterable[str] | None = None) -> Pairs:
        """Return a mapping's pairs by key; duplicate and unknown keys are problems."""
        if not isinstance(node, MappingNode):
            self.error(node, "D201", f"{what} must be a mapping", "write key: value pairs")
            return {}
        found: Pairs = {}
        for key_node, value in node.value:
            if not isinstance(key_node, ScalarNode):
                self.error(key_node, "D201", "a key must be a word", "write key: value")
                continue
            key = key_node.value
            if key in found:
                first = self.where(found[key][0]).line
                self.error(key_node, "D202", f"key {key!r} stands in line {first} too", "delete one of them")
            elif allowed is not None and key not in allowed:
                self._unknown_key(node, key_node, value, what, tuple(allowed))
            else:
                found[key] = (key_node, value)
        return found

    def _unknown_key(self, node: MappingNode, key_node: Node, value: Node, what: str, allowed: tuple[str, ...]) -> None:
        """Tell of an unknown key; one that a comma made of the rest of a value is told once in its mapping."""
        key = key_node.value
        if _is_cut_off(node, key_node, value, allowed):
            cut = next(n for n, (k, v) in enumerate(node.value) if _is_cut_off(node, k, v, allowed))
            if node.value[cut][0] is key_node:
                name = node.value[cut - 1][0].value if cut else "value"
                fix = f'a value with a comma needs quotes here: {name}: "…"'
                self.error(key_node, "D203", f"the comma before {key!r} ends the value in {what}", fix)
            return
        fix = f"use one of: {', '.join(allowed)}"
        self.error(key_node, "D203", f"unknown key {key!r} in {what}{suggest(key, allowed)}", fix)

    def scalar(self, node: Node, what: str) -> str | None:
        """Return the text of a scalar that is not empty."""
        if isinstance(node, ScalarNode):
            if CONTROL.search(node.value):
                self.error(node, "D101", f"{what} holds a control character", "delete it")
                return None
            if node.value:
                return str(node.value)
            self.error(node, "D204", f"{what} is empty", "write its value, or delete the key")
        else:
            self.error(node, "D204", f"{what} must be one word or figure", "write a single value")
        return None

    def items(self, node: Node) -> list[Node]:
        """Return the nodes of a list; one value is a list of one."""
        if isinstance(node, SequenceNode):
            if not node.value:
                self.error(node, "D204", "the list is empty", "write its values, or delete the key")
            return list(node.value)
        return [node]

    def boolean(self, node: Node, what: str) -> bool:
        """Return whether a scalar says true."""
        text = self.scalar(node, what)
        if text not in (None, "true", "false"):
            self.error(node, "D401", f"{what} must be true or false, not {text!r}", "write true or false")
        return text == "true"

    def notes(self, node: Node) -> dict[str, str]:
        """Return a text in English and French, by language."""
        found = {}
        for key, (_, value) in self.pairs(node, "a bilingual text", ("en", "fr")).items():
            if (text := self.scalar(value, key)) is not None:
                found[key] = text
        if found and len(found) < 2:
            missing = "fr" if "en" in found else "en"
            self.error(node, "D205", f"no text in {missing!r}", f"add {missing}: …")
        return found

    # --- words -----------------------------------------------------------------------------------------------

    def term(self, node: Node, classes: tuple[str, ...], what: str) -> Term | None:
        """Return the vocabulary's term for a word, if it has one of the classes."""
        word = self.scalar(node, what)
        if word is None:
            return None
        terms = self.vocabulary.terms
        found = terms.get(word)
        if found is None:
            near, fix = self._near(word, classes)
            self.error(node, "D301", f"{word!r} is not in the vocabulary{near}", fix)
        elif classes and not self._fits(found, classes):
            known = self._known(classes)
            fix = f"use one of: {', '.join(known[:12])}{', …' if len(known) > 12 else ''}"
            kind = " or ".join(classes)
            self.error(node, "D302", f"{word!r} is no {kind}{suggest(word, known)}", fix)
        else:
            return found
        return None

    def _near(self, word: str, classes: tuple[str, ...]) -> tuple[str, str]:
        """Return what an unknown word may mean, of the terms that may stand there, and the mend."""
        known = self._known(classes) if classes else list(self.vocabulary.terms)
        near = suggest(word, known)
        if near or len(known) > _FEW:
            return near, "name a row of ontology/templates/*.tsv, or add one"
        return "", f"use one of: {', '.join(known)}; or add a row to ontology/templates/*.tsv"

    def _fits(self, found: Term, classes: tuple[str, ...]) -> bool:
        if "Kind" in classes and not found.is_value and found.file not in ("direction-words", "documents"):
            return True
        return any(name in found.classes for name in classes)

    def _known(self, classes: tuple[str, ...]) -> list[str]:
        return [t.key for t in self.vocabulary if self._fits(t, classes)]

    def terms(self, node: Node, classes: tuple[str, ...], what: str) -> tuple[Term, ...]:
        """Return the terms of a word or a list of words."""
        found = (self.term(item, classes, what) for item in self.items(node))
        return tuple(item for item in found if item is not None)

    def reference(self, node: Node, section: str, what: str) -> str:
        """Return a key of another section; whether it stands there is asked once all is read."""
        key = self.scalar(node, what) or ""
        if key:
            self.references.append((section, key, self.where(node)))
        return key

    def matched(self, node: Node, pattern: re.Pattern[str], what: str, fix: str) -> str | None:
        """Return a scalar that has the form of a pattern."""
        text = self.scalar(node, what)
        if text is not None and not pattern.fullmatch(text):
            self.error(node, "D405", f"{text!r} is no {what}", fix)
            return None
        return text

    def bibliographic(self, node: Node, what: str) -> dict[str, str] | str | None:
        """Return a title or name: plain, or by language."""
        if isinstance(node, MappingNode):
            found = {}
            for key, (key_node, value) in self.pairs(node, what).items():
                if not LANGUAGE.fullmatch(key):
                    self.error(key_node, "D405", f"{key!r} is no language", "write a code such as en or fr")
                elif (text := self.scalar(value, what)) is not None:
                    found[key] = text
            return found or None
        return self.scalar(node, what)

    # --- places ----------------------------------------------------------------------------------------------

    def place(self, node: Node) -> Place | None:
        """Return a place: ``START-END~DIGEST``."""
        text = self.scalar(node, "the place")
        if text is None:
            return None
        match = _PLACE.fullmatch(text)
        if match is None:
            fix = f"run mi2ld anchor {self.path} --texts FOLDER, or write START-END~DIGEST"
            self.error(node, "D501", f"{text[:60]!r} is not a place", fix)
            return None
        start, end = int(match[1]), int(match[2])
        if start >= end:
            self.error(node, "D502", f"the place {text} ends before it starts", "write START-END with START < END")
            return None
        return Place(start, end, match[3], self.where(node))
