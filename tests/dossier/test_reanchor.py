"""Anchoring again: each place is found by its digest in a text that was wrapped anew or edited, or told as lost."""

from __future__ import annotations

import re
import shutil
import textwrap
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mi2ld.cli import main
from mi2ld.dossier.read import read_dossier
from mi2ld.dossier.reanchor import (
    Anchor,
    choose_occurrences,
    find_digests,
    normalise_text,
    reanchor_file,
)
from mi2ld.dossier.text import digest_quote, normalise_quote, sha256_of
from mi2ld.problems import Mi2ldError
from mi2ld.validate.places import read_text, verify

PLACE = re.compile(r"(\d+)-(\d+)~([0-9a-f]{16})")


def rewrap(text: str, width: int) -> str:
    """Return a text with each paragraph wrapped anew; a word may break behind its hyphen."""
    paragraphs = re.split(r"\n[ \t]*\n", text)
    wrapped = [textwrap.fill(normalise_quote(p), width, break_long_words=False) for p in paragraphs]
    return "\n\n".join(wrapped) + "\n"


# --- the normal form with its offsets ----------------------------------------------------------------------------

TEXTS = st.text(
    st.one_of(
        st.sampled_from(["a", "b", "Mi2", "é", "e\u0301", "\u1100\u1161", "\u0958", "-", "\u2010", "\u2126"]),
        st.sampled_from([" ", "\n", "\r\n", "\r", "\t", "\xa0", "\u2028", ".", ","]),
        st.characters(codec="utf-8"),
    ).map(lambda part: part[:1]),
    max_size=60,
)


@settings(deadline=None)
@given(TEXTS)
def test_the_normal_form_of_a_text_is_that_of_the_quote_of_all_of_it(text):
    assert normalise_text(text).words.strip(" ") == normalise_quote(text)


@settings(deadline=None)
@given(TEXTS, st.data())
def test_a_stretch_of_the_normal_form_leads_to_words_with_that_form(text, data):
    normal = normalise_text(text)
    length = len(normal.words)
    for one in (normal.starts, normal.ends):
        assert len(one) == length
        assert one == sorted(one)
    if not length:
        return
    first = data.draw(st.integers(0, length - 1))
    last = data.draw(st.integers(first, length - 1))
    whole = normal.words[first : last + 1]
    if " " in (whole[0], whole[-1]) or first in normal.joined:
        return
    start, end = normal.stretch((first, last + 1))
    if unicodedata.is_normalized("NFC", text):
        assert normalise_quote(text[start:end]) == whole
    else:  # a stretch holds whole clusters: a letter with its accents
        assert whole in normalise_quote(text[start:end])


# --- a small dossier ---------------------------------------------------------------------------------------------

OLD = (
    "Title one.\nThe anti-\nbodies fell in three, and rose in three others.\nFever was rare.\n\n"
    "Title two.\nFever was rare.\nThe end; 12,5 % of all.\n"
)
QUOTES = [
    ("one", "Title one."),
    ("one", "anti-\nbodies fell"),
    ("one", "rose in three"),
    ("one", "Fever was rare."),
    ("two", "Title two."),
    ("two", "Fever was rare."),
    ("two", "2,5 % of a"),
]


def place_of(text: str, quote: str, after: int = 0) -> str:
    start = text.index(quote, after)
    return f"{start}-{start + len(quote)}~{digest_quote(quote)}"


def dossier_of(text: str, quotes=QUOTES, *, lines=("1-4", "6-8")) -> str:
    """Return a dossier whose facts have the quotes for places; the second document begins at its title."""
    second = text.index("Title two.")
    facts = ""
    for number, (document, quote) in enumerate(quotes):
        place = place_of(text, quote, second if document == "two" else 0)
        facts += f"  fact-{number}:\n    claim: conflict\n    said: {{{document}: {place}}} # {number}\n"
    return (
        "# A comment.\n"
        "dossier: paper\n"
        f"text: {{file: paper.txt, sha256: {sha256_of(text.encode())}, lang: en}}\n"
        "documents:\n"
        f"  one: {{kind: abstract, lines: {lines[0]}}}\n"
        f"  two: {{kind: abstract, lines: {lines[1]}}}\n"
        f"facts:\n{facts}"
    )


@pytest.fixture
def moved(tmp_path):
    """Return a function that anchors the small dossier again, in a text as it is now."""

    def run(new: str, *, old: bool = False, dossier: str = "", **options):
        path = tmp_path / "paper.yaml"
        path.write_text(dossier or dossier_of(OLD), encoding="utf-8", newline="")
        (tmp_path / "paper.txt").write_bytes(new.encode())
        (tmp_path / "before.txt").write_bytes(OLD.encode())
        found = reanchor_file(path, tmp_path, old=tmp_path / "before.txt" if old else None, **options)
        return found, path.read_bytes().decode()

    return run


