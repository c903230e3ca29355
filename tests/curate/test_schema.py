"""The JSON Schema of a dossier: all that the registry knows, all that dossiers hold, and what it refuses."""

from __future__ import annotations

import copy
import json
import re

import jsonschema
import pytest
import yaml

from mi2ld.cli import main
from mi2ld.curate import field_notes
from mi2ld.curate.schema import DRAFT, build_schema, schema_text
from mi2ld.dossier import fields as form
from mi2ld.dossier.proposals import MARK
from mi2ld.dossier.vocabulary import read_vocabulary


class TypedLoader(yaml.SafeLoader):
    """Reads figures and booleans as YAML 1.2 does, which has no dates."""


TypedLoader.yaml_implicit_resolvers = {
    key: [(tag, regexp) for tag, regexp in resolvers if "timestamp" not in tag]
    for key, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.fixture(scope="module")
def vocabulary(repository):
    return read_vocabulary(repository / "ontology" / "templates")


@pytest.fixture(scope="module")
def schema(vocabulary):
    return build_schema(vocabulary)


@pytest.fixture(scope="module")
def validator(schema):
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


@pytest.fixture(scope="module")
def dossiers(repository):
    return sorted((repository / "ontology" / "facts").glob("*.yaml"))


def load(text: str, loader=yaml.BaseLoader):
    return yaml.load(text, loader)


def errors(validator, dossier) -> list[str]:
    """Return the paths of what is refused, innermost first."""
    found = []
    queue = list(validator.iter_errors(dossier))
    while queue:
        error = queue.pop()
        found.append(f"{'/'.join(map(str, error.absolute_path))}: {error.message}")
        queue.extend(error.context or ())
    return found


# --- what it holds -----------------------------------------------------------------------------------------------


def properties(schema, name) -> dict:
    return schema["definitions"][name]["properties"]


def fields_of(kind: form.FactKind) -> set[str]:
    return {f.name for f in kind.fields} | set(form.COMMON)


@pytest.mark.parametrize("name", list(form.FACT_KINDS))
def test_every_field_of_a_kind_of_fact_is_in_its_schema_and_no_other(schema, name):
    assert set(properties(schema, f"fact-{name}")) == {name, MARK} | fields_of(form.FACT_KINDS[name])
    required = {f.name for f in form.FACT_KINDS[name].fields if f.required}
    assert set(schema["definitions"][f"fact-{name}"]["required"]) == {name, "said", *required}


@pytest.mark.parametrize("word", list(form.CLAIM_KINDS))
def test_every_field_of_a_kind_of_claim_is_in_its_schema_and_no_other(schema, word):
    names = {f.name for f in form.CLAIM_KINDS[word]} | set(form.COMMON)
    assert set(properties(schema, f"claim-{word}")) == {"claim", MARK} | names


@pytest.mark.parametrize("section", list(form.ATTRIBUTES))
def test_every_attribute_of_a_section_is_in_its_schema_and_no_other(schema, section):
    assert set(properties(schema, f"entity-{section}")) == {*form.ATTRIBUTES[section], *form.PLAIN[section], MARK}


def test_every_way_of_reading_of_the_registry_has_a_form(vocabulary):
    """A new way to read a field is let pass whatever stands there; this test asks for its form."""
    from mi2ld.curate.schema import _Writer

    kinds = [f for kind in form.FACT_KINDS.values() for f in (kind.main, *kind.fields)]
    claims = [f for fields in form.CLAIM_KINDS.values() for f in fields]
    attributes = [f for section in form.ATTRIBUTES.values() for f in section.values()]
    parts = list(form.PREDICTOR_PARTS.values())
    assert {f.read for f in (*kinds, *claims, *attributes, *parts)} <= set(_Writer(vocabulary).readers)


def test_nothing_stands_in_the_schema_without_a_form(schema):
    assert set(form.TOP) == set(schema["properties"]) == set(field_notes.SECTIONS)
    assert not [name for name in schema["definitions"] if name.startswith("field-") and name.endswith("-any")]


def test_the_parts_of_sides_windows_and_predictors_are_those_of_the_registry(schema):
    side = schema["definitions"]["side"]["anyOf"][1]
    assert set(side["properties"]) == set(form.GROUP_PARTS)
    assert set(properties(schema, "window")) == set(form.WINDOW_PARTS)
    predictor = next(d for n, d in schema["definitions"].items() if n.startswith("field-from-predictors"))
    assert f'"{next(iter(form.PREDICTOR_PARTS))}"' in json.dumps(predictor)
    for name in form.PREDICTOR_PARTS:
        assert f'"{name}": ' in json.dumps(predictor)


def test_the_parts_of_said_and_of_attributes_are_those_the_reader_takes(schema):
    from mi2ld.dossier import read_entities, read_facts

    said = schema["definitions"]["said-compare"]["additionalProperties"]["anyOf"][0]["anyOf"][1]
    assert set(said["properties"]) == set(read_facts._SAID)
    owned = properties(schema, "entity-groups")["size"]["allOf"][0]["anyOf"][1]
    assert set(owned["properties"]) == set(read_entities._VALUE)


def offered_by(schema, name: str) -> list[dict]:
    """Return the alternatives of a definition of terms, their references followed."""
    references = schema["definitions"][name].get("oneOf", ())
    return [schema["definitions"][r["$ref"].removeprefix("#/definitions/")] for r in references]


def test_each_term_of_a_class_is_offered_with_labels_and_definition_in_both_languages(schema, vocabulary):
    offered = offered_by(schema, "term-AntibodyKind")
    known = [term for term in vocabulary if "AntibodyKind" in term.classes]
    assert [choice["enum"] for choice in offered] == [[term.key] for term in known]
    for term, choice in zip(known, offered, strict=True):
        (shown,) = choice["markdownEnumDescriptions"]
        for part in (term.label_en, term.label_fr, term.extra["definition_en"], term.extra["definition_fr"]):
            assert part in shown


def test_the_terms_offered_are_those_the_reader_takes(schema, vocabulary):
    from mi2ld.dossier.reading import Reading

    reading = Reading("x.yaml", vocabulary)
    asked = {f.classes for kind in form.FACT_KINDS.values() for f in (kind.main, *kind.fields) if f.read == "term"}
    asked |= {f.classes for section in form.ATTRIBUTES.values() for f in section.values() if f.read == "term"}
    for classes in asked - {()}:
        offered = offered_by(schema, "term-" + "-".join(classes))
        known = [k for k in reading._known(classes) if vocabulary.terms[k].file not in ("statistics", "units")]
        assert [choice["enum"][0] for choice in offered] == (known if "Kind" in classes else reading._known(classes))


def test_every_field_says_what_it_is_for_in_english_and_french(schema):
    described = [d for n, d in schema["definitions"].items() if n.startswith("field-")]
    assert len(described) > 60
    for definition in described:
        english, french = definition["markdownDescription"].split("\n\n")
        assert english
        assert re.fullmatch(r"\*.+\*", french, re.S)


def test_the_notes_are_of_fields_that_exist(schema):
    text = json.dumps(schema)
    assert not [name for name in field_notes.FIELDS if f'"{name}": ' not in text]
    assert set(field_notes.KINDS) >= {*form.FACT_KINDS, "claim"}
    assert set(field_notes.CLAIMS) >= set(form.CLAIM_KINDS)
    assert set(field_notes.GROUP_KINDS) == set(form.GROUP_KINDS)
    assert set(field_notes.STATUSES) == set(form.STATUSES)


def test_every_reference_leads_to_a_definition(schema):
    used = set(re.findall(r'"\$ref": "#/definitions/([^"]+)"', json.dumps(schema)))
    assert used <= set(schema["definitions"])


def test_it_is_the_draft_that_every_version_of_the_server_reads(schema):
    assert schema["$schema"] == DRAFT == "http://json-schema.org/draft-07/schema#"


def test_it_is_the_same_each_time(vocabulary):
    assert schema_text(vocabulary) == schema_text(vocabulary)


# --- dossiers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("loader", [yaml.BaseLoader, TypedLoader], ids=["as-strings", "as-typed"])
def test_every_dossier_is_well_formed_by_it(validator, dossiers, loader):
    assert dossiers
    for path in dossiers:
        assert errors(validator, load(path.read_text(encoding="utf-8"), loader)) == [], path.name


BASE = """
dossier: paper-1
format: 1
status: draft
curators: [me]
text: {file: paper.txt, sha256: 0000000000000000000000000000000000000000000000000000000000000000, lang: en}
documents:
  paper: {kind: abstract, lines: 1-9}
publications:
  pub: {pmid: 1234567, issued: 2019-10, said: {paper: 10-19~bbbbbbbbbbbbbbbb}}
studies:
  trial: {published-in: pub, enrolled: 2002/2018, centres: 3, said: {paper: first words … last words}}
groups:
  cases: {kind: arm, study: trial, size: 10, has: [anti-mi2], said: {paper: 1-2~cccccccccccccccc}}
  low: {kind: subgroup, part-of: {is: cases, inferred: true}, age: 51.5, said: {paper: 1-2~cccccccccccccccc}}
facts:
  more:
    compare: fever
    group: {is: cases, value: [12/40 (30%), 30%]}
    versus: [low, {is: low, value: 25%}]
    direction: more-frequent
    when: {within: 6 months, after: unstated}
    effect: OR 3.2 (95% CI 1.4–7.3)
    p: 0.03
    said: {paper: {at: 1-2~cccccccccccccccc, omits: [effect], as: {when: follow-up}, hedge: {is: may, words: may}}}
  link:
    associate: anti-mi2
    with: fever
    severity: severe
    said: {paper: [1-2~cccccccccccccccc, {at: 3-4~cccccccccccccccc}]}
  doubt: {claim: conflict, of: [more, link], said: {paper: 1-2~cccccccccccccccc}}
"""


@pytest.mark.parametrize("loader", [yaml.BaseLoader, TypedLoader], ids=["as-strings", "as-typed"])
def test_figures_may_stand_without_quotes(validator, loader):
    assert errors(validator, load(BASE, loader)) == []


def test_unstated_may_stand_where_the_registry_allows_it(validator):
    for name, kind in form.FACT_KINDS.items():
        for field in kind.fields:
            dossier = load(BASE)
            dossier["facts"] = {"x": {name: "fever", field.name: "unstated"}}
            refused = [e for e in errors(validator, dossier) if e.startswith(f"facts/x/{field.name}:")]
            if field.unstated or field.read == "moment":
                assert not refused, (name, field.name)
            elif field.read in ("term", "direction", "boolean", "when"):
                assert refused, (name, field.name)


WRONG = [
    ("status", "done", "status"),
    ("facts/more/direction", "upwards", "facts/more/direction"),
    ("facts/more/compare", "feever", "facts/more/compare"),
    ("facts/more/bogus", "1", "facts/more"),
    ("facts/more/when", {"within": "6 months"}, "facts/more/when"),
    ("facts/more/when", {"after": "unstated", "before": "unstated"}, "facts/more/when"),
    ("facts/more/jointly", "perhaps", "facts/more/jointly"),
    ("facts/more/said", {}, "facts/more/said"),
    ("facts/more/said/paper/omits", ["group"], "facts/more/said/paper/omits"),
    ("facts/more/said/paper/bogus", "1", "facts/more/said/paper"),
    ("facts/more/group", {"value": "1"}, "facts/more/group"),
    ("facts/link/versus", [], "facts/link/versus"),
    ("facts/doubt/claim", "quarrel", "facts/doubt"),
    ("facts/Bad_key", {"claim": "conflict", "of": ["more"], "said": {"paper": "x"}}, "facts"),
    ("groups/cases/kind", "heap", "groups/cases/kind"),
    ("groups/cases/has", ["fever"], "groups/cases/has"),
    ("groups/cases/bogus", "1", "groups/cases"),
    ("documents/paper/lines", "all", "documents/paper/lines"),
    ("publications/pub/pmid", "PMC12", "publications/pub/pmid"),
    ("studies/trial/enrolled", "2002", "studies/trial/enrolled"),
    ("text/sha256", "abc", "text/sha256"),
    ("colour", "red", ""),
]


@pytest.mark.parametrize(("path", "value", "where"), WRONG, ids=[f"{n}-{p}" for n, (p, _, _) in enumerate(WRONG)])
def test_what_the_reader_refuses_for_its_form_is_refused_at_its_place(validator, path, value, where):
    dossier = copy.deepcopy(load(BASE))
    *steps, last = path.split("/")
    at = dossier
    for step in steps:
        at = at[step]
    at[last] = value
    assert any(message.split(": ")[0].startswith(where) for message in errors(validator, dossier))


@pytest.mark.parametrize(
    "path", ["facts/more/when", "facts/more/said", "facts/doubt/of", "documents/paper/kind", "text/lang"]
)
def test_what_must_stand_is_asked_for(validator, path):
    dossier = load(BASE)
    *steps, last = path.split("/")
    at = dossier
    for step in steps:
        at = at[step]
    del at[last]
    assert any(f"'{last}' is a required property" in message for message in errors(validator, dossier))


def test_a_proposal_may_stand_in_any_entry(validator):
    dossier = load(BASE)
    for section in form.SECTIONS:
        for entry in dossier[section].values():
            entry[MARK] = {"figures": [{"is": "12", "at": "1-3~" + "0" * 16}], "maybe": ["fever"]}
    assert errors(validator, dossier) == []


def test_a_fact_of_no_kind_is_refused(validator):
    dossier = load(BASE)
    del dossier["facts"]["more"]["compare"]
    assert any(message.startswith("facts/more: ") for message in errors(validator, dossier))


# --- the command -------------------------------------------------------------------------------------------------


def test_the_command_prints_it_or_writes_it(repository, monkeypatch, capsys, tmp_path, vocabulary):
    monkeypatch.chdir(repository)
    assert main(["schema"]) == 0
    assert capsys.readouterr().out == schema_text(vocabulary)
    out = tmp_path / "new" / "dossier.schema.json"
    assert main(["schema", "--out", str(out)]) == 0
    assert capsys.readouterr().out == ""
    assert out.read_text(encoding="utf-8") == schema_text(vocabulary)


def test_a_place_it_cannot_be_written_to_is_told(repository, monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(repository)
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["schema", "--out", str(tmp_path / "file" / "schema.json")]) == 2
    assert "error I107 " in capsys.readouterr().err
