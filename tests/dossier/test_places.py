"""Places: digests that a new line break does not change, and places that hold in the text of the briefs."""

from __future__ import annotations

import difflib
import hashlib
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mi2ld.cli import main
from mi2ld.dossier.anchor import anchor_file
from mi2ld.dossier.read import parse_dossier, read_dossier
from mi2ld.dossier.text import decode, digest_quote, normalise_quote
from mi2ld.problems import Mi2ldError
from mi2ld.validate.places import read_text, verify

PLACE = re.compile(r"(\d+)-(\d+)~([0-9a-f]{16})")
WORDS = st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8), min_size=1, max_size=12)
WHITE = [
    "\t",
    "\n",
    "\x0b",
    "\x0c",
    "\r",
    " ",
    "\x85",
    "\xa0",
    "\u1680",
    "\u2003",
    "\u2028",
    "\u2029",
    "\u202f",
    "\u205f",
    "\u3000",
]
BREAKS = st.sampled_from([" ", "\n", "\r\n", "\r", "  ", " \n ", "\n\n", "\t", "\u202f", "\xa0", "\u2028"])


# --- the normal form ---------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.text())
def test_the_normal_form_of_a_normal_form_is_itself(text):
    once = normalise_quote(text)
    assert normalise_quote(once) == once


@settings(deadline=None)
@given(WORDS, st.data())
def test_how_the_lines_are_broken_changes_no_digest(words, data):
    wrapped = words[0]
    for word in words[1:]:
        wrapped += data.draw(BREAKS) + word
    around = data.draw(BREAKS) + wrapped + data.draw(BREAKS)
    assert digest_quote(around) == digest_quote(" ".join(words))


@settings(deadline=None)
@given(WORDS, st.sampled_from(["-", "\u2010"]), st.sampled_from(["\n", "\r\n", "\r", " \n", "\t\r\n  ", "\n    "]))
def test_a_word_broken_after_its_hyphen_is_the_word_with_its_hyphen(words, hyphen, line_end):
    assert digest_quote(hyphen.join(words)) == digest_quote((hyphen + line_end).join(words))


@settings(deadline=None)
@given(WORDS)
def test_composed_and_decomposed_letters_have_one_digest(words):
    text = " ".join(words) + " é"
    assert digest_quote(unicodedata.normalize("NFD", text)) == digest_quote(unicodedata.normalize("NFC", text))


@settings(deadline=None)
@given(WORDS, WORDS)
def test_other_words_have_another_digest(first, second):
    one, other = (unicodedata.normalize("NFC", " ".join(w)) for w in (first, second))
    assert (digest_quote(one) == digest_quote(other)) == (one == other)


@pytest.mark.parametrize("blank", WHITE, ids=[f"U+{ord(c):04X}" for c in WHITE])
def test_every_white_space_of_unicode_is_one_space(blank):
    assert normalise_quote(f"{blank}a{blank}{blank}b{blank}") == "a b"


@pytest.mark.parametrize("character", ["\u200b", "\ufeff", "\x1c", "\u2060"], ids=["ZWSP", "BOM", "FS", "WJ"])
def test_what_unicode_does_not_call_white_space_stays(character):
    assert normalise_quote(f"a{character}b") == f"a{character}b"


@pytest.mark.parametrize(
    ("quote", "normal"),
    [
        ("auto-\nanticorps", "auto-anticorps"),
        ("auto- anticorps", "auto- anticorps"),
        ("muscle -\nskin", "muscle - skin"),
        ("anti-\n\n  Mi2", "anti-Mi2"),
        ("e\u0301tude", "étude"),
        ("", ""),
        (" \n ", ""),
        ("a – b", "a – b"),
        ("Case", "Case"),
    ],
)
def test_the_normal_form_of_a_known_quote(quote, normal):
    assert normalise_quote(quote) == normal
    assert digest_quote(quote) == hashlib.sha256(normal.encode()).hexdigest()[:16]


def test_the_digest_is_the_head_of_the_sha256_of_the_utf8_bytes():
    # sha256sum of the three bytes "abc": FIPS 180-2, appendix B.1
    assert digest_quote("abc") == "ba7816bf8f01cfea"
    assert digest_quote("") == "e3b0c44298fc1c14"


# --- the text of the briefs --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def dossier(real_dossier, vocabulary):
    return read_dossier(real_dossier, vocabulary)


@pytest.fixture(scope="module")
def text(dossier, source_text_dir) -> str:
    return read_text(dossier, source_text_dir)


@pytest.mark.text
def test_every_place_of_the_two_briefs_holds_and_they_cover_85_percent(dossier, text, real_dossier):
    found = verify(dossier, text)
    assert found.problems == []
    written = set(PLACE.findall(real_dossier.read_text(encoding="utf-8")))
    assert found.places >= len(written) > 90
    assert found.holding == found.places
    assert found.covered / found.total >= 0.85


