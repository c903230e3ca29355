"""Bad dossiers: each problem with its code, its place and its mend, and never a traceback.

A case changes the good dossier of ``conftest.py``; the mark ``¦`` in what is put in is the place that the message must name.
"""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mi2ld.cli import main
from mi2ld.dossier.quantity import Lexicon, ValueFault, parse_quantity
from mi2ld.dossier.read import parse_dossier
from mi2ld.dossier.text import decode
from mi2ld.graph.build import build_nodes
from mi2ld.graph.mapping import write_lines
from mi2ld.problems import Mi2ldError
from mi2ld.validate.shapes import Shapes, Violation, as_problems

MARK = "¦"
A = "said: {paper: 70-79~" + "2" * 16 + "}"
LINE = re.compile(r"(?P<place>.+?:\d+:\d+|\S+): (?P<level>error|warning|info) (?P<code>\S+) (?P<what>\S.*)")

# name: (what is replaced, what by, code, a word of the mend)
CASES: dict[str, tuple[str, str, str, str]] = {
    "two colons in a line": ("status: draft", "status: draft¦: x", "D101", "quote a value"),
    "a tab for an indent": ("    size: 12", "¦\tsize: 12", "D101", "indent with blanks, not tabs"),
    "a tab behind blanks": ("    size: 12", "  ¦\tsize: 12", "D101", "indent with blanks, not tabs"),
    "a key of a section without its colon": ("  cases:\n    kind: arm", "  cases\n    kind¦: arm", "D101", "a colon in line 26, and is the indent right?"),
    "a field without its colon": ("    kind: arm\n    study: trial\n    size: 12", "    kind: arm\n    study trial\n    ¦size: 12", "D101", "a colon in line 34"),
    "a field without its colon, the first": ("    kind: arm\n    study: trial\n    size: 12", "    kind arm\n    study¦: trial\n    size: 12", "D101", "a colon in line 33"),
    "an indent that is one too deep": ("    study: trial\n    size: 12", "    study: trial\n     size¦: 12", "D101", "is the indent right?"),
    "an indent that is one too flat": ("    study: trial\n    size: 12", "    study: trial\n   ¦size: 12", "D101", "is the indent right?"),
    "an alias": ("status: draft", "status: ¦*x", "D102", "write the value out"),
    "an anchor": ("status: draft", "status: ¦&x draft", "D102", "delete &x"),
    "a tag": ("status: draft", "status: ¦!!str draft", "D103", "delete the tag"),
    "an explicit tag on a key": ("status: draft", "¦!!str status: draft", "D103", "delete the tag"),
    "a control character": ("status: draft", "status: dra¦\x07ft", "D101", "delete it"),
    "a section that is a list": ("publications:\n  pub:", "publications:\n  ¦- pub:", "D201", "key: value"),
    "a key that is a list": ("status: draft", "status: draft\n? ¦[a]\n: b", "D201", "key: value"),
    "a comma in a value without quotes": ("value: 25%}", "value: mean 51,¦5 years (range 4,1–82 years)}", "D203", 'needs quotes here: value: "…"'),
    "a comma in a value, and words behind it": ("value: 25%}", "value: 3/12, ¦range 4–82}", "D203", 'needs quotes here: value: "…"'),
    "a comma in a size": ("    size: 12", "    size: {is: 1,¦234, inferred: true}", "D203", 'needs quotes here: is: "…"'),
    "a duplicate key": ("status: draft", "status: draft\n¦status: draft", "D202", "delete one"),
    "a duplicate fact": ("  titre-strength:\n", "  ¦fever-more:\n", "D202", "delete one"),
    "an unknown key at the top": ("curators: [me]", "curators: [me]\n¦curator: me", "D203", "use one of"),
    "an unknown key of a fact": ("    sign: unstated", "    sign: unstated\n    ¦singn: unstated", "D203", "use one of"),
    "an unknown key of a group": ("    size: 12", "    size: 12\n    ¦sizes: 12", "D203", "use one of"),
    "an unknown key of a said": ("hedge: {is: may, words: may}", "¦hedges: {is: may}", "D203", "use one of"),
    "an unknown field in omits": (A, "said: {paper: {at: 70-79~" + "2" * 16 + ", omits: [¦wen]}}", "D203", "name a field"),
    "an unknown field in as": (A, "said: {paper: {at: 70-79~" + "2" * 16 + ", as: {¦wen: onset}}}", "D203", "name a field"),
    "an empty value": ("    size: 12", "    size:¦", "D204", "write its value"),
    "a list for a word": ("status: draft", "status: ¦[draft]", "D204", "single value"),
    "an empty list": ("curators: [me]", "curators: ¦[]", "D204", "write its values"),
    "a note in one language": ("    size: 12", "    size: 12\n    note: ¦{en: a note}", "D205", "add fr"),
    "a missing when": ("  ¦fever-more:", "    when: follow-up\n", "D206", "add when"),
    "a missing versus": ("  ¦fever-more:", "    versus: [{is: controls, value: 25%}]\n", "D206", "add versus"),
    "a missing group": ("  ¦titre-strength:", "    group: cases\n    sign", "D206", "add group"),
    "a missing sign": ("  ¦titre-strength:", "    sign: unstated\n", "D206", "add sign"),
    "a missing said": ("  ¦titre-strength:", f"    {A}\n", "D206", "add said"),
    "a missing kind of group": ("  ¦controls:", "    kind: arm\n    study: trial\n    size: 12\n", "D206", "arm | subgroup"),
    "a missing kind of document": ("  ¦paper:", "    kind: abstract\n", "D206", "add kind"),
    "missing lines of a document": ("  ¦paper:", "    lines: 1-9\n", "D206", "add lines"),
    "a hedge without words": ("hedge: {is: may, words: may}", "hedge: ¦{is: may}", "D206", "words"),
    "a hedge without a kind": ("hedge: {is: may, words: may}", "hedge: ¦{words: may}", "D206", "KIND"),
    "a place without at": (A, "said: {paper: ¦{omits: [when]}}", "D206", "add at"),
    "one variable": ("[anti-mi2-titre, muscle-strength]", "[anti-mi2-titre]", "D206", "add a variable"),
    "a proportion of nothing": ("    change: anti-mi2-undetectable\n    group: {is: cases, value: 3/10}", "    proportion: fever\n    group: cases", "D206", "quantifier"),
    "a fact of no kind": ("    correlate: [anti-mi2-titre, muscle-strength]\n", "", "D207", "exactly one of"),
    "a fact of two kinds": ("    sign: unstated", "    change: no-relapse\n    sign: unstated", "D207", "exactly one of"),
    "an attribute that nobody states": (f"    size: 12\n    said: {{paper: 40-49~{'e' * 16}}}", "    size: ¦12", "D208", "inferred: true"),
    "a bad key": ("  controls:", "  ¦Control Group_2:", "D209", "write control-group-2"),
    "a key that starts with a figure": ("  controls:", "  ¦2nd-arm:", "D209", "write k-2nd-arm"),
    "a bad dossier key": ("dossier: paper-1", "dossier: ¦Paper 1", "D209", "write paper-1"),
    "an unknown term": ("compare: fever", "compare: ¦feever", "D301", "ontology/templates"),
    "a length for a time": ("when: follow-up", "when: ¦2 years", "D301", "write {at: 2 years, after: EVENT} or {within: 2 years, after: EVENT}"),
    "a length for a time, in words": ("when: follow-up", "when: ¦after 18 months", "D301", "write {at: 18 months, after: EVENT}"),
    "an event that is none": ("when: follow-up", "when: {at: 2 years, after: ¦treatment-begin}", "D301", "use one of: symptom-onset, date-of-diagnosis, treatment-start"),
    "a term of another class": ("when: follow-up", "when: ¦fever", "D302", "use one of"),
    "an unknown status": ("status: draft", "status: ¦drafted", "D302", "use one of"),
    "an unknown format": ("format: 1", "format: ¦2", "D302", "use one of: 1"),
    "an unknown kind of group": ("kind: subgroup", "kind: ¦subgruop", "D302", "use one of"),
    "an unknown claim": ("claim: conflict", "claim: ¦conflcit", "D302", "use one of"),
    "a dangling group": ("    group: cases\n    sign", "    group: ¦casses\n    sign", "D303", "name a key of groups"),
    "a dangling group with a value": ("{is: controls, value: 25%}", "{is: ¦control, value: 25%}", "D303", "name a key of groups"),
    "a figure of a group that is unstated": ("group: {is: cases, value: 50%}", "group: {is: ¦unstated, value: 50%}", "D303", "name a group, or make one of kind reference"),
    "a figure of an unstated group of a change": ("group: {is: cases, value: 3/10}", "group: {is: ¦unstated, value: 3/10}", "D303", "write group: unstated, and study: KEY"),
    "a figure of an unstated comparator": ("{is: controls, value: 25%}", "{is: ¦unstated, value: 25%}", "D303", "write versus: unstated"),
    "a parent that is unstated": ("part-of: cases", "part-of: ¦unstated", "D303", "name a key of groups"),
    "a dangling parent": ("part-of: cases", "part-of: ¦case", "D303", "name a key of groups"),
    "a dangling publication": ("published-in: pub", "published-in: ¦pubb", "D303", "name a key of publications"),
    "a dangling source": ("sources: [pub]", "sources: [¦pup]", "D303", "name a key of publications"),
    "a dangling document": (A, "said: {¦papper: 70-79~" + "2" * 16 + "}", "D303", "name a key of documents"),
    "a dangling fact": ("[fever-more, titre-strength]", "[fever-more, ¦titre-strenght]", "D303", "name a key of facts"),
    "a dangling study": ("    study: trial\n    size: 12", "    study: ¦trail\n    size: 12", "D303", "name a key of studies"),
    "a group with a study's key": ("  some-cases:", "  ¦trial:", "D304", "another key"),
    "a group that is part of itself": ("part-of: cases", "part-of: some-cases", "D305", "mend part-of"),
    "a word that is no yes or no": ("    pmid", "    et-al: ¦yes\n    pmid", "D401", "true or false"),
    "a figure in words": ("    size: 12", "    size: ¦a dozen", "D402", "write a whole number, as 23"),
    "a size with a unit": ("    size: 12", "    size: ¦12 patients", "D402", "write a whole number, as 23"),
    "a negative figure": ("    size: 12", "    size: ¦-12", "D402", "write a whole number, as 23"),
    "a percentage of 980": ("value: 50%", "value: ¦980%", "D403", "percentage"),
    "twelve of ten": ("value: 3/10", "value: ¦12/10", "D404", "correct the count or the total"),
    "half a patient": ("value: 3/10", "value: ¦2.5/10", "D404", "whole numbers"),
    "none of none": ("value: 3/10", "value: ¦0/0", "D404", "whole numbers"),
    "lines that end before they start": ("lines: 1-9", "lines: ¦9-1", "D405", "smaller number first"),
    "lines from nought": ("lines: 1-9", "lines: ¦0-9", "D405", "smaller number first"),
    "a month of 13": ("    pmid", "    issued: ¦2019-13\n    pmid", "D405", "2019-10"),
    "a PubMed address for an id": ('pmid: "1234567"', "pmid: ¦pubmed/1234567", "D405", "digits alone"),
    "a digest of the text in capitals": ("0" * 64, MARK + "A" * 64, "D405", "lower-case"),
    "a text in another folder": ("file: paper.txt", "file: ¦../paper.txt", "D405", "no folder"),
    "a hedge of six words": ("words: may", "words: ¦may or may not yet be", "D406", "hedging words"),
    "a subject that is unstated": ("compare: fever", "compare: ¦unstated", "D407", "write its value"),
    "a group that is unstated": ("group: {is: cases, value: 50%}", "group: ¦unstated", "D407", "name a group, or make one of kind reference"),
    "a direction without an aspect": ("direction: more-frequent", "direction: higher", "D408", "add aspect"),
    "an aspect against the direction's word": ("direction: more-frequent", "aspect: severity\n    direction: ¦more-frequent", "D408", "delete aspect"),
    "a comparison of two aspects": ("direction: more-frequent", "aspect: [severity, frequency]\n    direction: higher", "D408", "one fact per aspect"),
    "a sign for three variables": ("[anti-mi2-titre, muscle-strength]\n    group: cases\n    sign: unstated", "[anti-mi2-titre, muscle-strength, creatine-kinase]\n    group: cases\n    sign: negative", "D409", "sign: unstated"),
    "an IRI with a space": ('"https://example.org/a"', '¦"https://example.org/a b"', "D410", "%20"),
    "an IRI of a script": ('"https://example.org/a"', '¦"javascript:alert(1)"', "D410", "http(s)"),
    "an IRI that closes its bracket": ('"https://example.org/a"', '¦"https://example.org/a> <b"', "D410", "%20"),
    "a place in words": ("70-79~" + "2" * 16, "¦the titre fell", "D501", "mi2ld anchor"),
    "words that are not anchored yet": ("70-79~" + "2" * 16, "¦the titre fell", "D501", "bad.yaml --texts FOLDER"),
    "a place that ends before it starts": ("70-79~", "¦79-70~", "D502", "START < END"),
    "a place of no length": ("70-79~", "¦70-70~", "D502", "START < END"),
    "one place with two digests": ("70-79~", "¦60-69~", "D503", "mi2ld verify"),
    "one place with two hedges": ("paper: 70-79~" + "2" * 16, "¦paper: {at: 60-69~" + "1" * 16 + ", hedge: {is: can, words: may}}", "D504", "narrow one"),
    "one place hedged once": ("paper: 70-79~" + "2" * 16, "¦paper: 60-69~" + "1" * 16, "D504", "make them equal"),
}  # fmt: skip

