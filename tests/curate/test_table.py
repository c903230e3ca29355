"""A paper's table becomes facts that hold its cells as printed, or problems at the cells' own places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mi2ld.cli import main
from mi2ld.curate.cells import read_cells
from mi2ld.curate.table import Wishes, read_table, render, scalar
from mi2ld.dossier.layout import canonical_layout
from mi2ld.dossier.read import parse_dossier
from mi2ld.dossier.vocabulary import Vocabulary, read_vocabulary
from mi2ld.dossier.yaml import read_yaml
from mi2ld.problems import Mi2ldError

if TYPE_CHECKING:
    from pathlib import Path

    from mi2ld.model import Dossier, Fact

PLACE = f"100-199~{'a' * 16}"
DOSSIER = f"""\
dossier: paper-2
format: 1
status: draft
curators: [me]
text: {{file: paper.txt, sha256: {"0" * 64}, lang: en}}

documents:
  paper:
    kind: abstract
    lines: 1-9
    title: {{is: A cohort, at: 1-9~{"0" * 16}}}
    sources: [pub]

publications:
  pub:
    title: {{en: A cohort}}
    pmid: "1234567"
    said: {{paper: 10-19~{"b" * 16}}}

studies:
  cohort:
    published-in: pub
    said: {{paper: 20-29~{"c" * 16}}}

groups:
  mi2-neg:
    kind: arm
    study: cohort
    diagnosis: dermatomyositis
    lacks: [anti-mi2]
    size: 60
    said: {{paper: 40-49~{"e" * 16}}}
  mi2-pos:
    kind: arm
    study: cohort
    role: index
    label: {{en: Anti-Mi2 patients, fr: Patients anti-Mi2}}
    diagnosis: dermatomyositis
    has: [anti-mi2]
    size: 40
    said: {{paper: 30-39~{"d" * 16}}}
  asys:
    kind: arm
    study: cohort
    diagnosis: antisynthetase-syndrome
    size: 20
    said: {{paper: 50-59~{"f" * 16}}}

facts:
  fever-onset:
    proportion: fever
    group: {{is: asys, value: 3/20}}
    when: onset
    said: {{paper: 60-69~{"1" * 16}}}
