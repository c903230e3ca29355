"""What several dossiers say of one publication: the own text has the word, other differences are left out."""

from __future__ import annotations

from mi2ld import names
from mi2ld.graph.publications import settle_publications

PAPER = names.mint_publication("a", "p", pmid="1")
ISSUED = f"<{names.PREFIXES['dcterms']}issued>"
LABEL = f"<{names.PREFIXES['rdfs']}label>"
TITLE = f"<{names.PREFIXES['dcterms']}title>"


def line(predicate: str, value: str) -> str:
    return f"{PAPER} {predicate} {value} .\n"


def test_dossiers_that_agree_lose_nothing():
    facts = {"a": [line(ISSUED, '"2019"')], "b": [line(ISSUED, '"2019"')]}
    assert settle_publications(facts, {}) == facts


def test_a_date_on_which_they_differ_is_left_out():
    facts = {"a": [line(ISSUED, '"2019-10"'), "x"], "b": [line(ISSUED, '"2019-11"')]}
    assert settle_publications(facts, {}) == {"a": ["x"], "b": []}


def test_the_dossier_of_the_publications_own_text_has_the_word():
    facts = {"a": [line(ISSUED, '"2019-10"')], "b": [line(ISSUED, '"2019-11"')]}
    assert settle_publications(facts, {PAPER: "b"}) == {"a": [], "b": facts["b"]}


def test_a_label_is_the_first_dossiers_where_none_is_the_owner():
    facts = {"b": [line(LABEL, '"P 2019"@en')], "a": [line(LABEL, '"Paper 2019"@en')]}
    assert settle_publications(facts, {}) == {"b": [], "a": facts["a"]}


def test_titles_in_two_languages_do_not_differ():
    facts = {"a": [line(TITLE, '"One"@en')], "b": [line(TITLE, '"Un"@fr')]}
    assert settle_publications(facts, {}) == facts


def test_what_is_said_of_other_things_is_left_alone():
    facts = {"a": ['<https://example.org/x> <https://example.org/p> "1" .\n'], "b": []}
    assert settle_publications(facts, {}) == facts


def test_the_longest_list_of_authors_is_kept_with_its_creators():
    authors, creator = names.term("authorList"), f"<{names.PREFIXES['dcterms']}creator>"
    long = [line(authors, '"Doe J; Roe R"'), line(creator, '"Doe J"'), line(creator, '"Roe R"')]
    short = [line(authors, '"Doe J et al."'), line(creator, '"Doe J"')]
    assert settle_publications({"a": short, "b": long}, {PAPER: "a"}) == {"a": [line(creator, '"Doe J"')], "b": long}