# the place is the key of the fact or group, which the change does not touch
KEYED = {
    "one variable": "  titre-strength:",
    "a proportion of nothing": "  antibody-lost:",
    "a fact of no kind": "  titre-strength:",
    "a fact of two kinds": "  titre-strength:",
    "a group that is part of itself": "  some-cases:",
    "a direction without an aspect": "  fever-more:",
    "a comparison of two aspects": "  fever-more:",
    "a sign for three variables": "  titre-strength:",
}


def place_of(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1


def spoil(good: str, name: str) -> tuple[str, int, int]:
    """Return a bad dossier, and the line and column that the message must name."""
    old, new, _, _ = CASES[name]
    if MARK in old:  # the place, then what is taken away
        key, gone = old.replace(MARK, ""), new
        kept = (
            "    sign" if gone.endswith("    sign") else "    kind: arm\n" if gone.startswith("    kind: arm") else ""
        )
        start = good.index(gone, good.index(key))
        left = gone.replace("    kind: arm\n", "", 1) if kept.startswith("    kind") else kept
        text = good[:start] + left + good[start + len(gone) :]
        return text, *place_of(text, text.index(key) + 2)
    assert good.count(old) >= 1
    text = good.replace(old, new, 1)
    if name in KEYED:
        return text, *place_of(text, text.index(KEYED[name]) + 2)
    at = text.index(MARK)
    return text.replace(MARK, "", 1), *place_of(text, at)


@pytest.fixture
def check(repository, monkeypatch, capsys, tmp_path):
    """Return a function that checks bytes through the command line: exit code, problems, and what stood on stderr."""
    monkeypatch.chdir(repository)

    def run(raw: bytes | str, name: str = "bad.yaml"):
        path = tmp_path / name
        path.write_bytes(raw.encode() if isinstance(raw, str) else raw)
        code = main(["check", str(path), "--format", "json"])
        out = capsys.readouterr()
        problems = json.loads(out.out) if out.out else []
        assert main(["check", str(path)]) == code
        text = capsys.readouterr()
        assert text.out == "", "what is wrong belongs on standard error"
        assert "Traceback" not in text.err + out.err
        return code, problems, text.err

    return run


def test_the_dossier_that_the_cases_spoil_has_no_problem(good, vocabulary):
    assert set(parse_dossier(good, "good.yaml", vocabulary).facts) == {
        "fever-more",
        "titre-strength",
        "antibody-lost",
        "conflict",
    }


@pytest.mark.parametrize("name", CASES)
def test_the_message_names_the_place_and_the_mend_of(name, good, check):
    text, line, column = spoil(good, name)
    _, _, code, mend = CASES[name]
    exit_code, problems, told = check(text)
    assert exit_code == 1
    found = [p for p in problems if p["code"] == code]
    assert (line, column) in [(p["line"], p["column"]) for p in found], problems
    problem = next(p for p in found if (p["line"], p["column"]) == (line, column))
    assert mend in problem["fix"]
    assert f"bad.yaml:{line}:{column}: error {code} {problem['what']}\n  fix: {problem['fix']}\n" in told


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("an unknown term", "fever"),
        ("an unknown key at the top", "curators"),
        ("an unknown key of a fact", "sign"),
        ("an unknown key of a group", "size"),
        ("an unknown key of a said", "hedge"),
        ("an unknown field in omits", "when"),
        ("an unknown field in as", "when"),
        ("an unknown status", "draft"),
        ("an unknown kind of group", "subgroup"),
        ("an unknown claim", "conflict"),
        ("a dangling group", "cases"),
        ("a dangling publication", "pub"),
        ("a dangling document", "paper"),
        ("a dangling fact", "titre-strength"),
        ("a dangling study", "trial"),
    ],
)
def test_the_message_guesses_what_was_meant_by(name, word, good, check):
    _, problems, _ = check(spoil(good, name)[0])
    assert any(f"did you mean {word!r}?" in p["what"] for p in problems if p["code"] == CASES[name][2]), problems