def quotes_in(dossier: str, text: str) -> list[str]:
    """Return the normal form of the words at each place, each checked against its digest."""
    found = []
    for start, end, digest in PLACE.findall(dossier):
        quote = text[int(start) : int(end)]
        assert digest_quote(quote) == digest
        found.append(normalise_quote(quote))
    return found


EXPECTED = [normalise_quote(quote) for _, quote in QUOTES]


@pytest.mark.parametrize("old", [False, True], ids=["without-the-old", "with-the-old"])
@pytest.mark.parametrize(
    "new",
    [
        OLD,
        OLD.replace("\n", "\r\n"),
        "\ufeff" + OLD,
        "A word before.\n\n" + OLD,
        rewrap(OLD, 20),
        rewrap(OLD, 200),
        OLD.replace("anti-\nbodies", "anti-bodies"),
        OLD.replace(" ", "\u202f"),
        "\n    ".join(OLD.split("\n")),
        OLD.replace("rose in three", "rose (it is said) later on, but also rose in three"),
    ],
    ids=["same", "crlf", "bom", "before", "narrow", "wide", "unbroken", "blanks", "indented", "inserted"],
)
def test_every_place_is_found_in_its_words_and_its_document(moved, new, old):
    found, dossier = moved(new, old=old)
    text = new.removeprefix("\ufeff")
    assert found.problems == []
    assert (found.found, found.places) == (len(QUOTES), len(QUOTES))
    assert quotes_in(dossier, text) == EXPECTED
    assert f"sha256: {sha256_of(new.encode())}" in dossier
    starts = [int(start) for start, _, _ in PLACE.findall(dossier)]
    assert starts == sorted(starts)
    lines = re.split(r"\r\n|\r|\n", text)
    for key, title in (("one", "Title one."), ("two", "Title two.")):
        first, last = map(int, re.search(rf"{key}: {{kind: abstract, lines: (\d+)-(\d+)}}", dossier).groups())
        inside = normalise_quote("\n".join(lines[first - 1 : last]))
        assert title in inside
        assert ("Title two." in inside) == (key == "two")


def test_nothing_but_places_lines_and_digest_is_written(moved):
    _, dossier = moved("A word before.\n\n" + OLD)
    before, after = dossier_of(OLD), dossier
    for pattern in (PLACE, re.compile(r"sha256: \w+"), re.compile(r"lines: \d+-\d+")):
        before, after = pattern.sub("…", before), pattern.sub("…", after)
    assert after == before


def test_a_text_that_is_as_it_was_changes_no_byte(moved):
    found, dossier = moved(OLD)
    assert found.changes == []
    assert dossier == dossier_of(OLD)


@pytest.mark.parametrize(("newline", "bom"), [("\r\n", False), ("\r\n", True), ("\n", True)])
def test_line_ends_and_byte_order_mark_of_the_dossier_stay(moved, newline, bom):
    before = ("\ufeff" if bom else "") + dossier_of(OLD).replace("\n", newline)
    _, after = moved("A word before.\n\n" + OLD, dossier=before)
    assert after.startswith("\ufeff") == bom
    assert after.count("\r\n") == before.count("\r\n")


def test_words_that_are_gone_are_told_at_their_line_and_nothing_is_written(moved):
    found, dossier = moved(OLD.replace("rose in three", "rose in four"))
    (problem,) = found.problems
    assert (problem.code, problem.where.line, problem.where.column) == ("A201", 16, 17)
    assert "no longer in the text" in problem.what
    assert dossier == dossier_of(OLD)


def test_partly_written_the_lost_place_stays_as_it_was(moved):
    new = "Before.\n" + OLD.replace("rose in three", "rose in four")
    found, dossier = moved(new, partial=True)
    assert [p.code for p in found.problems] == ["A201"]
    lost = place_of(OLD, "rose in three")
    assert lost in dossier
    assert quotes_in(dossier.replace(lost, ""), new) == [q for q in EXPECTED if q != "rose in three"]


def test_likeness_is_never_enough(moved):
    for change in ("Rose in three", "rose in  three.", "rose, in three", "rosé in three", "rose in thre"):
        found, _ = moved(OLD.replace("rose in three", change))
        lost = normalise_quote("rose in three") not in normalise_quote(change)
        assert [p.code for p in found.problems] == (["A201"] if lost else []), change


