"""From a dossier file to its records, or to every problem of the file at once."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mi2ld import names
from mi2ld.dossier import fields as form
from mi2ld.dossier.quantity import parse_quantity
from mi2ld.dossier.text import decode, read_bytes
from mi2ld.dossier.yaml import CONTROL, MappingNode, Node, ScalarNode, SequenceNode, read_yaml
from mi2ld.model import Attribute, Dossier, Entity, Fact, GroupValue, Link, Place, Quantity, Said
from mi2ld.problems import Mi2ldError, Problem, Where, is_failing, suggest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mi2ld.dossier.fields import Field
    from mi2ld.dossier.vocabulary import Term, Vocabulary

UNSTATED = "unstated"

_PLACE = re.compile(r"([0-9]{1,9})-([0-9]{1,9})~([0-9a-f]{16})")
_LINES = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_DATE = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")
_PMID = re.compile(r"[1-9][0-9]{0,8}")
_DOI = re.compile(r"10\.[0-9]{4,9}/[^\s<>\"]+")
_SAID = ("at", "omits", "as", "hedge", "qualifier", "wording", "reading", "by")
_VALUE = ("is", "at", "said", "inferred", "statistic", "approximation", "note")

Pairs = dict[str, tuple[Node, Node]]


class _Reader:
    """Reads one file; collects problems and goes on."""

    def __init__(self, path: str, vocabulary: Vocabulary) -> None:
        self.path = path
        self.vocabulary = vocabulary
        self.problems: list[Problem] = []
        self.references: list[tuple[str, str, Where]] = []
        self.documents: set[str] = set()

    # --- places and problems ---------------------------------------------------------------------------------

    def where(self, node: Node) -> Where:
        mark = node.start_mark
        return Where(self.path, mark.line + 1, mark.column + 1)

    def error(self, at: Node | Where, code: str, what: str, fix: str) -> None:
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
                fix = f"use one of: {', '.join(allowed)}"
                self.error(key_node, "D203", f"unknown key {key!r} in {what}{suggest(key, allowed)}", fix)
            else:
                found[key] = (key_node, value)
        return found

    def scalar(self, node: Node, what: str) -> str | None:
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
        text = self.scalar(node, what)
        if text not in (None, "true", "false"):
            self.error(node, "D401", f"{what} must be true or false, not {text!r}", "write true or false")
        return text == "true"

    def notes(self, node: Node) -> dict[str, str]:
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
            fix = "name a row of ontology/templates/*.tsv, or add one"
            self.error(node, "D301", f"{word!r} is not in the vocabulary{suggest(word, terms)}", fix)
        elif classes and not self._fits(found, classes):
            known = self._known(classes)
            fix = f"use one of: {', '.join(known[:12])}{', …' if len(known) > 12 else ''}"
            kind = " or ".join(classes)
            self.error(node, "D302", f"{word!r} is no {kind}{suggest(word, known)}", fix)
        else:
            return found
        return None

    def _fits(self, found: Term, classes: tuple[str, ...]) -> bool:
        if "Kind" in classes and found.file not in ("values", "direction-words", "documents"):
            return True
        return any(name in found.classes for name in classes)

    def _known(self, classes: tuple[str, ...]) -> list[str]:
        return [t.key for t in self.vocabulary if self._fits(t, classes)]

    def terms(self, node: Node, classes: tuple[str, ...], what: str) -> tuple[Term, ...]:
        found = (self.term(item, classes, what) for item in self.items(node))
        return tuple(item for item in found if item is not None)

    def reference(self, node: Node, section: str, what: str) -> str:
        """Return a key of another section; whether it stands there is asked once all is read."""
        key = self.scalar(node, what) or ""
        if key:
            self.references.append((section, key, self.where(node)))
        return key

    def quantity(self, node: Node, what: str) -> Quantity | None:
        text = self.scalar(node, what)
        if text is None:
            return None
        found = parse_quantity(text)
        if found is None:
            fix = "write it as printed: 58, 98%, 3/10, >500, ≈4 years"
            self.error(node, "D402", f"{text!r} is not a figure", fix)
        elif found.is_percentage and not 0 <= found.value <= 100:
            self.error(node, "D403", f"{text!r} is not between 0% and 100%", "write the percentage as printed")
        elif found.denominator is not None and not found.value <= found.denominator:
            self.error(node, "D404", f"{text!r} counts more than its total", "write the smaller figure first")
        elif found.denominator is not None and (found.value % 1 or not found.denominator):
            self.error(node, "D404", f"{text!r} is not a count of a total", "write whole numbers, as 3/10")
        else:
            return found
        return None

    def matched(self, node: Node, pattern: re.Pattern[str], what: str, fix: str) -> str | None:
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
                if not _LANGUAGE.fullmatch(key):
                    self.error(key_node, "D405", f"{key!r} is no language", "write a code such as en or fr")
                elif (text := self.scalar(value, what)) is not None:
                    found[key] = text
            return found or None
        return self.scalar(node, what)

    # --- places ----------------------------------------------------------------------------------------------

    def place(self, node: Node) -> Place | None:
        text = self.scalar(node, "the place")
        if text is None:
            return None
        match = _PLACE.fullmatch(text)
        if match is None:
            fix = "run mi2ld anchor on the file, or write START-END~DIGEST"
            self.error(node, "D501", f"{text[:60]!r} is not a place", fix)
            return None
        start, end = int(match[1]), int(match[2])
        if start >= end:
            self.error(node, "D502", f"the place {text} ends before it starts", "write START-END with START < END")
            return None
        return Place(start, end, match[3], self.where(node))

    def said(self, node: Node, kind: form.FactKind | None) -> tuple[Said, ...]:
        """Return each place of a ``said``."""
        found: list[Said] = []
        for key, (key_node, value) in self.pairs(node, "said").items():
            self.references.append(("documents", key, self.where(key_node)))
            for item in self.items(value):
                if (said := self._said_once(key, key_node, item, kind)) is not None:
                    found.append(said)
        return tuple(found)

    def _said_once(self, document: str, key_node: Node, node: Node, kind: form.FactKind | None) -> Said | None:
        if isinstance(node, ScalarNode):
            place = self.place(node)
            return Said(document, place, self.where(key_node)) if place else None
        pairs = self.pairs(node, f"what {document} says", _SAID)
        if "at" not in pairs:
            self.error(node, "D206", "'at' is missing", "add at: START-END~DIGEST")
            return None
        place = self.place(pairs["at"][1])
        if place is None:
            return None
        said = Said(document, place, self.where(key_node))
        for key, (_, value) in pairs.items():
            if key == "omits":
                said.omits = self._omits(value, kind)
            elif key == "as":
                said.changes = self._changes(value, kind)
            elif key == "hedge":
                said.hedge, said.hedge_words = self._hedge(value)
            elif key == "qualifier":
                said.qualifiers = self.terms(value, ("Qualifier",), "qualifier")
            elif key == "wording":
                said.wording = self.term(value, ("Wording",), "wording")
            elif key == "reading":
                said.reading = self.term(value, ("Reading",), "reading")
            elif key == "by":
                said.by = self.reference(value, "publications", "by")
        return said

    def _omits(self, node: Node, kind: form.FactKind | None) -> tuple[str, ...]:
        found = []
        for item in self.items(node):
            name = self.scalar(item, "an omitted field")
            if name is None:
                continue
            known = [f.name for f in kind.fields if f.unstated or not f.required] if kind else []
            if name not in known:
                fix = f"name a field of this fact: {', '.join(known)}" if known else "delete omits"
                self.error(item, "D203", f"unknown field {name!r} in omits{suggest(name, known)}", fix)
            else:
                found.append(name)
        return tuple(found)

    def _changes(self, node: Node, kind: form.FactKind | None) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, (key_node, value) in self.pairs(node, "as").items():
            field = None
            if kind is not None:
                field = kind.main if key in form.FACT_KINDS and form.FACT_KINDS[key] is kind else kind.find(key)
            if field is None:
                known = [f.name for f in kind.fields] if kind else []
                fix = f"name a field of this fact: {', '.join(known)}" if known else "delete as"
                self.error(key_node, "D203", f"unknown field {key!r} in as{suggest(key, known)}", fix)
            elif isinstance(value, ScalarNode) and value.value == UNSTATED:
                self.error(value, "D407", f"{key!r} cannot be unstated under as", f"write omits: [{key}]")
            else:
                self.field(field, value, found, set())
        return found

    def _hedge(self, node: Node) -> tuple[Term | None, str]:
        pairs = self.pairs(node, "hedge", ("is", "words"))
        for name in ("is", "words"):
            if name not in pairs:
                fix = "write hedge: {is: KIND, words: the words that hedge}"
                self.error(node, "D206", f"{name!r} is missing in hedge", fix)
        kind = self.term(pairs["is"][1], ("HedgeKind",), "hedge") if "is" in pairs else None
        words = self.scalar(pairs["words"][1], "words") if "words" in pairs else None
        if words and len(words.split()) > 5:
            self.error(pairs["words"][1], "D406", "a hedge is at most five words", "keep the hedging words alone")
        return kind, words or ""

    # --- groups ----------------------------------------------------------------------------------------------

    def group(self, node: Node) -> GroupValue | None:
        """Return one side of a result: a group's key, alone or with its value."""
        if isinstance(node, ScalarNode):
            key = self.reference(node, "groups", "group")
            return GroupValue(key, self.where(node)) if key else None
        pairs = self.pairs(node, "group", ("is", "value", "quantifier"))
        if "is" not in pairs:
            self.error(node, "D206", "'is' is missing", "write {is: GROUP, value: FIGURE}")
            return None
        key = self.reference(pairs["is"][1], "groups", "group")
        quantity = self.quantity(pairs["value"][1], "value") if "value" in pairs else None
        quantifier, inferred, note = None, False, {}
        if "quantifier" in pairs:
            value = pairs["quantifier"][1]
            if isinstance(value, MappingNode):
                inner = self.pairs(value, "quantifier", ("is", "inferred", "note"))
                if "is" in inner:
                    quantifier = self.term(inner["is"][1], ("Quantifier",), "quantifier")
                inferred = "inferred" in inner and self.boolean(inner["inferred"][1], "inferred")
                note = self.notes(inner["note"][1]) if "note" in inner else {}
            else:
                quantifier = self.term(value, ("Quantifier",), "quantifier")
        return GroupValue(key, self.where(node), quantity, quantifier, inferred, tuple(note.items()))

    # --- one field -------------------------------------------------------------------------------------------

    def field(self, field: Field, node: Node, into: dict[str, Any], unstated: set[str]) -> None:
        """Read one field of a fact into ``into``, or into ``unstated``."""
        if isinstance(node, ScalarNode) and node.value == UNSTATED:
            if field.unstated:
                unstated.add(field.name)
            else:
                fix = "leave the field out" if not field.required else "write its value"
                self.error(node, "D407", f"{field.name!r} cannot be unstated", fix)
            return
        value: Any
        if field.read == "term":
            value = (
                self.terms(node, field.classes, field.name)
                if field.many
                else self.term(node, field.classes, field.name)
            )
        elif field.read == "direction":
            self._direction(node, into)
            return
        elif field.read == "group":
            value = self.group(node)
        elif field.read == "groups":
            value = tuple(g for item in self.items(node) if (g := self.group(item)) is not None)
        elif field.read == "facts":
            value = tuple(self.reference(item, "facts", "fact") for item in self.items(node))
        elif field.read == "study":
            value = self.reference(node, "studies", "study")
        else:
            value = self.reference(node, "sources", field.name)
        if value is not None and value != ():
            into[field.name] = value

    def _direction(self, node: Node, into: dict[str, Any]) -> None:
        """Read a direction, or a word that means an aspect and a direction."""
        word = self.term(node, ("Direction", "DirectionWord"), "direction")
        if word is None:
            return
        if "Direction" in word.classes:
            into["direction"] = word
            return
        terms = self.vocabulary.terms
        into["direction"] = terms[word.extra["direction"]]
        aspect = terms[word.extra["aspect"]]
        if "aspect" in into and into["aspect"] != (aspect,):
            what = f"direction {word.key!r} means the aspect {aspect.key!r}"
            self.error(node, "D408", what, "delete aspect, or name the direction alone")
        into["aspect"] = (aspect,)

    # --- facts -----------------------------------------------------------------------------------------------

    def fact(self, key: str, key_node: Node, node: Node) -> Fact | None:
        pairs = self.pairs(node, f"fact {key!r}")
        kinds = [name for name in pairs if name in form.FACT_KINDS or name == "claim"]
        known = [*form.FACT_KINDS, "claim"]
        if len(kinds) != 1:
            found = "no kind" if not kinds else f"the kinds {' and '.join(kinds)}"
            near = next((s for name in pairs if (s := suggest(name, known))), "")
            self.error(
                key_node, "D207", f"fact {key!r} has {found}{near}", f"give it exactly one of: {', '.join(known)}"
            )
            return None
        kind_name = kinds[0]
        into: dict[str, Any] = {}
        unstated: set[str] = set()
        kind = self._kind(kind_name, pairs, into)
        if kind is None:
            return None
        allowed = (kind_name, *(f.name for f in kind.fields), *form.COMMON)
        for name, (name_node, _) in pairs.items():
            if name not in allowed:
                fix = f"use one of: {', '.join(allowed)}"
                self.error(name_node, "D203", f"unknown key {name!r} in {kind_name}{suggest(name, allowed)}", fix)
        if kind_name != "claim":
            self.field(kind.main, pairs[kind_name][1], into, unstated)
        # direction is read after aspect, so that the two can be compared
        for field in sorted(kind.fields, key=lambda f: f.name == "direction"):
            if field.name in pairs:
                self.field(field, pairs[field.name][1], into, unstated)
            elif field.required:
                may = " (or unstated)" if field.unstated else ""
                self.error(key_node, "D206", f"{field.name!r} is missing in fact {key!r}", f"add {field.name}: …{may}")
        self._check_fact(key_node, kind_name, into, unstated)
        fact = Fact(
            key=key,
            kind=kind_name,
            where=self.where(key_node),
            fields=into,
            unstated=frozenset(unstated),
            said=self.said(pairs["said"][1], kind) if "said" in pairs else (),
            study=self.reference(pairs["study"][1], "studies", "study") if "study" in pairs else "",
            reported_by=into.pop("reported-by", ""),
            note=self.notes(pairs["note"][1]) if "note" in pairs else {},
        )
        if not fact.said and not is_failing(self.problems):
            self.error(key_node, "D206", f"'said' is missing in fact {key!r}", "add said: {document: PLACE}")
        named = {*into.get("of", ()), *into.get("because", ())} if kind_name == "claim" else set()
        if key in named:
            self.error(key_node, "D305", f"claim {key!r} is about itself", "name other facts")
        for name in ("broader-than", "aligned-with"):
            if name in pairs:
                links = tuple(self.reference(item, "facts", name) for item in self.items(pairs[name][1]))
                if key in links:
                    self.error(pairs[name][0], "D305", f"fact {key!r} is {name} itself", "name another fact")
                setattr(fact, name.replace("-", "_"), links)
        return fact

    def _kind(self, name: str, pairs: Pairs, into: dict[str, Any]) -> form.FactKind | None:
        if name != "claim":
            return form.FACT_KINDS[name]
        word = self.scalar(pairs["claim"][1], "claim")
        if word is None:
            return None
        if word not in form.CLAIM_KINDS:
            what = f"{word!r} is no kind of claim{suggest(word, form.CLAIM_KINDS)}"
            self.error(pairs["claim"][1], "D302", what, f"use one of: {', '.join(form.CLAIM_KINDS)}")
            return None
        into["claim"] = word
        return form.FactKind(form.Field("claim", "claim"), form.CLAIM_KINDS[word])

    def _check_fact(self, node: Node, kind: str, into: dict[str, Any], unstated: set[str]) -> None:
        if kind == "compare" and "direction" in into and "aspect" not in into:
            fix = "add aspect: …, or use a word such as less-frequent"
            self.error(node, "D408", f"direction {into['direction'].key!r} has no aspect", fix)
        if kind == "compare" and "group" in into and into["group"].group in {g.group for g in into.get("versus", ())}:
            what = f"group {into['group'].group!r} is compared with itself"
            self.error(node, "D410", what, "name another group under versus, or write unstated")
        if kind == "compare" and len(into.get("aspect", ())) > 1:
            self.error(node, "D408", "a comparison has one aspect", "write one fact per aspect")
        if kind == "associate":
            given = [n for n in ("direction", "severity") if n in into or n in unstated]
            if len(given) != 1:
                self.error(
                    node, "D206", "an association has a direction or a severity", "add one: direction: … (or unstated)"
                )
        if kind == "correlate" and len(into.get("variables", (1, 2))) < 2:
            self.error(node, "D206", "a correlation has two variables or more", "add a variable")
        if kind == "correlate" and "sign" in into and len(into.get("variables", ())) > 2:
            self.error(node, "D409", "one sign cannot hold for three variables", "write sign: unstated")
        if kind == "proportion" and not (
            "quantifier" in into or (g := into.get("group")) is None or g.quantity or g.quantifier
        ):
            self.error(
                node, "D206", "a proportion has a value or a quantifier", "add value to the group, or quantifier"
            )

    # --- entities --------------------------------------------------------------------------------------------

    def entity(self, section: str, key: str, key_node: Node, node: Node) -> Entity:
        attributes, plain = form.ATTRIBUTES[section], form.PLAIN[section]
        pairs = self.pairs(node, f"{section} {key!r}", (*plain, *attributes))
        entity = Entity(section, key, self.where(key_node))
        if "said" in pairs:
            entity.said = self.said(pairs["said"][1], None)
        for name, (_, value) in pairs.items():
            if name in attributes:
                entity.attributes.extend(self._attribute(entity, attributes[name], value))
            elif name != "said":
                self._plain(entity, name, value)
        if section == "documents":
            for name in ("kind", "lines"):
                if name not in pairs:
                    self.error(key_node, "D206", f"{name!r} is missing in document {key!r}", f"add {name}: …")
        if section == "groups" and "kind" not in pairs:
            fix = f"add kind: {' | '.join(form.GROUP_KINDS)}"
            self.error(key_node, "D206", f"'kind' is missing in group {key!r}", fix)
        return entity

    def _plain(self, entity: Entity, name: str, node: Node) -> None:
        if name == "kind" and entity.section == "documents":
            entity.kind = self.term(node, ("DocumentKind",), "kind")
        elif name == "kind":
            word = self.scalar(node, "kind")
            if word is not None and word not in form.GROUP_KINDS:
                fix = f"use one of: {', '.join(form.GROUP_KINDS)}"
                self.error(node, "D302", f"{word!r} is no kind of group{suggest(word, form.GROUP_KINDS)}", fix)
            entity.kind = form.GROUP_KINDS.get(word or "")
        elif name == "lines":
            text = self.matched(node, _LINES, "range of lines", "write FIRST-LAST, as 2-44")
            if text:
                first, last = (int(part) for part in text.split("-"))
                if not 1 <= first <= last:
                    self.error(node, "D405", f"{text!r} is no range of lines", "write the smaller number first")
                entity.lines = (first, last)
        elif name == "sources":
            entity.sources = tuple(self.reference(i, "publications", "source") for i in self.items(node))
        elif name == "links":
            entity.links = tuple(link for i in self.items(node) if (link := self._link(i)) is not None)
        elif name == "headings":
            entity.headings = tuple(p for i in self.items(node) if (p := self.place(i)) is not None)
        elif name == "study":
            entity.study = self.reference(node, "studies", "study")
        elif name in ("note", "label"):
            setattr(entity, name, self.notes(node))
        else:
            setattr(entity, name.replace("-", "_"), self.boolean(node, name))

    def _link(self, node: Node) -> Link | None:
        pairs = self.pairs(node, "a link", ("to", "at", "is", "inferred", "note"))
        if "to" not in pairs:
            self.error(node, "D206", "'to' is missing in the link", "add to: the address")
            return None
        address = self.scalar(pairs["to"][1], "to")
        if address is None:
            return None
        if not names.is_iri(address):
            fix = "write an absolute http(s) address; %20 for a space"
            self.error(pairs["to"][1], "D410", f"{address[:80]!r} is no IRI", fix)
            return None
        return Link(
            to=address,
            where=self.where(node),
            place=self.place(pairs["at"][1]) if "at" in pairs else None,
            publication=self.reference(pairs["is"][1], "publications", "is") if "is" in pairs else "",
            inferred="inferred" in pairs and self.boolean(pairs["inferred"][1], "inferred"),
            note=self.notes(pairs["note"][1]) if "note" in pairs else {},
        )

    def _attribute(self, entity: Entity, field: Field, node: Node) -> list[Attribute]:
        """Return the value or values of an attribute; a list of mappings is documents that disagree."""
        nodes = [node]
        if isinstance(node, SequenceNode) and node.value and all(isinstance(i, MappingNode) for i in node.value):
            nodes = list(node.value)
        found = []
        for item in nodes:
            pairs: Pairs = {}
            value = item
            if isinstance(item, MappingNode) and any(
                isinstance(k, ScalarNode) and k.value in ("is", "at") for k, _ in item.value
            ):
                pairs = self.pairs(item, field.name, _VALUE)
                if "is" not in pairs:
                    self.error(item, "D206", f"'is' is missing in {field.name}", "add is: its value")
                    continue
                value = pairs["is"][1]
            attribute = Attribute(field.name, self._values(field, value), entity.said, self.where(item))
            if "said" in pairs:
                attribute.said = self.said(pairs["said"][1], None)
            if "at" in pairs and (place := self.place(pairs["at"][1])) is not None:
                attribute.said = (Said(entity.key, place, self.where(pairs["at"][0])),)
            if "inferred" in pairs:
                attribute.inferred = self.boolean(pairs["inferred"][1], "inferred")
            if "note" in pairs:
                attribute.note = self.notes(pairs["note"][1])
            if "statistic" in pairs:
                attribute.statistic = self.term(pairs["statistic"][1], ("Statistic",), "statistic")
            if "approximation" in pairs:
                attribute.approximation = self.term(pairs["approximation"][1], ("Approximation",), "approximation")
            if not attribute.said and not attribute.inferred:
                fix = "add said: {document: PLACE}, or inferred: true"
                self.error(item, "D208", f"no document states {field.name!r} of {entity.key!r}", fix)
            found.append(attribute)
        return found

    def _size(self, node: Node) -> Quantity | None:
        """Return a size: a whole number of members, with or without a bound."""
        found = self.quantity(node, "size")
        if found is None or (found.unit == "1" and found.denominator is None and not found.value % 1):
            return found
        self.error(node, "D402", f"{found.printed!r} is no number of members", "write a whole number: 58, >500")
        return None

    def _date(self, node: Node) -> str | None:
        fix = "write 2019, 2019-10 or 2019-10-08"
        text = self.matched(node, _DATE, "date", fix)
        try:
            date.fromisoformat((text or "2000") + "-01-01"[len(text or "2000") - 4 :])
        except ValueError:
            self.error(node, "D405", f"{text!r} is no date", fix)
            return None
        return text

    def _values(self, field: Field, node: Node) -> tuple[Any, ...]:
        nodes = self.items(node) if field.many else [node]
        found = []
        for item in nodes:
            value: Any
            if field.read == "term":
                value = self.term(item, field.classes, field.name)
            elif field.read == "text":
                value = self.bibliographic(item, field.name)
            elif field.read == "quantity":
                value = self._size(item) if field.name == "size" else self.quantity(item, field.name)
            elif field.read == "date":
                value = self._date(item)
            elif field.read == "pmid":
                value = self.matched(item, _PMID, "PubMed id", "write the digits alone")
            elif field.read == "doi":
                value = self.matched(item, _DOI, "DOI", "write 10.…/…, with no https://doi.org/")
            elif field.read == "publication":
                value = self.reference(item, "publications", field.name)
            else:
                value = self.reference(item, "groups", field.name)
            if value is not None:
                found.append(value)
        return tuple(found)

    # --- the file --------------------------------------------------------------------------------------------

    def dossier(self, root: Node) -> Dossier | None:
        top = self.pairs(root, "the dossier", form.TOP)
        for name in ("dossier", "format", "status", "curators", "text", "documents"):
            if name not in top:
                self.error(root, "D206", f"{name!r} is missing", f"add {name}: …")
        key = self._top_key(top)
        status = self._choice(top, "status", form.STATUSES)
        self._choice(top, "format", ("1",))
        text = self.pairs(top["text"][1], "text", ("file", "sha256", "lang")) if "text" in top else {}
        for name in ("file", "sha256", "lang"):
            if "text" in top and name not in text:
                self.error(top["text"][1], "D206", f"{name!r} is missing in text", f"add {name}: …")
        file = self.scalar(text["file"][1], "file") if "file" in text else None
        if file is not None and (Path(file).name != file or file in (".", "..") or "\\" in file):
            self.error(text["file"][1], "D405", f"{file!r} is no file name", "write the name alone, no folder")
        digest = (
            self.matched(text["sha256"][1], _SHA256, "SHA-256", "write 64 lower-case hex digits")
            if "sha256" in text
            else None
        )
        language = (
            self.matched(text["lang"][1], _LANGUAGE, "language", "write a code such as fr") if "lang" in text else None
        )
        curators = (
            tuple(self.scalar(i, "curator") or "" for i in self.items(top["curators"][1])) if "curators" in top else ()
        )
        sections: dict[str, dict[str, Entity]] = {}
        for section in form.SECTIONS[:-1]:
            sections[section] = {
                k: self.entity(section, k, key_node, value) for k, key_node, value in self._keyed(top, section)
            }
        facts = {}
        for k, key_node, value in self._keyed(top, "facts"):
            if (fact := self.fact(k, key_node, value)) is not None:
                facts[k] = fact
        self._check_references(sections, {k for k, _, _ in self._keyed(top, "facts", quiet=True)})
        dossier = Dossier(
            key=key,
            path=self.path,
            status=status,
            where=Where(self.path, 1, 1),
            curators=curators,
            text_file=file or "",
            text_sha256=digest or "",
            language=language or "und",
            facts=facts,
            **sections,
        )
        self._check_manner(dossier)
        return dossier

    def _top_key(self, top: Pairs) -> str:
        if "dossier" not in top:
            return ""
        key = self.scalar(top["dossier"][1], "dossier") or ""
        if key and not names.is_key(key):
            self.error(top["dossier"][1], "D209", f"{key!r} is not a key", f"write {names.slug(key)}")
        return key

    def _choice(self, top: Pairs, name: str, allowed: tuple[str, ...]) -> str:
        if name not in top:
            return allowed[0]
        word = self.scalar(top[name][1], name) or ""
        if word and word not in allowed:
            what = f"{name} {word!r} is unknown{suggest(word, allowed)}"
            self.error(top[name][1], "D302", what, f"use one of: {', '.join(allowed)}")
        return word

    def _keyed(self, top: Pairs, section: str, *, quiet: bool = False) -> list[tuple[str, Node, Node]]:
        """Return the entries of a section; a bad key is a problem that proposes a good one."""
        if section not in top:
            return []
        if quiet:
            node = top[section][1]
            pairs = node.value if isinstance(node, MappingNode) else []
            return [(k.value, k, v) for k, v in pairs if isinstance(k, ScalarNode)]
        found = []
        for key, (key_node, value) in self.pairs(top[section][1], section).items():
            if names.is_key(key):
                found.append((key, key_node, value))
            else:
                self.error(key_node, "D209", f"{key[:80]!r} is not a key", f"write {names.slug(key)}")
        return found

    def _check_references(self, sections: dict[str, dict[str, Entity]], facts: set[Any]) -> None:
        known: dict[str, set[str]] = {name: set(entries) for name, entries in sections.items()}
        known["facts"] = facts
        known["sources"] = known["studies"] | known["publications"]
        # a study's population is the group with the study's key
        for key in sorted(known["groups"] & known["studies"]):
            where = sections["groups"][key].where
            self.error(where, "D304", f"{key!r} is a study too", "give the group another key")
        known["groups"] = known["groups"] | known["studies"]
        for section, key, where in self.references:
            if key not in known[section]:
                what = f"{key!r} is not under {section}{suggest(key, known[section])}"
                self.error(where, "D303", what, f"name a key of {section}, or add it")
        for name in ("groups",):
            self._check_cycles(sections[name])

    def _check_cycles(self, groups: dict[str, Entity]) -> None:
        for key, entity in groups.items():
            seen, at = {key}, entity
            while (parent := at.first("part-of", inferred=True)) and parent.values and parent.values[0] in groups:
                at = groups[parent.values[0]]
                if at.key in seen:
                    self.error(entity.where, "D305", f"group {key!r} is part of itself", "mend part-of")
                    break
                seen.add(at.key)

    def _check_manner(self, dossier: Dossier) -> None:
        """One place of one document is one statement, so its hedge, wording and reading are one."""
        seen: dict[tuple[str, int, int], Said] = {}
        for said in dossier.all_said():
            other = seen.setdefault((said.document, said.place.start, said.place.end), said)
            if other.place.digest != said.place.digest:
                what = f"the place of line {other.place.where.line} has another digest"
                self.error(said.place.where, "D503", what, "run mi2ld verify, and mend the wrong one")
            elif other.manner != said.manner:
                what = f"the same place is hedged or worded otherwise in line {other.where.line}"
                self.error(said.where, "D504", what, "make them equal, or narrow one of the places")


def read_dossier(path: Path, vocabulary: Vocabulary, *, shown: str = "") -> Dossier:
    """Return the records of a dossier file; ``shown`` is the path that messages name.

    Raises:
        Mi2ldError: With all problems of the file (codes T1.. for bytes, D1.. for YAML, D2.. to D5.. for the form).
    """
    shown = shown or str(path)
    return parse_dossier(decode(read_bytes(path), shown), shown, vocabulary)


def parse_dossier(text: str, shown: str, vocabulary: Vocabulary) -> Dossier:
    """Return the records of a dossier's text.

    Raises:
        Mi2ldError: With all its problems.
    """
    reader = _Reader(shown, vocabulary)
    dossier = reader.dossier(read_yaml(text, shown))
    if is_failing(reader.problems) or dossier is None:
        raise Mi2ldError(reader.problems)
    return dossier