@pytest.mark.parametrize("name", ["a figure of a group that is unstated", "a parent that is unstated"])
def test_no_message_guesses_the_word_that_stands_there(name, good, check):
    _, problems, _ = check(spoil(good, name)[0])
    assert not any("did you mean" in p["what"] for p in problems), problems


def test_a_guess_is_of_the_class_that_may_stand_there(good, check):
    _, problems, _ = check(good.replace("when: follow-up", "when: {at: 2 years, after: treatment-strat}"))
    assert [p["what"] for p in problems] == [
        "'treatment-strat' is not in the vocabulary (did you mean 'treatment-start'?)"
    ]
    _, problems, _ = check(spoil(good, "an event that is none")[0])
    assert [p["what"] for p in problems] == ["'treatment-begin' is not in the vocabulary"]


def test_a_comma_in_a_value_is_told_once(good, check):
    _, problems, _ = check(spoil(good, "a comma in a value without quotes")[0])
    assert [(p["code"], p["what"]) for p in problems] == [
        ("D203", "the comma before '5 years (range 4' ends the value in group")
    ]


def test_an_unknown_key_in_braces_is_no_comma(good, check):
    _, problems, _ = check(good.replace("value: 25%}", "value: 25%, p 0.03}"))
    assert [p["what"] for p in problems] == ["unknown key 'p 0.03' in group"]