def test_a_wording_that_stands_once_more_is_not_guessed_and_the_choices_are_named(moved):
    quotes = [("one", "three"), ("two", "Title two.")]
    only = dossier_of(OLD, quotes)  # the first of the two "three"
    found, dossier = moved("Three or three.\n" + OLD, dossier=only)
    (problem,) = found.problems
    assert problem.code == "A202"
    assert "stand 3 times" in problem.what
    for start in (9, 52, 71):
        assert f"{start}-{start + 5}~" in problem.fix
    assert dossier == only


def test_with_the_old_text_the_same_occurrence_is_taken(moved):
    second = OLD.index("three", OLD.index("three") + 1)
    quotes = [("one", "Title one."), ("two", "Title two.")]
    place = f"{second}-{second + 5}~{digest_quote('three')}"
    dossier = dossier_of(OLD, quotes) + f"  more:\n    claim: conflict\n    said: {{one: {place}}}\n"
    new = "Before.\n" + OLD
    found, _ = moved(new, dossier=dossier)
    assert [p.code for p in found.problems] == ["A202"]
    found, after = moved(new, dossier=dossier, old=True)
    assert found.problems == []
    start = int(PLACE.findall(after)[-1][0])
    assert start == new.index("three", new.index("three") + 1)


def test_the_places_around_say_which_occurrence_it_is(moved):
    quotes = [("one", "fell in three"), ("one", "three"), ("two", "Title two.")]
    found, after = moved("Before.\n" + OLD, dossier=dossier_of(OLD, quotes))
    # inside "fell in three" there is one "three" only
    assert found.problems == []
    assert quotes_in(after, "Before.\n" + OLD) == ["fell in three", "three", "Title two."]
    (outer, _, _), (inner, _, _), _ = PLACE.findall(after)
    assert int(inner) == int(outer) + len("fell in ")


def test_a_text_that_is_not_the_old_one_is_refused(moved, tmp_path):
    path = tmp_path / "paper.yaml"
    path.write_text(dossier_of(OLD), encoding="utf-8")
    (tmp_path / "paper.txt").write_text(OLD, encoding="utf-8")
    (tmp_path / "other.txt").write_text(OLD + "more", encoding="utf-8")
    with pytest.raises(Mi2ldError) as caught:
        reanchor_file(path, tmp_path, old=tmp_path / "other.txt")
    assert [p.code for p in caught.value.problems] == ["A203"]


def test_two_documents_in_one_line_are_told(moved):
    found, _ = moved(" ".join(OLD.split()).replace("anti- ", "anti-"))
    assert [p.code for p in found.problems] == ["A204"]
    assert "'one' and 'two'" in found.problems[0].what


def test_a_document_none_of_whose_places_is_found_is_told(moved):
    dossier = dossier_of(OLD, QUOTES[:3])
    found, _ = moved("Before.\n" * 9 + OLD, dossier=dossier)
    assert [(p.code, p.where.line) for p in found.problems] == [("A204", 6)]


def test_lines_follow_words_around_the_places_where_the_old_text_is_given(moved):
    quotes = [("one", "rose in three"), ("two", "2,5 % of a")]
    new = "Before.\n\n" + OLD
    _, without = moved(new, dossier=dossier_of(OLD, quotes))
    _, given_old = moved(new, dossier=dossier_of(OLD, quotes), old=True)
    assert "one: {kind: abstract, lines: 3-6}" in given_old
    assert "two: {kind: abstract, lines: 8-10}" in given_old
    assert "one: {kind: abstract, lines: 5-5}" in without


def test_a_quote_that_starts_at_the_hyphen_of_a_broken_word_is_found():
    text = "the anti-\nbody fell"
    quote = text[8:14]  # its first character is the hyphen, so that the break is a space there
    assert normalise_quote(quote) == "- body"
    anchor = Anchor(8, 14, digest_quote(quote), "one")
    normal = normalise_text("see: the anti-\n  body fell")
    found = find_digests(normal, [anchor])
    assert [normal.stretch(span) for span in found[anchor.digest]] == [(13, 21)]


# --- which occurrence, by itself ---------------------------------------------------------------------------------

