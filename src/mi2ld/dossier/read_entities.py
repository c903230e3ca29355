"""Reading the things that documents speak of: documents, publications, studies and groups."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from mi2ld import names
from mi2ld.dossier import fields as form
from mi2ld.dossier.read_facts import FactReading
from mi2ld.dossier.yaml import MappingNode, Node, ScalarNode, SequenceNode
from mi2ld.model import Attribute, Entity, Link, Quantity, Said
from mi2ld.problems import suggest

if TYPE_CHECKING:
    from collections.abc import Callable

    from mi2ld.dossier.fields import Field
    from mi2ld.dossier.reading import Pairs

_LINES = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
_DATE = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")
_PMID = re.compile(r"[1-9][0-9]{0,8}")
_DOI = re.compile(r"10\.[0-9]{4,9}/[^\s<>\"]+")
_REGISTRY = re.compile(
    r"NCT[0-9]{8}|ISRCTN[0-9]{8}|EUCTR[0-9]{4}-[0-9]{6}-[0-9]{2}|ChiCTR-?(?:[A-Z]{2,4}-)?[0-9]{8,10}|jRCTs?[0-9]{9,10}"
    r"|(?:UMIN|DRKS|ACTRN|NTR|NL|PACTR|RBR-|IRCT|TCTR|KCT)[0-9A-Za-z]{4,16}"
)
_PERIOD = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?/[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?")
_WHOLE = "write a whole number, as 23, >500 or ≈40"
_VALUE = ("is", "at", "said", "inferred", "statistic", "approximation", "note")


class EntityReading(FactReading):
    """Reads entities and their attributes."""

    _unread = False
    """Whether the entity that is read has places, and none of them can be read."""

    # --- entities --------------------------------------------------------------------------------------------

    def entity(self, section: str, key: str, key_node: Node, node: Node) -> Entity:
        """Return a document, publication, study or group with its attributes."""
        attributes, plain = form.ATTRIBUTES[section], form.PLAIN[section]
        pairs = self.pairs(node, f"{section} {key!r}", (*plain, *attributes))
        entity = Entity(section, key, self.where(key_node))
        told = len(self.problems)
        if "said" in pairs:
            entity.said = self.said(pairs["said"][1], None)
        # what cannot be read is one problem, and not one of each attribute too
        self._unread = not entity.said and len(self.problems) > told
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
            if isinstance(item, MappingNode) and self._has_own(field, item):
                pairs = self.pairs(item, field.name, (*_VALUE, "value") if field.read == "marker" else _VALUE)
                if "is" not in pairs:
                    self.error(item, "D206", f"'is' is missing in {field.name}", "add is: its value")
                    continue
                value = item if field.read == "marker" else pairs["is"][1]
            attribute = Attribute(field.name, self._values(field, value), entity.said, self.where(item))
            unread = self._read_said(entity, attribute, pairs)
            if "inferred" in pairs:
                attribute.inferred = self.boolean(pairs["inferred"][1], "inferred")
            if "note" in pairs:
                attribute.note = self.notes(pairs["note"][1])
            if "statistic" in pairs:
                attribute.statistic = self.term(pairs["statistic"][1], ("Statistic",), "statistic")
            if "approximation" in pairs:
                attribute.approximation = self.term(pairs["approximation"][1], ("Approximation",), "approximation")
            if not attribute.said and not attribute.inferred and not unread:
                fix = "add said: {document: PLACE}, or inferred: true"
                self.error(item, "D208", f"no document states {field.name!r} of {entity.key!r}", fix)
            found.append(attribute)
        return found

    def _read_said(self, entity: Entity, attribute: Attribute, pairs: Pairs) -> bool:
        """Read the places of an attribute's own, if it has any; return whether places stand there, and none can be read."""
        told = len(self.problems)
        if "said" in pairs:
            attribute.said = self.said(pairs["said"][1], None)
        if "at" in pairs and (place := self.place(pairs["at"][1])) is not None:
            attribute.said = (Said(entity.key, place, self.where(pairs["at"][0])),)
        return len(self.problems) > told or ("said" not in pairs and self._unread)

    @staticmethod
    def _has_own(field: Field, item: MappingNode) -> bool:
        """Return whether a mapping is a value with places and notes of its own, not the value itself."""
        marks = ("is",) if field.read in ("when", "text") else ("is", "at")
        return any(isinstance(k, ScalarNode) and k.value in marks for k, _ in item.value)

    def _size(self, node: Node, name: str) -> Quantity | None:
        """Return a size: a whole number of members or centres, with or without a bound."""
        counted = f"number of {'members' if name == 'size' else name}"
        found = self.quantity(node, name, of=counted, fix=_WHOLE)
        if found is None:
            return None
        if (
            found.unit == "1"
            and found.denominator is None
            and found.value is not None
            and found.value >= 0
            and not found.value % 1
        ):
            return found
        self.error(node, "D402", f"{found.printed!r} is no {counted}", _WHOLE)
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

    def _period(self, node: Node) -> str | None:
        """Return a period of years or months, as ``2002/2018``."""
        fix = "write 2002/2018 or 2002-03/2018-12"
        text = self.matched(node, _PERIOD, "period", fix)
        if text is not None:
            first, last = text.split("/")
            if first[: len(last)] > last[: len(first)]:
                self.error(node, "D405", f"{text!r} ends before it starts", fix)
                return None
        return text

    def _values(self, field: Field, node: Node) -> tuple[Any, ...]:
        nodes = self.items(node) if field.many else [node]
        values = (self._value(field, item) for item in nodes)
        return tuple(value for value in values if value is not None)

    def _value(self, field: Field, node: Node) -> Any:
        """Return one value of an attribute, by how it is read."""
        name = field.name
        readers: dict[str, Callable[[], Any]] = {
            "term": lambda: self.term(node, field.classes, name),
            "text": lambda: self.bibliographic(node, name),
            "quantity": lambda: self._size(node, name) if name == "size" else self.quantity(node, name),
            "date": lambda: self._date(node),
            "period": lambda: self._period(node),
            "whole": lambda: self._size(node, name),
            "when": lambda: self.when(node, field.classes, name),
            "marker": lambda: self.marker(node, field),
            "pmid": lambda: self.matched(node, _PMID, "PubMed id", "write the digits alone"),
            "doi": lambda: self.matched(node, _DOI, "DOI", "write 10.…/…, with no https://doi.org/"),
            "registry": lambda: self.matched(
                node, _REGISTRY, "registry number", "write NCT and eight digits, or the like"
            ),
            "publication": lambda: self.reference(node, "publications", name),
            "group-key": lambda: self.reference(node, "groups", name),
        }
        return readers[field.read]()