@pytest.mark.text
def test_what_is_not_covered_is_listed_with_its_line(dossier, text):
    found = verify(dossier, text)
    lines = text.split("\n")
    assert found.uncovered
    for number, stretch in found.uncovered:
        assert stretch.split()[0] in lines[number - 1]


def test_every_word_and_figure_that_is_not_covered_is_listed(good, vocabulary):
    dossier = parse_dossier(good.replace("lines: 1-9", "lines: 1-3"), "x.yaml", vocabulary)
    text = "a" * 100 + "\n- b -\n\u2003c\u2003\n"  # the places of the dossier end at 99
    assert "".join(stretch for _, stretch in verify(dossier, text).uncovered).replace(" ", "").lstrip("a") == "-b-c"


@pytest.mark.parametrize(
    ("left", "listed"), [(". ", []), (" – (±;\n) ", []), ("7", ["7"]), ("é.", ["é."]), ("β", ["β"])]
)
def test_a_stretch_without_a_letter_or_a_digit_is_not_listed(left, listed, good, vocabulary):
    dossier = parse_dossier(good.replace("lines: 1-9", f"lines: 1-{1 + left.count(chr(10))}"), "x.yaml", vocabulary)
    holes = verify(dossier, "a" * 99 + left).uncovered
    assert [stretch for _, stretch in holes if set(stretch) != {"a"}] == listed


@pytest.mark.text
def test_a_text_with_one_changed_letter_is_refused(dossier, source_text_dir, tmp_path, repository, monkeypatch, capsys):
    raw = (source_text_dir / dossier.text_file).read_bytes()
    (tmp_path / dossier.text_file).write_bytes(raw[:200] + b"X" + raw[201:])
    with pytest.raises(Mi2ldError) as caught:
        read_text(dossier, tmp_path)
    assert caught.value.problems[0].code == "P101"
    monkeypatch.chdir(repository)
    assert main(["verify", "--texts", str(tmp_path)]) == 1
    assert "error P101 " in capsys.readouterr().err


@pytest.mark.text
def test_each_place_that_holds_a_changed_letter_is_named_and_no_other(dossier, text):
    at = text.index("60 %") if "60 %" in text else 4500
    changed = text[:at] + ("X" if text[at] != "X" else "Y") + text[at + 1 :]
    found = verify(dossier, changed)
    holders = {(p.where.line, p.where.column) for _, p in places_of(dossier) if p.start <= at < p.end}
    assert holders
    digests = {(p.where.line, p.where.column) for p in found.problems if p.code == "P103"}
    assert digests <= holders
    spans = {(p.start, p.end) for _, p in places_of(dossier) if (p.where.line, p.where.column) in digests}
    assert spans == {(p.start, p.end) for _, p in places_of(dossier) if p.start <= at < p.end}
    assert all(re.search(r"mi2ld reanchor", p.fix) for p in found.problems if p.code == "P103")


@pytest.mark.text
def test_a_text_that_ends_early_is_told_for_each_place_behind_its_end(dossier, text):
    found = verify(dossier, text[:5000])
    behind = {(document, p.start, p.end) for document, p in places_of(dossier) if p.end > 5000}
    assert len([p for p in found.problems if p.code == "P102"]) == len(behind) > 0
    assert any(p.code == "P104" and "'aim'" in p.what for p in found.problems)


@pytest.mark.text
def test_a_place_in_the_other_brief_is_refused(real_dossier, vocabulary, text):
    changed = real_dossier.read_text(encoding="utf-8").replace("said: {aim: 2938-2976~", "said: {afm: 2938-2976~")
    found = verify(parse_dossier(changed, "x.yaml", vocabulary), text)
    assert [p.code for p in found.problems] == ["P104"]


@pytest.mark.text
def test_a_hedge_that_is_not_in_its_place_is_refused(real_dossier, vocabulary, text):
    changed = real_dossier.read_text(encoding="utf-8").replace("words: probablement", "words: certainement")
    found = verify(parse_dossier(changed, "x.yaml", vocabulary), text)
    assert [p.code for p in found.problems] == ["P105"]


def places_of(dossier):
    for said in dossier.all_said():
        yield said.document, said.place
    for document in dossier.documents.values():
        yield from ((document.key, link.place) for link in document.links if link.place)
        yield from ((document.key, heading) for heading in document.headings)


# --- anchoring ---------------------------------------------------------------------------------------------------

BRIEF = "\ufeffFirst line of one brief.\nThe anti-\nbodies fell in three, and rose in three others.\nThe end.\n\nA second brief: the end.\n".lstrip(
    "\ufeff"
)


@pytest.fixture
def small(tmp_path, good):
    """Return a function that writes a small dossier with words for places, and the text they are in."""
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "paper.txt").write_text(BRIEF, encoding="utf-8", newline="")

    def write(words: str, *, lines: str = "1-5", newline: str = "\n", bom: bool = False):
        body = good.replace("70-79~" + "2" * 16, words).replace("lines: 1-9", f"lines: {lines}")
        path = tmp_path / "paper.yaml"
        path.write_bytes((b"\xef\xbb\xbf" if bom else b"") + body.replace("\n", newline).encode())
        return path, texts

    return write