WORDS = ["a", "b", "c", "dd", "e-f", "Mi2"]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(WORDS), min_size=3, max_size=40), st.data())
def test_what_is_found_has_the_words_and_the_order_of_the_old_text(words, data):
    text = " ".join(words)
    bounds = [m.span() for m in re.finditer(r"\S+", text)]
    anchors = set()
    for _ in range(data.draw(st.integers(1, 8))):
        first = data.draw(st.integers(0, len(bounds) - 1))
        last = data.draw(st.integers(first, min(first + 5, len(bounds) - 1)))
        start, end = bounds[first][0], bounds[last][1]
        anchors.add(Anchor(start, end, digest_quote(text[start:end]), "one"))
    breaks = data.draw(st.lists(st.sampled_from([" ", "\n", "\r\n", "\n\n   "]), min_size=1, max_size=5))
    new = "".join(word + breaks[number % len(breaks)] for number, word in enumerate(words))
    normal = normalise_text(new)
    found = find_digests(normal, anchors)
    chosen = choose_occurrences(sorted(anchors), found)
    for anchor, span in chosen.items():
        start, end = normal.stretch(span)
        assert digest_quote(new[start:end]) == anchor.digest
        # nothing but line breaks changed, so the words stand where they stood
        assert normal.words[: span[0]].count(" ") == text[: anchor.start].count(" ") or text.count(
            text[anchor.start : anchor.end]
        ) > len({(a.start, a.end) for a in anchors if a.digest == anchor.digest})
    for anchor in anchors - set(chosen):
        assert len(found[anchor.digest]) > 1, "what stands once is always taken"


# --- the two briefs ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real(real_dossier, vocabulary, source_text_dir):
    dossier = read_dossier(real_dossier, vocabulary)
    return dossier, read_text(dossier, source_text_dir)


REAL = {
    "narrow": lambda text: rewrap(text, 40),
    "wide": lambda text: rewrap(text, 140),
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "paragraph-before": lambda text: "A paragraph that was not there.\nOf two lines.\n\n" + text,
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "bom": lambda text: "\ufeff" + text,
}


@pytest.mark.text
@pytest.mark.parametrize("old", [False, True], ids=["without-the-old", "with-the-old"])
@pytest.mark.parametrize("change", list(REAL))
def test_all_places_of_the_briefs_are_found_again_and_hold(
    change, old, real, real_dossier, source_text_dir, tmp_path, vocabulary
):
    dossier, text = real
    path = tmp_path / real_dossier.name
    shutil.copy(real_dossier, path)
    (tmp_path / dossier.text_file).write_bytes(REAL[change](text).encode())
    found = reanchor_file(path, tmp_path, old=source_text_dir / dossier.text_file if old else None)
    assert found.problems == []
    assert found.found == found.places > 100
    again = read_dossier(path, vocabulary)
    verified = verify(again, read_text(again, tmp_path))
    assert verified.problems == []
    assert verified.holding == verified.places
    assert verified.covered / verified.total >= 0.85
    # same words in the same order: anchors, and so statements, keep their IRIs
    digests = [digest for _, _, digest in PLACE.findall(real_dossier.read_text(encoding="utf-8"))]
    assert [digest for _, _, digest in PLACE.findall(path.read_text(encoding="utf-8"))] == digests


@pytest.mark.text
def test_a_changed_word_loses_the_places_that_hold_it_and_no_other(real, real_dossier, tmp_path, monkeypatch, capsys):
    dossier, text = real
    place = dossier.facts["dm-autoimmune"].said[0].place
    at = text.index(" ", place.start) + 1
    changed = text[:at] + "x" + text[at:]
    path = tmp_path / real_dossier.name
    shutil.copy(real_dossier, path)
    (tmp_path / dossier.text_file).write_bytes(changed.encode())
    found = reanchor_file(path, tmp_path)
    holders = {(p.where.line, p.where.column) for _, p in dossier.places() if p.start <= at < p.end}
    assert {(p.where.line, p.where.column) for p in found.problems} == holders
    assert {p.code for p in found.problems} == {"A201"}
    assert path.read_bytes() == real_dossier.read_bytes()
    monkeypatch.chdir(real_dossier.parents[2])
    assert main(["reanchor", str(path), "--texts", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert f"{path}:{min(holders)[0]}:" in told
    assert "nothing written" in told
    assert main(["reanchor", str(path), "--texts", str(tmp_path), "--partial"]) == 1
    assert path.read_bytes() != real_dossier.read_bytes()


@pytest.mark.text
def test_the_dry_run_prints_the_changes_and_writes_nothing(real, real_dossier, tmp_path, monkeypatch, capsys):
    dossier, text = real
    path = tmp_path / real_dossier.name
    shutil.copy(real_dossier, path)
    (tmp_path / dossier.text_file).write_bytes(("Before.\n\n" + text).encode())
    monkeypatch.chdir(real_dossier.parents[2])
    assert main(["reanchor", str(path), "--texts", str(tmp_path), "--dry-run"]) == 0
    out, err = capsys.readouterr()
    assert re.search(r":\d+: 2-44 -> 4-46$", out, re.M)
    assert "110 of 110 places found" in err
    assert path.read_bytes() == real_dossier.read_bytes()