def test_words_that_are_not_anchored_are_one_problem_each(good, check):
    text = good.replace(f"paper: 30-39~{'d' * 16}", "paper: ten patients")
    text = text.replace("    size: 12", "    size: {is: 12, said: {paper: a dozen}}")
    _, problems, _ = check(text)
    assert [p["code"] for p in problems] == ["D501", "D501"]
    _, problems, _ = check(text.replace("said: {paper: ten patients}", "said: {}"))
    assert [p["code"] for p in problems if p["line"] < 34] == ["D208"] * 2, problems


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ('"184"^^<http://www.w3.org/2001/XMLSchema#integer>', " (184)"),
        ('"plus fr\u00e9quent"@fr', " (plus fréquent)"),
        ('"in \\"quotes\\"\\nand a \\\\"', ' (in "quotes" and a \\)'),
        ("<https://w3id.org/mi2ld/ontology/Fever>", " (mi2:Fever)"),
        ("_:b0", " (_:b0)"),
        ("", ""),
    ],
)
def test_a_rule_of_the_shapes_shows_the_value_bare(value, shown):
    violation = Violation("Violation", "https://example.org/S", "https://example.org/a", "", value, "MinCount")
    (problem,) = as_problems([violation], Shapes((), {}), {})
    assert problem.what == f"https://example.org/a{shown}"


