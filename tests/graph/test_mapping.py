"""The writer of quads: every text comes back as it was, and names never meet."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mi2ld import names
from mi2ld.dossier.quantity import lexical
from mi2ld.graph import nodes as kinds
from mi2ld.graph.mapping import MAPPING, quote, write_lines
from mi2ld.problems import Where

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
KEYS = st.builds(
    lambda first, rest: "-".join([first, *rest]),
    st.sampled_from(["a", "b", "a1", "ab"]),
    st.lists(st.sampled_from(["a", "b", "1", "a1", "vs", "2019"]), max_size=3),
)
S = "<https://example.org/s>"
ORIGIN = Where("x.yaml", 1, 1)
AWKWARD = ['"', "\\", "\n", "\r", "\t", "\b", "\f", "\x00", "\x01", "\x1f", "\x7f", "\x85", "\u2028", "\u2029", "\ufeff", "\ufffe", "\U0001f4a9", "\U0010ffff", "'''", "\\u0041", "{s}", "é", "e\u0301"]  # fmt: skip


def parsed(lines: list[str]) -> list[ox.Quad]:
    return list(ox.parse("".join(lines).encode(), format=ox.RdfFormat.N_QUADS))


def check_text(text: str) -> None:
    node = kinds.InferenceNode(S, (), ORIGIN, label_en=text, notes=((text, "fr"),), text=text)
    graph = "<https://example.org/g>"
    lines = write_lines([node], graph)
    assert all(line.endswith("\n") and line.count("\n") == 1 for line in lines)
    found = parsed(lines)
    literals = {(q.object.value, q.object.language) for q in found if isinstance(q.object, ox.Literal)}
    wanted = {(text, "fr")} | ({(text, "en"), (text, None)} if text else set())
    assert literals == wanted
    assert {q.graph_name for q in found} == {ox.NamedNode(graph[1:-1])}


@settings(deadline=None, max_examples=300)
@given(TEXT)
def test_any_text_comes_back_from_its_quads_as_it_was(text):
    check_text(text)


@pytest.mark.parametrize("text", AWKWARD, ids=ascii)
def test_an_awkward_text_comes_back_as_it_was(text):
    check_text(text)
    check_text(f"a{text}b{text}")


@settings(deadline=None)
@given(TEXT)
def test_a_quoted_text_is_one_line_of_n_triples(text):
    assert not set(quote(text)[1:-1]) & {"\n", "\r", "\x00"}


@settings(deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6))
def test_a_decimal_keeps_its_value_and_has_no_exponent(value):
    text = lexical(value)
    assert Decimal(text) == value
    assert "e" not in text.lower()
    assert lexical(Decimal(text)) == text


def test_every_field_of_every_class_of_node_becomes_a_triple():
    plain = {f.name for f in dataclasses.fields(kinds.Node)}
    unwritten = {kinds.PropositionNode: {"key"}}
    for kind, rows in MAPPING.items():
        mapped = {name.rstrip("*") for name, _, _ in rows}
        fields = {f.name for f in dataclasses.fields(kind)} - plain - unwritten.get(kind, set())
        assert mapped == fields, kind


def test_every_class_of_node_has_a_mapping():
    made = {
        c for c in vars(kinds).values() if isinstance(c, type) and issubclass(c, kinds.Node) and c is not kinds.Node
    }
    assert set(MAPPING) == made


@settings(deadline=None, max_examples=300)
@given(*(st.tuples(st.sampled_from(names.KINDS), KEYS, st.lists(KEYS, min_size=1, max_size=3)) for _ in range(2)))
def test_two_things_never_have_one_name(one, other):
    first, second = (names.mint(kind, dossier, "--".join(keys)) for kind, dossier, keys in (one, other))
    assert (first == second) == (one == other)


@settings(deadline=None)
@given(st.sampled_from(names.KINDS), KEYS, KEYS)
def test_a_minted_name_is_an_iri_that_a_store_takes(kind, dossier, key):
    (quad,) = parsed([f"{names.mint(kind, dossier, key)} {S} {S} .\n"])
    assert quad.subject.value == f"{names.BASE}id/{kind}/{dossier}/{key}"


def test_two_dois_never_have_one_name():
    one, other = (names.mint_publication("d", "k", doi=doi) for doi in ("10.1000/a.b", "10.1000/a-b"))
    assert one != other


@settings(deadline=None)
@given(st.text(max_size=30))
def test_the_key_proposed_for_any_text_is_a_key(text):
    assert names.is_key(names.slug(text))


@settings(deadline=None)
@given(st.sampled_from(sorted(names.PREFIXES)), st.from_regex(r"[A-Za-z0-9_]{1,12}", fullmatch=True))
def test_a_contracted_iri_expands_to_itself(prefix, local):
    iri = names.PREFIXES[prefix] + local
    assert names.expand(names.contract(iri)) == iri


@settings(deadline=None)
@given(st.binary(min_size=8, max_size=8))
def test_a_digest_has_a_name_of_its_own(raw):
    import base64

    name = names.mint_digest(raw.hex())
    value = name.removeprefix("<ni:///sha-256-64;").removesuffix(">")
    assert base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)) == raw


def test_a_delete_character_is_escaped_as_the_canonical_form_asks():
    # RDF 1.2 N-Triples, section 4: canonical literals escape U+007F
    assert quote("a\x7fb") == '"a\\u007Fb"'