def test_words_become_the_place_where_they_stand(small):
    path, texts = small('"First line … brief."')
    found = anchor_file(path, texts)
    quote = "First line of one brief."
    assert [p for _, _, p in found] == [f"0-{len(quote)}~{digest_quote(quote)}"]
    assert f"said: {{paper: 0-{len(quote)}~{digest_quote(quote)}}}" in path.read_text(encoding="utf-8")


def test_a_word_broken_over_two_lines_is_found_as_one(small):
    path, texts = small('"The anti-bodies fell"')
    ((_, _, place),) = anchor_file(path, texts)
    start, end, digest = PLACE.fullmatch(place).groups()
    assert BRIEF[int(start) : int(end)] == "The anti-\nbodies fell"
    assert digest == digest_quote("The anti-bodies fell")


def test_words_that_stand_twice_are_refused_with_how_often_and_nothing_is_written(small):
    path, texts = small('"in three"')
    before = path.read_bytes()
    with pytest.raises(Mi2ldError) as caught:
        anchor_file(path, texts)
    (problem,) = caught.value.problems
    assert problem.code == "A102"
    assert "'in three' stands 2 times in 'paper'" in problem.what
    row = path.read_text(encoding="utf-8").split("\n")[problem.where.line - 1]
    assert row[problem.where.column - 1 :].startswith('"in three"')
    assert path.read_bytes() == before


def test_words_of_another_document_or_none_are_refused(small):
    path, texts = small('"A second brief"')
    with pytest.raises(Mi2ldError) as caught:
        anchor_file(path, texts)
    assert [p.code for p in caught.value.problems] == ["A101"]
    path, texts = small('"nowhere at all"')
    with pytest.raises(Mi2ldError) as caught:
        anchor_file(path, texts)
    assert [p.code for p in caught.value.problems] == ["A101"]


def test_words_are_sought_in_the_lines_of_their_document_only(small):
    path, texts = small('"the end."', lines="6-6")
    ((_, _, place),) = anchor_file(path, texts)
    assert BRIEF[int(place.split("-")[0]) :].startswith("the end.")


@pytest.mark.parametrize(("newline", "bom"), [("\n", False), ("\r\n", False), ("\r\n", True)])
def test_anchoring_keeps_line_ends_and_byte_order_mark(small, newline, bom):
    path, texts = small('"First line"', newline=newline, bom=bom)
    before = path.read_bytes()
    ((_, _, place),) = anchor_file(path, texts)
    assert path.read_bytes() == before.replace(b'"First line"', place.encode())


def test_a_dry_run_prints_the_places_and_writes_nothing(small, repository, monkeypatch, capsys):
    monkeypatch.chdir(repository)
    path, texts = small('"First line"')
    before = path.read_bytes()
    assert main(["anchor", str(path), "--texts", str(texts), "--dry-run"]) == 0
    assert digest_quote("First line") in capsys.readouterr().out
    assert path.read_bytes() == before


@pytest.mark.text
def test_the_places_of_the_real_dossier_come_back_from_their_words_and_nothing_else_changes(
    real_dossier, source_text_dir, dossier, text, tmp_path
):
    """Each place is replaced by its whole words where these stand once in their document."""
    source = real_dossier.read_text(encoding="utf-8")
    bounds = {}
    starts = [0, *(m.end() for m in re.finditer("\n", text))]
    for document in dossier.documents.values():
        bounds[document.key] = (
            starts[document.lines[0] - 1],
            starts[document.lines[1]] if document.lines[1] < len(starts) else len(text),
        )
    written = {}
    for document, place in places_of(dossier):
        first, last = bounds[document]
        words = " ".join(text[place.start : place.end].split())
        loose = re.compile(r"\s+".join(re.escape(w).replace(r"\-", r"-\s*") for w in words.split()))
        # in typed words an ellipsis stands for what is left out
        if "..." not in words and len(loose.findall(text, first, last)) == 1:
            written[f"{place.start}-{place.end}~{place.digest}"] = "'" + words.replace("'", "''") + "'"
    assert len(written) > 80
    # a place that stands in a said of both documents is written once for each; all are replaced
    typed = re.sub(PLACE, lambda m: written.get(m[0], m[0]), source)
    assert typed != source
    path = tmp_path / real_dossier.name
    path.write_text(typed, encoding="utf-8")
    anchor_file(path, source_text_dir)
    again = path.read_text(encoding="utf-8")
    changed = [line for line in difflib.ndiff(source.split("\n"), again.split("\n")) if line[0] in "+-"]
    assert not changed, "\n".join(changed)
    assert decode(path.read_bytes(), path) == source