def test_the_word_that_was_meant_is_sought_when_somebody_asks(vocabulary, monkeypatch):
    asked: list[str] = []
    monkeypatch.setattr(Lexicon, "nearest", lambda _, word, __: asked.append(word) or "median")
    with pytest.raises(ValueFault) as caught:
        parse_quantity("medain 4", Lexicon.of(vocabulary))
    assert (caught.value.offset, caught.value.code, asked) == (0, "D402", [])
    assert str(caught.value) == "0: 'medain' is no statistic that is known (did you mean 'median'?)"
    assert (caught.value.what, asked) == ("'medain' is no statistic that is known (did you mean 'median'?)", ["medain"])


@pytest.mark.parametrize(("folder", "codes"), [("ontology/facts", ["D211"]), ("facts", []), ("ontology", [])])
def test_a_dossier_is_found_by_its_key(folder, codes, good, vocabulary):
    found = parse_dossier(good, f"/some/where/{folder}/paper-2.yaml", vocabulary).warnings
    assert [p.code for p in found] == codes
    assert [(p.level, p.where.line, p.where.column) for p in found] == [("warning", 1, 10)] * len(codes)
    assert all("name the file paper-1.yaml" in p.fix for p in found)
    assert parse_dossier(good, f"/some/where/{folder}/paper-1.yaml", vocabulary).warnings == ()