"""
ENGLISH = {"Anti-Mi2 positive": "mi2-pos", "Anti-Mi2 negative": "mi2-neg"}
FRENCH = {"Anti-Mi2 +": "mi2-pos", "Anti-Mi2 −": "mi2-neg"}


@pytest.fixture(scope="module")
def vocabulary(repository: Path) -> Vocabulary:
    return read_vocabulary(repository / "ontology" / "templates")


@pytest.fixture(scope="module")
def dossier(vocabulary: Vocabulary) -> Dossier:
    return parse_dossier(DOSSIER, "paper.yaml", vocabulary)


@pytest.fixture
def tables(repository: Path) -> Path:
    return repository / "tests" / "curate" / "tables"


@pytest.fixture
def into(tmp_path: Path) -> Path:
    path = tmp_path / "paper-2.yaml"
    path.write_text(DOSSIER, encoding="utf-8")
    return path


def add(table: Path, into: Path, *options: str) -> int:
    return main(["table", str(table), "--into", str(into), "--said", f"paper: {PLACE}", *options])


def names_of(names: dict[str, str]) -> list[str]:
    return [part for label, key in names.items() for part in ("--name", f"{label}={key}")]


def facts_of(into: Path, vocabulary: Vocabulary) -> dict[str, Fact]:
    return parse_dossier(into.read_text(encoding="utf-8"), "paper.yaml", vocabulary).facts


def sides(fact: Fact) -> dict[str, list[str]]:
    group = fact.fields["group"]
    every = (*(group if isinstance(group, tuple) else (group,)), *fact.fields.get("versus", ()))
    return {side.group: [q.printed for q in side.quantities] for side in every}


# --- three shapes ------------------------------------------------------------------------------------------------


def test_baseline_characteristics(tables, into, vocabulary):
    assert add(tables / "baseline.csv", into, "--when", "baseline", *names_of(ENGLISH)) == 0
    facts = facts_of(into, vocabulary)
    assert list(facts) == [
        "fever-onset",
        "muscle-weakness-baseline",
        "interstitial-lung-disease-baseline",
        "fever-baseline",
        "creatine-kinase-baseline",
        "muscle-strength-baseline",
        "calcinosis-baseline",
    ]
    assert sides(facts["muscle-weakness-baseline"]) == {"mi2-pos": ["30 (75%)"], "mi2-neg": ["33 (55%)"]}
    assert sides(facts["fever-baseline"]) == {"mi2-pos": ["4/40 (10%)"], "mi2-neg": ["15/58 (25.9%)"]}
    assert sides(facts["calcinosis-baseline"]) == {"mi2-neg": ["7 (11.7%)"]}


def test_a_row_gives_its_cells_what_its_label_says(tables, into, vocabulary):
    add(tables / "baseline.csv", into, "--when", "baseline", *names_of(ENGLISH))
    facts = facts_of(into, vocabulary)
    assert sides(facts["interstitial-lung-disease-baseline"])["mi2-pos"] == ["2 (5%)"]
    level = facts["creatine-kinase-baseline"].fields["group"][0].quantities[0]
    assert (level.printed, level.statistic, level.unit) == ("median (IQR) 1250 (310–4880) U/L", "median", "U/L")
    assert level.intervals[0].kind == "InterquartileRange"
    mean = facts["muscle-strength-baseline"].fields["group"][1].quantities[0]
    assert (mean.statistic, mean.intervals[0].kind, str(mean.intervals[0].spread)) == (
        "mean",
        "StandardDeviation",
        "7.7",
    )


def test_features_by_time(tables, into, vocabulary):
    assert add(tables / "moments.csv", into) == 0
    facts = facts_of(into, vocabulary)
    assert list(facts)[1:] == [
        "muscle-weakness-onset",
        "muscle-weakness-follow-up",
        "skin-involvement-onset",
        "creatine-kinase-onset",
        "creatine-kinase-follow-up",
    ]
    assert facts["muscle-weakness-follow-up"].fields["when"].key == "follow-up"
    assert sides(facts["creatine-kinase-follow-up"]) == {
        "mi2-pos": ["median 240 (IQR 120–610) U/L"],
        "mi2-neg": ["median 160 (IQR 90–400) U/L"],
    }


def test_p_values_footnotes_and_french(tables, into, vocabulary):
    assert add(tables / "suivi.csv", into, *names_of(FRENCH)) == 0
    facts = facts_of(into, vocabulary)
    weakness = facts["muscle-weakness-onset"]
    assert weakness.kind == "compare"
    assert weakness.fields["group"].group == "mi2-pos"
    assert "direction" in weakness.unstated
    assert weakness.fields["aspect"][0].key == "frequency"
    assert str(weakness.fields["p"].value) == "0.22"
    assert sides(weakness) == {"mi2-pos": ["24 (60,0 %)"], "mi2-neg": ["28 (46,7 %)"]}
    level = facts["creatine-kinase-onset"]
    assert level.fields["aspect"][0].key == "level"
    assert level.fields["p"].bound == "<"
    assert str(level.fields["group"].quantities[0].value) == "2100.5"
    assert facts["muscle-strength-onset"].fields["p"].significance == "NotSignificant"
    assert facts["cancer-follow-up"].kind == "proportion"


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("baseline.csv", ["--when", "baseline", *names_of(ENGLISH)]),
        ("moments.csv", []),
        ("suivi.csv", names_of(FRENCH)),
    ],
)
def test_each_cell_stands_in_the_dossier_as_printed(tables, into, vocabulary, name, options):
    assert add(tables / name, into, *options) == 0
    text = into.read_text(encoding="utf-8")
    rows = read_cells((tables / name).read_text(encoding="utf-8-sig"), name)
    cells = [c.text for row in rows for c in row[1:] if re.search(r"\d.*\(", c.text) and "n =" not in c.text]
    assert len(cells) >= 7
    for cell in cells:
        assert cell in text or re.sub(r"\)$", "%)", cell) in text, cell


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("baseline.csv", ["--when", "baseline", *names_of(ENGLISH)]),
        ("moments.csv", []),
        ("suivi.csv", names_of(FRENCH)),
    ],
)
def test_what_a_table_adds_checks_clean_and_is_in_canonical_layout(
    repository, tables, into, monkeypatch, capsys, name, options
):
    monkeypatch.chdir(repository)
    assert add(tables / name, into, *options) == 0
    text = into.read_text(encoding="utf-8")
    assert text == canonical_layout(text)
    assert text.startswith(DOSSIER.rstrip("\n"))
    capsys.readouterr()
    main(["check", "--no-cache", str(into)])
    mine = [line for line in capsys.readouterr().err.splitlines() if line.startswith(str(into)) and " error " in line]
    assert mine == []


# --- faults ------------------------------------------------------------------------------------------------------

FAULTS = [
    ("1:1", "C102", "mi2-pos\n", {}),
    ("1:1", "C102", "Feature,p\nFever,0.3\n", {}),
    ("1:9", "C103", "Feature,mi2-possitive,mi2-neg\nFever,1/40,2/60\n", {}),
    ("1:9", "C103", "Feature,,mi2-neg\nFever,1/40,2/60\n", {}),
    ("1:17", "C103", "Feature,mi2-pos,mi2-pos\nFever,1/40,2/40\n", {}),
    ("1:27", "C103", "Feature,mi2-pos,mi2-neg,p,p-value\nFever,1/40,2/60,0.3,0.4\n", {}),
    ("1:20", "C104", "Feature,mi2-pos (n=44),mi2-neg\nFever,1/40,2/60\n", {}),
    ("2:1", "C105", "Feature,mi2-pos,mi2-neg\nFeever,1/40,2/60\n", {}),
    ("2:1", "C105", "Feature,mi2-pos,mi2-neg\n,1/40,2/60\n", {}),
    ("2:2", "C105", 'Feature,mi2-pos,mi2-neg\n"Fever, by some rule",1/40,2/60\n', {}),
    ("2:1", "C105", "Feature,mi2-pos,mi2-neg\nHot,1/40,2/60\n", {"Hot": "onset"}),
    ("2:1", "C107", "Feature,mi2-pos\nFever,1/40\n", {"when": ""}),
    ("0:0", "C107", "Feature,mi2-pos\nFever,1/40\n", {"when": "sometime"}),
    ("2:7", "C107", "Feature,Time,mi2-pos\nFever,later,1/40\n", {}),
    ("2:14", "C108", "Feature,mi2-pos\nFever,2 (5%),1 (2%)\n", {}),
    ("2:15", "C109", "Feature,mi2-pos\nFever,1/40 (2%%)\n", {}),
    ("2:7", "C109", "Feature,mi2-pos\nFever,often\n", {}),
    ("2:7", "C109", "Feature,mi2-pos\nFever,39/40 (197%)\n", {}),
    ("3:5", "C109", 'Feature,mi2-pos\nFever,"1/40\n(2.5!%)"\n', {}),
    ("2:37", "C109", 'Feature,mi2-pos\n"CK, U/L, median (IQR)",1250 (310–48?0)\n', {}),
    ("2:7", "C110", "Feature,mi2-pos (n=40)\nFever,45 (60%)\n", {}),
    ("2:7", "C110", "Feature,mi2-pos\nFever,4/45\n", {}),
    ("2:19", "C111", "Feature,mi2-pos,mi2-neg,p\nFever,10/40,20/60,maybe\n", {}),
    ("2:17", "C111", "Feature,mi2-pos,mi2-neg,p\nFever,1/40,2/60,1.7\n", {}),
    ("2:13", "C111", "Feature,mi2-pos,mi2-neg,p\nFever,1/40,,0.3\n", {}),
    ("0:0", "C112", "Feature,mi2-pos\nFever,1/40\n", {"Fevr": "fever"}),
    ("2:1", "C101", 'Feature,mi2-pos\nFever,"1/40\n', {}),
    ("2:1", "C101", 'Feature,mi2-pos\nFever,"1/40" of all\n', {}),
]


@pytest.mark.parametrize(("place", "code", "text", "extra"), FAULTS)
def test_a_fault_is_told_at_its_line_and_column(vocabulary, dossier, place, code, text, extra):
    meant = {label: key for label, key in extra.items() if label != "when"}
    wishes = Wishes(("paper", PLACE), when=extra.get("when", "onset"), names=meant)
    with pytest.raises(Mi2ldError) as caught:
        read_table(text, "t.csv", vocabulary, dossier, wishes)
    found = [(f"{p.where.line}:{p.where.column}", p.code) for p in caught.value.problems]
    assert (place, code) in found


def test_all_faults_of_a_table_are_told_at_once_and_nothing_is_written(tables, into, capsys):
    assert add(tables / "faults.csv", into) == 1
    err = capsys.readouterr().err
    codes = re.findall(r"error (C\d+)", err)
    assert len(codes) >= 14
    assert len(set(codes)) >= 8
    assert into.read_text(encoding="utf-8") == DOSSIER


def test_a_message_names_the_nearest_labels(vocabulary, dossier):
    with pytest.raises(Mi2ldError, match=r"'Muscle weaknes' names no kind .*nearest: .*muscle weakness"):
        read_table("F,mi2-pos\nMuscle weaknes,1/40\n", "t.csv", vocabulary, dossier, Wishes(("paper", PLACE), "onset"))


def test_a_label_that_two_kinds_share_is_asked_about(vocabulary, dossier):
    term = vocabulary.terms["fever"]
    twin = type(term)(**{n: getattr(term, n) for n in term.__slots__} | {"key": "fever-2", "local": "Fever2"})
    both = Vocabulary({**vocabulary.terms, "fever-2": twin})
    with pytest.raises(Mi2ldError, match="C106 'Fever' names fever and fever-2"):
        read_table("F,mi2-pos\nFever,1/40\n", "t.csv", both, dossier, Wishes(("paper", PLACE), "onset"))


def test_a_document_that_is_not_there_is_told(vocabulary, dossier):
    with pytest.raises(Mi2ldError, match="C113 'papr' is no document of the dossier"):
        read_table("F,mi2-pos\nFever,1/40\n", "t.csv", vocabulary, dossier, Wishes(("papr", PLACE), "onset"))


def test_facts_in_braces_take_none(tables, into, capsys):
    head = DOSSIER.partition("facts:\n")[0]
    flow = f"facts: {{fever: {{proportion: fever, group: {{is: asys, value: 3/20}}, when: onset, said: {{paper: {PLACE}}}}}}}\n"
    into.write_text(head + flow, encoding="utf-8")
    assert add(tables / "moments.csv", into) == 1
    assert "C114" in capsys.readouterr().err
    assert into.read_text(encoding="utf-8") == head + flow


# --- what the curator may say ------------------------------------------------------------------------------------


def rows(vocabulary: Vocabulary, dossier: Dossier | None, text: str, **wishes: object) -> str:
    wanted = Wishes(("paper", PLACE), **{"when": "onset", **wishes})  # type: ignore[arg-type]
    return render(read_table(text, "t.csv", vocabulary, dossier, wanted), wanted, dossier, "t.csv")


def test_columns_and_rows_can_be_left_out(vocabulary, dossier):
    text = "F,Total,mi2-pos\nFever,3/60,1/40\nOther things,1,2\n"
    out = rows(vocabulary, dossier, text, names={"Total": "-", "Other things": ""})
    assert "3/60" not in out
    assert out.count("proportion:") == 1


def test_a_study_stands_for_all_its_patients(vocabulary, dossier):
    assert "{is: cohort, value: 3/120}" in rows(vocabulary, dossier, "F,cohort (n=120),mi2-pos\nFever,3/120,1/40\n")


def test_a_group_is_known_by_its_label_too(vocabulary, dossier):
    assert "{is: mi2-pos, value: 1/40}" in rows(vocabulary, dossier, "F,patients anti-Mi2\nFever,1/40\n")


def test_the_index_group_comes_first_and_three_arms_are_compared_jointly(vocabulary, dossier):
    out = rows(vocabulary, dossier, "F,mi2-neg,mi2-pos,asys,p\nFever,15/60,4/40,3/20,0.2\n")
    assert "    group: {is: mi2-pos, value: 4/40}\n" in out
    assert "    jointly: true\n" in out
    assert "  fever-onset-2:\n" in out


def test_units_can_be_given_for_one_row_or_for_all_measures(vocabulary, dossier):
    text = "F,mi2-pos\nCreatine kinase,1250\nMuscle strength,60\nFever,1/40\n"
    out = rows(vocabulary, dossier, text, units={"creatine-kinase": "U/L", "": "%"})
    assert "value: 1250 U/L}" in out
    assert "value: 60 %}" in out
    assert "value: 1/40}" in out


def test_bare_percentages_are_read_as_such_when_the_curator_says_so(vocabulary, dossier):
    assert "value: 4 (10%)" in rows(vocabulary, dossier, "F,mi2-pos\nFever,4 (10)\n", is_percent=True)


@pytest.mark.parametrize(
    ("label", "cell", "is_percent", "value"),
    [
        ("Fever", "3", True, "3"),
        ("Fever", "3", False, "3"),
        ('"Fever, n (%)"', "3", True, "3"),
        ("Fever (n)", "3", True, "3"),
        ("Fever (%)", "3", False, "3%"),
        ('"Fever, %"', "3", True, "3%"),
        ('"Fever, n (%)"', "3 (7.5)", False, "3 (7.5%)"),
    ],
)
def test_a_number_alone_is_a_percentage_only_where_its_row_says_so(vocabulary, dossier, label, cell, is_percent, value):
    out = rows(vocabulary, dossier, f"F,mi2-pos\n{label},{cell}\n", is_percent=is_percent)
    assert f"value: {value}}}" in out


@pytest.mark.parametrize(
    ("text", "place", "fix"),
    [
        ("F,mi2-pos\nAge at diagnosis,48 ± 12\n", "2:18", '--unit "Age at diagnosis=years"'),
        ('F,mi2-pos\n"Ferritin, median (IQR)",1250 (310–4880)\n', "2:26", '--unit "Ferritin, median (IQR)=ng/mL"'),
    ],
)
def test_a_measure_without_its_unit_is_told_at_the_cell_with_its_mend(vocabulary, dossier, text, place, fix):
    with pytest.raises(Mi2ldError, match="has no unit") as caught:
        rows(vocabulary, dossier, text)
    (problem,) = caught.value.problems
    assert (f"{problem.where.line}:{problem.where.column}", problem.code) == (place, "D611")
    assert problem.fix == f"add {fix}"
    label, _, unit = fix.removeprefix('--unit "').removesuffix('"').rpartition("=")
    assert f" {unit}" in rows(vocabulary, dossier, text, units={label: unit})


def test_a_unit_that_is_none_of_the_measures_is_told_at_the_cell(vocabulary, dossier):
    with pytest.raises(Mi2ldError, match="D611 '48 months' is in 'mo', and 'kl-6' is given in U/mL"):
        rows(vocabulary, dossier, "F,mi2-pos\nKL-6,48 months\n")


def test_a_share_of_a_measure_needs_no_unit(vocabulary, dossier):
    assert "value: 4/40 (10%)}" in rows(vocabulary, dossier, "F,mi2-pos\nFerritin,4/40 (10%)\n")


def test_a_window_can_be_the_time(vocabulary, dossier):
    window = "{at: 6 months, after: treatment-start}"
    out = rows(vocabulary, dossier, "F,Time,mi2-pos\nFever,Month 6,4/40\n", names={"Month 6": window})
    assert f"    when: {window}\n" in out
    assert "  fever-at-6-months-after-treatment-start:\n" in out


def test_a_table_is_printed_without_a_dossier(tables, capsys):
    name = str(tables / "moments.csv")
    assert main(["table", name, "--print", "--said", "paper: Table 2"]) == 0
    assert "said: {paper: Table 2}" in capsys.readouterr().out


def test_words_for_a_place_are_left_to_anchor(tables, into):
    name = str(tables / "moments.csv")
    assert main(["table", name, "--into", str(into), "--said", "paper: Table 2 … 2100"]) == 0
    assert into.read_text(encoding="utf-8").count("said: {paper: Table 2 … 2100}") == 5


def test_names_come_from_a_file_too(tables, into, tmp_path):
    file = tmp_path / "names.csv"
    file.write_text("Anti-Mi2 +,mi2-pos\nAnti-Mi2 −,mi2-neg\n", encoding="utf-8")
    assert add(tables / "suivi.csv", into, "--names", str(file)) == 0


def test_a_file_of_names_may_have_a_header(tables, into, tmp_path):
    file = tmp_path / "names.csv"
    file.write_text("label,key\nAnti-Mi2 +,mi2-pos\nAnti-Mi2 −,mi2-neg\n", encoding="utf-8")
    assert add(tables / "suivi.csv", into, "--names", str(file)) == 0


def test_a_label_that_the_curator_names_whole_still_tells_what_its_cells_are(vocabulary, dossier):
    text = "F,mi2-pos\nMMF (%),3 (7.5)\nCPK [U/L],median 1250\nRash of any kind,2/40\n"
    keys = {"MMF (%)": "mycophenolate", "CPK [U/L]": "creatine-kinase", "Rash of any kind": "heliotrope-rash"}
    out = rows(vocabulary, dossier, text, names=keys)
    assert "value: 3 (7.5%)}" in out
    assert "value: median 1250 U/L}" in out
    assert "value: 2/40}" in out


def test_a_p_value_beside_the_whole_is_of_the_parts(vocabulary):
    parts = "".join(
        f"  {key}:\n    kind: subgroup\n    study: cohort\n    part-of: mi2-pos\n    finding: fever\n"
        f"    said: {{paper: 70-79~{'2' * 16}}}\n"
        for key in ("high", "low")
    )
    dossier = parse_dossier(DOSSIER.replace("\nfacts:", f"{parts}\nfacts:"), "paper.yaml", vocabulary)
    for whole in ("mi2-pos", "cohort"):
        out = rows(vocabulary, dossier, f"F,{whole},high,low,p\nCalcinosis,3/40,2/20,1/20,0.2\n")
        compared, counted = out.split("\n\n")[1:]
        assert f"is: {whole}" not in compared
        assert "{is: high, value: 2/20}" in compared
        assert "p: 0.2" in compared
        assert f"proportion: calcinosis\n    group:\n      - {{is: {whole}, value: 3/40}}\n" in counted


def test_a_whole_beside_one_of_its_parts_is_compared_as_printed(vocabulary, dossier):
    out = rows(vocabulary, dossier, "F,cohort,mi2-pos,p\nFever,3/60,1/40,0.2\n")
    assert out.count("compare:") == 1
    assert "proportion:" not in out


def test_facts_go_behind_the_last_fact_and_before_what_follows(tables, tmp_path):
    head, _, facts = DOSSIER.partition("groups:\n")
    groups, _, fact = facts.partition("facts:\n")
    path = tmp_path / "paper-2.yaml"
    path.write_text(head + "facts:\n" + fact + "# the groups\ngroups:\n" + groups, encoding="utf-8")
    assert add(tables / "moments.csv", path) == 0
    text = path.read_text(encoding="utf-8")
    assert text.index("creatine-kinase-follow-up:") < text.index("# the groups\ngroups:")


@pytest.mark.parametrize("facts", ["", "facts: {}\n"])
def test_a_dossier_without_facts_takes_them(tables, tmp_path, vocabulary, facts):
    path = tmp_path / "paper-2.yaml"
    path.write_text(DOSSIER.partition("facts:\n")[0] + facts, encoding="utf-8")
    assert add(tables / "moments.csv", path) == 0
    assert len(facts_of(path, vocabulary)) == 5


@pytest.mark.parametrize("options", [["--said", "paper"], ["--said", "paper: x", "--name", "Total"], []])
def test_wrong_use_is_refused(tables, capsys, options):
    assert main(["table", str(tables / "moments.csv"), "--print", *options]) == 2
    assert main(["table", str(tables / "moments.csv"), "--said", "paper: x"]) == 2


# --- cells -------------------------------------------------------------------------------------------------------


@given(st.text(alphabet='ab1,;"\n\r *', max_size=30))
def test_each_character_of_a_cell_is_found_at_its_place(text):
    try:
        found = read_cells(text, "t.csv")
    except Mi2ldError as error:
        assert [p.code for p in error.problems] == ["C101"]
        return
    lines = re.split(r"\r\n|\r|\n", text)
    for cell in (cell for row in found for cell in row):
        assert len(cell.places) == len(cell.text) + 1
        for character, where in zip(cell.text, cell.places, strict=False):
            if character not in "\r\n":
                assert lines[where.line - 1][where.column - 1] == character


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1))
def test_a_scalar_is_read_back_as_it_was(text):
    node = read_yaml(f"a: {{b: {scalar(text)}}}", "t.yaml")
    assert node.value[0][1].value[0][1].value == text
