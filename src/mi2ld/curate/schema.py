"""The JSON Schema of a dossier, made from the registry of fields and the vocabulary, for editors.

In:   ``dossier/fields.py`` and the vocabulary.
Out:  a schema that gives completion, hover and warnings in an editor with ``yaml-language-server``.

It is draft-07: the server reads that in every version, later drafts only from 1.20 on. Every scalar of a dossier is a
string to mi2ld and is typed by its field, so figures may stand with or without quotes. What hangs on other parts of the
file (keys that are referred to, the sense of a direction) is for ``mi2ld check`` alone.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from mi2ld import names
from mi2ld.curate import field_notes
from mi2ld.dossier import fields as form
from mi2ld.dossier.fields import Field
from mi2ld.dossier.proposals import MARK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mi2ld.dossier.vocabulary import Term, Vocabulary

Schema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"
UNSTATED = "unstated"
_SCALAR = ["string", "number", "boolean"]
_KEY: Schema = {"type": "string", "pattern": f"^(?:{names.KEY.pattern})$", "maxLength": names.KEY_MAX}
_TEXT: Schema = {"type": _SCALAR}
_BOOLEAN: Schema = {"enum": [True, False, "true", "false"], "type": ["boolean", "string"]}
_BILINGUAL: Schema = {
    "type": "object",
    "properties": {"en": _TEXT, "fr": _TEXT},
    "required": ["en", "fr"],
    "additionalProperties": False,
}
_PLACE = Field("at", "place")
_HEDGE = (Field("is", "term", ("HedgeKind",), required=True), Field("words", "text", required=True))
_LINK = (
    Field("to", "text", required=True),
    Field("at", "place"),
    Field("is", "publication"),
    Field("inferred", "boolean"),
    Field("note", "note"),
)
_SAID = (
    Field("at", "place", required=True),
    Field("hedge", "hedge"),
    Field("qualifier", "term", ("Qualifier",), many=True),
    Field("wording", "term", ("Wording",)),
    Field("reading", "term", ("Reading",)),
    Field("by", "publication"),
)
_OWN = (
    Field("at", "place"),
    Field("said", "said"),
    Field("inferred", "boolean"),
    Field("statistic", "term", ("Statistic",)),
    Field("approximation", "term", ("Approximation",)),
    Field("note", "note"),
)
_PLAIN = {
    "kind": Field("kind", "term", ("DocumentKind",), required=True),
    "lines": Field("lines", "lines", required=True),
    "sources": Field("sources", "publication", many=True),
    "links": Field("links", "link", many=True),
    "headings": Field("headings", "place", many=True),
    "study": Field("study", "study"),
    "label": Field("label", "note"),
    "note": Field("note", "note"),
    "said": Field("said", "said"),
    **{name: Field(name, "boolean") for name in ("et-al", "unidentified", "traceable")},
}


def _describe(english: str, french: str) -> str:
    return f"{english}\n\n*{french}*"


def _titled(title: str, note: tuple[str, str], schema: Schema) -> Schema:
    return {"title": title, "markdownDescription": _describe(*note), "allOf": [schema]}


_PROPOSAL = _titled(MARK, field_notes.PROPOSAL, {})
"""An entry that is still a proposal may have anything there; the rest of it is warned of as it will be read."""


def _word(word: str, english: str, french: str) -> Schema:
    return {"enum": [word], "markdownEnumDescriptions": [_describe(english, french)]}


def _show(term: Term) -> tuple[str, str]:
    """Return the label and the definition of a term in both languages."""
    english = f"**{term.label_en or term.key}**. {term.extra.get('definition_en', '')}"
    french = f"{term.label_fr or term.key}. {term.extra.get('definition_fr', '')}"
    return english.strip(), french.strip()


def _reference(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}


class _Writer:
    """Writes schemas field by field; what many share becomes a definition."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.definitions: dict[str, Schema] = {}
        self.readers: dict[str, Callable[[Field], Schema]] = {
            "term": lambda field: self._terms(field.classes),
            "direction": lambda _: self._terms(("Direction", "DirectionWord")),
            "when": lambda field: {"anyOf": [self._terms(field.classes), self._shared("window", self._window)]},
            "moment": self._moment,
            "group": lambda _: self._shared("side", self._side),
            "groups": lambda _: self._listed(self._shared("side", self._side)),
            "predictors": lambda field: self._listed(self._predictor(field)),
            "marker": self._marker,
            "value": lambda _: self._shared("figure", self._figure),
            "quantity": lambda _: self._shared("figure", self._figure),
            "values": lambda _: self._listed(self._shared("figure", self._figure)),
            "text": lambda _: self._shared("text", self._bibliographic),
            "note": lambda _: self._shared("note", lambda: _BILINGUAL),
            "hedge": lambda _: self._mapping(_HEDGE),
            "link": lambda _: self._shared("link", lambda: self._mapping(_LINK)),
            "said": lambda _: self._said("said", None),
            "boolean": lambda _: _BOOLEAN,
            "any": lambda _: {},  # of a reader that is not known here: nothing is refused
            "facts": lambda _: self._listed(_KEY),
            "place": lambda _: {"type": "string", "minLength": 1},
            "lines": lambda _: {"type": "string", "pattern": "^[0-9]{1,9}-[0-9]{1,9}$"},
            "whole": lambda _: {"type": ["integer", "string"], "pattern": "^\\S+$"},
            "p-value": lambda _: {"type": ["number", "string"]},
            "date": lambda _: {"type": ["number", "string"], "pattern": "^[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?$"},
            "period": lambda _: {"type": "string", "pattern": "^[0-9]{4}(?:-[0-9]{2})?/[0-9]{4}(?:-[0-9]{2})?$"},
            "pmid": lambda _: {"type": ["integer", "string"], "pattern": "^[1-9][0-9]{0,8}$"},
            "doi": lambda _: {"type": "string", "pattern": "^10\\.[0-9]{4,9}/"},
            "registry": lambda _: {"type": "string", "pattern": "^[A-Z]{3,8}[0-9]"},
            **dict.fromkeys(("study", "source", "publication", "group-key"), lambda _: _KEY),
        }

    # --- parts -----------------------------------------------------------------------------------------------

    def _shared(self, name: str, make: Callable[[], Schema]) -> Schema:
        if name not in self.definitions:
            self.definitions[name] = {}  # a definition may lead back to itself
            self.definitions[name] = make()
        return _reference(name)

    @staticmethod
    def _listed(item: Schema) -> Schema:
        return {"anyOf": [item, {"type": "array", "items": item, "minItems": 1}]}

    def _terms(self, classes: tuple[str, ...]) -> Schema:
        name = "term-" + ("-".join(classes) if classes else "any")
        return self._shared(name, lambda: self._enumerate(self._fitting(classes)))

    def _fitting(self, classes: tuple[str, ...]) -> list[Term]:
        others = ("values", "statistics", "units", "direction-words", "documents")
        return [
            term
            for term in self.vocabulary
            if not classes
            or ("Kind" in classes and term.file not in others)
            or any(name in term.classes for name in classes)
        ]

    def _enumerate(self, terms: list[Term]) -> Schema:
        """Return the keys of some terms, each an alternative with its labels and definitions.

        One alternative for each, since an editor shows all values of an enumeration over any one of them; and oneOf,
        since the server counts what matches to see whether all of an anyOf do (``isAllSchemasMatched``).
        """
        if not terms:
            return {"type": "string"}
        words = [self._shared(f"word-{t.key}", partial(_word, t.key, *_show(t))) for t in terms]
        return {"oneOf": words}

    def _figure(self) -> Schema:
        english, french = field_notes.FIELDS["value"]
        return {"type": ["string", "number"], "markdownDescription": _describe(english, french)}

    def _bibliographic(self) -> Schema:
        by_language = {"type": "object", "propertyNames": {"pattern": "^[a-z]{2,3}$"}, "additionalProperties": _TEXT}
        return {"anyOf": [_TEXT, by_language]}

    def _mapping(self, fields: Iterable[Field], more: Schema | None = None) -> Schema:
        """Return a mapping of some fields and no other."""
        every = tuple(fields)
        schema: Schema = {
            "type": "object",
            "properties": {**{f.name: self.field(f) for f in every}, **(more or {})},
            "additionalProperties": False,
        }
        required = [f.name for f in every if f.required]
        return {**schema, "required": required} if required else schema

    def _window(self) -> Schema:
        parts: dict[str, Field] = {n: Field(n, "value") for n in form.WINDOW_PARTS if n not in ("after", "before")}
        parts |= {n: Field(n, "term", ("Event",), unstated=True) for n in form.WINDOW_PARTS if n in ("after", "before")}
        sides = [{"required": ["after"]}, {"required": ["before"]}]
        return {**self._mapping(parts.values()), "oneOf": sides}

    def _moment(self, field: Field) -> Schema:
        time = Field("when", "when", field.classes, required=True, unstated=True)
        alone = self.bare(time)
        return {"anyOf": [alone, self._mapping((time, Field("value", "values")))]}

    def _side(self) -> Schema:
        words = (
            Field("is", "term", ("Quantifier",), required=True),
            Field("inferred", "boolean"),
            Field("note", "note"),
        )
        quantifier = {"anyOf": [self._terms(("Quantifier",)), self._mapping(words)]}
        readers = {"is": "group-key", "value": "values", "effect": "values", "p": "p-value"}
        parts = [Field(n, readers.get(n, "any"), required=n == "is") for n in form.GROUP_PARTS if n != "quantifier"]
        titled = _titled("quantifier", field_notes.FIELDS["quantifier"], quantifier)
        return {"anyOf": [_KEY, self._mapping(parts, {"quantifier": titled})]}

    def _predictor(self, field: Field) -> Schema:
        parts = form.PREDICTOR_PARTS.values()
        return {"anyOf": [self._terms(field.classes), self._mapping(parts)]}

    def _marker(self, field: Field) -> Schema:
        parts = (Field("is", "term", field.classes, required=True), Field("value", "value"), *_OWN)
        return self._listed({"anyOf": [self._terms(field.classes), self._mapping(parts)]})

    # --- fields ----------------------------------------------------------------------------------------------

    def bare(self, field: Field) -> Schema:
        """Return the schema of a field's value without its description."""
        schema = self.readers.get(field.read, self.readers["any"])(field)
        if field.many:
            schema = self._listed(schema)
        if field.unstated:
            # a key may be spelt "unstated", a term may not
            choice = "oneOf" if field.read in ("term", "direction", "when") and not field.many else "anyOf"
            word = _word(UNSTATED, "The document does not say.", "Le document ne le dit pas.")
            schema = {choice: [schema, word]}
        return schema

    def field(self, field: Field) -> Schema:
        """Return the schema of a field, with what an editor shows over it: one definition for all that use it."""
        flags = ("many" if field.many else "", UNSTATED if field.unstated else "")
        name = "-".join(("field", field.name, field.read, *field.classes, *filter(None, flags)))
        note = field_notes.FIELDS.get(field.name) or self._classes(field)
        return self._shared(name, lambda: _titled(field.name, note, self.bare(field)))

    def _main(self, name: str) -> Schema:
        """Return the schema of what stands after the word of a kind of fact."""
        shown = field_notes.KINDS.get(name) or self._classes(form.FACT_KINDS[name].main)
        return _titled(name, shown, self.bare(form.FACT_KINDS[name].main))

    @staticmethod
    def _classes(field: Field) -> tuple[str, str]:
        what = ", ".join(field.classes) or field.read
        return f"{field.name}: {what}.", f"{field.name} : {what}."

    def _said(self, name: str, kind: form.FactKind | None) -> Schema:
        """Return the schema of a ``said``: of what omits and as may name in this kind of fact."""

        def make() -> Schema:
            more = self._variant(kind) if kind is not None else {}
            place = self.field(_PLACE)
            once = {"anyOf": [place, self._mapping(_SAID, more)]}
            return {"type": "object", "minProperties": 1, "additionalProperties": self._listed(once)}

        return self._shared(name, make)

    def _variant(self, kind: form.FactKind) -> Schema:
        """Return what one document may leave out of a fact of this kind, or state otherwise."""
        found: Schema = {}
        loose = [f.name for f in kind.fields if f.unstated or not f.required]
        if loose:
            found["omits"] = _titled("omits", field_notes.FIELDS["omits"], self._listed({"enum": loose}))
        stated = [Field(f.name, f.read, f.classes, many=f.many) for f in kind.fields]
        word = next((n for n, k in form.FACT_KINDS.items() if k is kind), None)
        main = {n: self.field(kind.main) for n in (word, kind.main.name) if n} if word else {}
        found["as"] = _titled("as", field_notes.FIELDS["as"], self._mapping(stated, main))
        return found

    # --- facts and entities ----------------------------------------------------------------------------------

    def _common(self, name: str, kind: form.FactKind) -> Schema:
        readers = {"said": "said", "broader-than": "facts", "aligned-with": "facts", "study": "study", "note": "note"}
        common = {MARK: _PROPOSAL}
        common |= {n: self.field(Field(n, readers.get(n, "any"))) for n in form.COMMON}
        common["said"] = _titled("said", field_notes.FIELDS["said"], self._said(f"said-{name}", kind))
        return common

    def _fact(self, name: str) -> Schema:
        """Return the schema of one kind of fact."""
        kind = form.FACT_KINDS[name]
        schema = self._mapping(kind.fields, {name: self._main(name), **self._common(name, kind)})
        schema["required"] = [name, *schema.get("required", ()), "said"]
        return schema

    def _claim(self, word: str) -> Schema:
        kind = form.FactKind(Field("claim", "claim"), form.CLAIM_KINDS[word])
        # all words, not this one alone: an editor then offers the others too
        claim = self._claim_word()
        schema = self._mapping(kind.fields, {"claim": claim, **self._common(f"claim-{word}", kind)})
        schema["required"] = ["claim", *schema.get("required", ()), "said"]
        return schema

    def _claim_word(self) -> Schema:
        words = [_word(word, *field_notes.CLAIMS[word]) for word in form.CLAIM_KINDS]
        return _titled("claim", field_notes.KINDS["claim"], {"oneOf": words})

    def facts(self) -> Schema:
        """Return the schema of any fact: that of its kind, chosen by the word that is there.

        A chain of conditions, not a choice of alternatives: the editor then complains of the fields of that kind, and
        completes them, where alternatives would mix all kinds.
        """
        kinds = {name: self._shared(f"fact-{name}", partial(self._fact, name)) for name in form.FACT_KINDS}
        claims = {word: self._shared(f"claim-{word}", partial(self._claim, word)) for word in form.CLAIM_KINDS}
        words: Schema = {name: self._main(name) for name in form.FACT_KINDS}
        words["claim"] = self._claim_word()
        schema: Schema = {"type": "object", "properties": words, "anyOf": [{"required": [n]} for n in words]}
        unnamed: Schema = {"properties": {"claim": self._claim_word()}}
        for word, reference in reversed(claims.items()):
            test = {"properties": {"claim": {"const": word}}}
            unnamed = {"if": test, "then": reference, "else": unnamed}
        schema = {"if": {"required": ["claim"]}, "then": unnamed, "else": schema}
        for name, reference in reversed(kinds.items()):
            schema = {"if": {"required": [name]}, "then": reference, "else": schema}
        return {"type": "object", **schema}

    def entity(self, section: str) -> Schema:
        """Return the schema of a document, publication, study or group."""
        properties: Schema = {}
        required = []
        for name in form.PLAIN[section]:
            field = _PLAIN.get(name) or Field(name, "any")
            properties[name] = self.field(field)
            if name == "kind" and section == "groups":
                properties[name] = _titled(name, field_notes.FIELDS[name], {"oneOf": self._group_kinds()})
            if field.required:
                required.append(name)
        for name, field in form.ATTRIBUTES[section].items():
            properties[name] = self._attribute(field)
        properties[MARK] = _PROPOSAL
        schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        return {**schema, "required": required} if required else schema

    @staticmethod
    def _group_kinds() -> list[Schema]:
        notes = field_notes.GROUP_KINDS
        return [_word(word, *notes.get(word, (f"{local}.", f"{local}."))) for word, local in form.GROUP_KINDS.items()]

    def _attribute(self, field: Field) -> Schema:
        """Return the schema of an attribute: its value alone, with its own places, or several that disagree."""
        value = self.bare(field)
        owned = {**self._mapping(_OWN, {"is": value}), "required": ["is"]}
        if field.read == "marker":
            choices = [value]
        else:
            choices = [value, owned, {"type": "array", "items": owned, "minItems": 1}]
        return _titled(field.name, field_notes.FIELDS.get(field.name) or self._classes(field), {"anyOf": choices})