def test_all_problems_of_a_file_are_told_at_once_in_order_of_place(good, check):
    text = good.replace("status: draft", "status: drafted").replace("compare: fever", "compare: feever")
    text = (
        text.replace("value: 3/10", "value: 12/10")
        .replace("part-of: cases", "part-of: casses")
        .replace("    size: 12", "    sice: 12")
    )
    text = text.replace("    when: follow-up\n", "").replace("70-79~", "79-70~")
    _, problems, told = check(text)
    codes = [p["code"] for p in problems]
    assert {"D203", "D206", "D301", "D302", "D303", "D404", "D502"} <= set(codes)
    places = [(p["line"], p["column"]) for p in problems]
    assert places == sorted(places)
    assert told.count("  fix: ") == len(problems)


def test_the_problems_of_two_files_are_told_at_once(good, repository, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(repository)
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(good.replace("compare: fever", f"compare: {name}{name}{name}"))
    assert main(["check", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert "a.yaml" in told
    assert "b.yaml" in told


def test_every_message_has_the_form_file_line_column_level_code_what_and_a_fix(good, check):
    for name in CASES:
        _, _, told = check(spoil(good, name)[0])
        lines = told.splitlines()
        assert lines, name
        assert len(lines) % 2 == 0, name
        for head, fix in zip(lines[::2], lines[1::2], strict=True):
            assert LINE.fullmatch(head), head
            assert re.fullmatch(r"  fix: \S.*", fix), fix


@pytest.mark.parametrize("section", ["dossier", "format", "status", "curators", "text", "documents"])
def test_a_missing_section_is_named(section, good, check):
    lines = good.split("\n")
    start = next(n for n, line in enumerate(lines) if line.startswith(f"{section}:"))
    end = next((n for n in range(start + 1, len(lines)) if re.match(r"[a-z]", lines[n])), len(lines))
    code, problems, _ = check("\n".join([*lines[:start], *lines[end:]]))
    assert code == 1
    assert any(p["code"] == "D206" and repr(section) in p["what"] and section in p["fix"] for p in problems)


@pytest.mark.parametrize(
    ("raw", "exit_code", "code", "line"),
    [
        pytest.param(b"", 1, "D106", 1, id="an empty file"),
        pytest.param(b"\xef\xbb\xbf", 1, "D106", 1, id="a byte order mark alone"),
        pytest.param(b"- a\n- b\n", 1, "D201", 1, id="a list as root"),
        pytest.param(b"just words\n", 1, "D201", 1, id="words"),
        pytest.param(b"dossier: x\nstatus: caf\xe9\n", 2, "T102", 0, id="Latin-1"),
        pytest.param("dossier: x\n".encode("utf-16"), 2, "T102", 0, id="UTF-16 with a mark"),
        pytest.param("dossier: x\n".encode("utf-16-le"), 1, "D101", 1, id="UTF-16 without a mark"),
        pytest.param(b"a: \xed\xa0\x80\n", 2, "T102", 0, id="half a surrogate pair"),
        pytest.param(b"\x89PNG\r\n\x1a\n", 2, "T102", 0, id="a picture"),
        pytest.param(b"a: " + b"x" * 10_000_000, 1, "D105", 1, id="a line of ten megabytes"),
        pytest.param(b"a: " + b"[" * 100_000, 1, "D104", 1, id="100 000 brackets"),
        pytest.param(b"a0: &a0 [x]\n" + b"".join(b"a%d: &a%d [*a%d,*a%d]\n" % (n, n, n - 1, n - 1) for n in range(1, 99)), 1, "D102", 1, id="a thousand million laughs"),
    ],
)  # fmt: skip
def test_a_file_is_refused_that_is(raw, exit_code, code, line, check):
    found, problems, told = check(raw)
    assert found == exit_code
    assert f"error {code} " in told
    if exit_code == 1:
        assert problems[0]["code"] == code
        assert problems[0]["line"] == line


def test_the_byte_and_the_line_that_are_no_utf8_are_named(check):
    _, _, told = check(b"dossier: x\nstatus: caf\xe9\n")
    assert "0xe9" in told
    assert "line 2" in told
    assert "save the file as UTF-8" in told


def test_a_file_that_is_not_there_ends_with_exit_code_two(repository, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(repository)
    assert main(["check", str(tmp_path / "none.yaml")]) == 2
    assert "error T103 does not exist" in capsys.readouterr().err


def test_the_message_names_the_given_folder_that_holds_no_dossier(repository, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(repository)
    main(["check", str(tmp_path)])
    assert str(tmp_path) in capsys.readouterr().err


def test_a_folder_without_dossiers_ends_with_exit_code_two(repository, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(repository)
    assert main(["check", str(tmp_path)]) == 2
    assert "error T104 holds no dossier" in capsys.readouterr().err


def test_a_bad_dossier_leaves_the_last_release_untouched(good, repository, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(repository)
    release = tmp_path / "release"
    release.mkdir()
    (release / "SHA256SUMS").write_text("old\n")
    path = tmp_path / "bad.yaml"
    path.write_text(good.replace("value: 3/10", "value: 12/10"))
    assert main(["build", str(path), "--out", str(release)]) == 1
    assert "D404" in capsys.readouterr().err
    assert [(p.name, p.read_text()) for p in release.iterdir()] == [("SHA256SUMS", "old\n")]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bad.yaml", "release"]


# --- what is let through, or ends in a traceback ------------------------------------------------------------------

HEDGED = "{at: 60-69~" + "1" * 16 + ", hedge: {is: may, words: may}}"
LET_THROUGH: dict[str, tuple[str, str, str]] = {
    "a fact whose key is a list": ("facts:\n", "facts:\n  ? [a]\n  : b\n", "read.dossier makes a set of keys that may be lists"),
    "a topic left out": (HEDGED, HEDGED.replace("hedge", "omits: [topic], hedge"), "read._omits takes what the builder needs"),
    "a group left out of a comparison": (HEDGED, HEDGED.replace("hedge", "omits: [group], hedge"), "read._omits takes what the builder needs"),
    "the members of a conflict left out": ("said: {paper: 90-99~" + "4" * 16, "said: {paper: {at: 90-99~" + "4" * 16 + ", omits: [of]}", "read._omits takes what the builder needs"),
    "a word of a document that is unstated": (HEDGED, HEDGED.replace("hedge", "as: {when: unstated}, hedge"), "read._changes drops unstated in silence"),
    "a size with a fraction": ("size: 12", "size: 2.5", "a size is cut to a whole number in silence"),
    "a size in percent": ("size: 12", "size: 50%", "a share becomes a number of members"),
    "a size in years": ("size: 12", "size: 4 years", "a length of time becomes a number of members"),
    "a size of five thousand digits": ("size: 12", "size: " + "9" * 5000, "int to str of more than 4300 digits is a ValueError"),
    "a day that is not in the calendar": ("    pmid", "    issued: 2019-02-31\n    pmid", "the form of a date is checked, not the date"),
    "a year in Arabic digits": ("    pmid", "    issued: '٢٠١٩'\n    pmid", "\\d matches digits of all scripts"),
    "a PubMed id in Arabic digits": ('"1234567"', '"1٢٣"', "\\d matches digits of all scripts"),
    "a link without a host": ('"https://example.org/a"', '"http://["', "names.is_iri lets through what no RDF parser takes"),
    "a link with half an escape": ('"https://example.org/a"', '"http://example.org/%zz"', "names.is_iri lets through what no RDF parser takes"),
    "a control character by its escape": ("    size: 12", '    size: 12\n    note: {en: "a\\x07b", fr: b}', "RDF/XML cannot hold it"),
    "a comparison of a group with itself": ("{is: controls, value: 25%}", "{is: cases, value: 25%}", "nobody asks whether the groups differ"),
    "a said that names nobody": ("said: {paper: 70-79~" + "2" * 16 + "}", "said: {}", "a said may be empty, so a proposition nobody states"),
    "a fact that is broader than itself": ("    sign: unstated", "    sign: unstated\n    broader-than: [titre-strength]", "nobody asks, and the link is dropped in silence"),
    "a conflict of a fact with itself alone": ("[fever-more, titre-strength]", "[conflict]", "a claim may name itself, and the member is dropped in silence"),
}  # fmt: skip


@pytest.mark.parametrize(
    "name",
    list(LET_THROUGH),
)
def test_a_problem_with_a_place_is_told_for(name, good, vocabulary):
    old, new, _ = LET_THROUGH[name]
    assert good.count(old) >= 1
    with pytest.raises(Mi2ldError) as caught:
        parse_dossier(good.replace(old, new, 1), "f.yaml", vocabulary)
    assert all(p.where.line for p in caught.value.problems)


# --- what is no fault --------------------------------------------------------------------------------------------


def lines_of(raw: bytes, vocabulary) -> list[str]:
    made = build_nodes(parse_dossier(decode(raw, "x.yaml"), "x.yaml", vocabulary), vocabulary)
    return sorted(write_lines([*made.facts, *made.curation, *made.computed]))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda raw: b"\xef\xbb\xbf" + raw, id="a byte order mark"),
        pytest.param(lambda raw: raw.replace(b"\n", b"\r\n"), id="CRLF"),
        pytest.param(lambda raw: raw.replace(b"\n", b"\r"), id="CR"),
        pytest.param(lambda raw: b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n"), id="both"),
        pytest.param(lambda raw: raw + b"\n\n# end\n\n", id="a comment at the end"),
        pytest.param(lambda raw: raw.rstrip(b"\n"), id="no line feed at the end"),
    ],
)
def test_the_triples_are_the_same_with(change, real_dossier, vocabulary):
    raw = real_dossier.read_bytes()
    assert lines_of(change(raw), vocabulary) == lines_of(raw, vocabulary)


# --- random faults -----------------------------------------------------------------------------------------------

SNIPPETS = [
    b"\x00", b"\xff", b"\xc3", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"\r", b"\t", b"&a ", b"*a ", b"!t ", b"[", b"]", b"{", b"}", b": ",
    b"- ", b"? ", b"| ", b"> ", b"'", b'"', b"#", b"%", b"---\n", b"...\n", b"unstated", b"null", b"[]", b"{}", b"0", b"-1", b"1e9", b"999999999999",
    b"\xf0\x9f\x92\xa9", "²".encode(), "٣".encode(), b"mi2-pos", b"jhu", b"is", b"claim: ", b"p1",
]  # fmt: skip
ROOT = Path(__file__).parents[2]
RAW = (ROOT / "ontology" / "facts" / "mi2-2019.yaml").read_bytes()


def mutate(raw: bytes, seed: int, count: int) -> bytes:
    """Return the dossier with some random changes of bytes, of words and of lines."""
    dice = random.Random(seed)
    for _ in range(count):
        at = dice.randrange(len(raw))
        kind = dice.randrange(7)
        lines = raw.split(b"\n")
        row = dice.randrange(len(lines))
        if kind == 0:
            raw = raw[:at] + raw[at + dice.randrange(1, 9) :]
        elif kind == 1:
            raw = raw[:at] + dice.choice(SNIPPETS) + raw[at:]
        elif kind == 2:
            raw = raw[:at] + bytes([dice.randrange(256)]) + raw[at + 1 :]
        elif kind == 3:
            raw = b"\n".join(lines[:row] + lines[row + 1 :])
        elif kind == 4:
            raw = b"\n".join([*lines[:row], lines[dice.randrange(len(lines))], *lines[row:]])
        elif kind == 5:
            key, colon, _ = lines[row].partition(b": ")
            lines[row] = key + colon + dice.choice(SNIPPETS)
            raw = b"\n".join(lines)
        else:
            lines[row] = b" " * dice.randrange(9) + lines[row].lstrip()
            raw = b"\n".join(lines)
    return raw


@settings(max_examples=400, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), count=st.integers(1, 4))
def test_random_faults_of_the_real_dossier_raise_nothing_but_problems_with_a_place(seed, count, vocabulary):
    raw = mutate(RAW, seed, count)
    try:
        dossier = parse_dossier(decode(raw, "f.yaml"), "f.yaml", vocabulary)
    except Mi2ldError as error:
        assert error.problems
        for problem in error.problems:
            assert problem.where.path == "f.yaml"
            assert problem.fix
            assert problem.what
            assert "\n" not in problem.what + problem.fix
        return
    made = build_nodes(dossier, vocabulary)
    assert write_lines([*made.facts, *made.curation, *made.computed])