def _text_section() -> Schema:
    fields: dict[str, Schema] = {
        "file": {"type": "string", "pattern": "^[^/\\\\]+$"},
        "sha256": {"type": ["string", "number"], "pattern": "^[0-9a-f]{64}$"},
        "lang": {"type": "string", "pattern": "^[a-z]{2,3}$"},
    }
    shown = {n: _titled(n, field_notes.FIELDS[n], schema) for n, schema in fields.items()}
    return {"type": "object", "properties": shown, "required": list(shown), "additionalProperties": False}


def build_schema(vocabulary: Vocabulary) -> Schema:
    """Return the JSON Schema (draft-07) of a dossier, in terms of the vocabulary."""
    writer, notes = _Writer(vocabulary), field_notes
    tops: dict[str, Schema] = {
        "dossier": _KEY,
        "format": {"enum": [1, "1"]},
        "status": {"oneOf": [_word(word, *notes.STATUSES[word]) for word in form.STATUSES]},
        "curators": {"anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}]},
        "text": _text_section(),
        "note": _BILINGUAL,
    }
    for section in form.SECTIONS:
        entry = writer.facts() if section == "facts" else writer.entity(section)
        name = "fact" if section == "facts" else f"entity-{section}"
        writer.definitions[name] = entry
        tops[section] = {"type": "object", "propertyNames": _KEY, "additionalProperties": _reference(name)}
    return {
        "$schema": DRAFT,
        "$id": f"{names.BASE}schema/dossier",
        "type": "object",
        "properties": {n: _titled(n, notes.SECTIONS.get(n, (n, n)), tops.get(n, {})) for n in form.TOP},
        "required": ["dossier", "format", "status", "curators", "text", "documents"],
        "additionalProperties": False,
        "definitions": dict(sorted(writer.definitions.items())),
    }


def schema_text(vocabulary: Vocabulary) -> str:
    """Return the schema as JSON: the same bytes for the same vocabulary and registry."""
    return json.dumps(build_schema(vocabulary), ensure_ascii=False, indent=1) + "\n"
