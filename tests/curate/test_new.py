"""``mi2ld new``: the skeleton of a dossier from a text, and what is made of it until it is a dossier."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mi2ld.cli import main
from mi2ld.curate.new import draft_dossier, scalar, write_draft
from mi2ld.dossier.layout import canonical_layout
from mi2ld.dossier.read import parse_dossier
from mi2ld.dossier.text import digest_quote, sha256_of
from mi2ld.dossier.vocabulary import read_vocabulary
from mi2ld.dossier.yaml import MappingNode, ScalarNode, read_yaml
from mi2ld.problems import Mi2ldError

ROOT = Path(__file__).parents[2]
ABSTRACT = Path(__file__).with_name("abstract.txt")
PLACE = re.compile(r"(\d+)-(\d+)~([0-9a-f]{16})")
SMALL = (
    "We studied 40 patients with anti-Mi2 and 60 patients without anti-Mi2. "
    "Fever: 12/40 (30%) vs 6/60 (10%) at onset.\n"
)


@pytest.fixture(scope="module")
def vocabulary():
    return read_vocabulary(ROOT / "ontology" / "templates")


@pytest.fixture
def draft(vocabulary, tmp_path):
    def draft(text, name="paper.txt", **options):
        raw = text if isinstance(text, bytes) else text.encode()
        return draft_dossier(raw, tmp_path / name, vocabulary, **options)

    return draft


def problems_of(text, vocabulary):
    try:
        parse_dossier(text, "paper.yaml", vocabulary)
    except Mi2ldError as error:
        return error.problems
    return []


def plain(node):
    if isinstance(node, MappingNode):
        return {k.value: plain(v) for k, v in node.value}
    return node.value if isinstance(node, ScalarNode) else [plain(item) for item in node.value]


def loaded(found):
    return plain(read_yaml(found.yaml, "paper.yaml"))


# --- the skeleton --------------------------------------------------------------------------------------------------


def test_a_skeleton_has_all_that_can_be_told_by_the_form_of_a_text(draft):
    root = loaded(draft(ABSTRACT.read_bytes(), "Invented 2021.txt"))
    assert {name: root[name] for name in ("dossier", "format", "status", "curators")} == {
        "dossier": "invented-2021",
        "format": "1",
        "status": "draft",
        "curators": [],
    }
    assert root["text"] == {"file": "Invented 2021.txt", "sha256": sha256_of(ABSTRACT.read_bytes()), "lang": "en"}
    assert root["documents"]["abstract"]["kind"] == "abstract"
    assert root["documents"]["abstract"]["lines"] == "1-29"
    assert root["documents"]["abstract"]["sources"] == ["p1"]
    publication = root["publications"]["p1"]
    assert publication["pmid"]["is"] == "99999999"
    assert publication["doi"]["is"] == "10.1234/jir.2021.55"
    assert publication["issued"]["is"] == "2021-03-04"
    assert publication["authors"]["is"] == ["Doe J", "van der Berg A", "Martin-Lopez C"]
    assert list(root["studies"]) == ["study"]
    assert root["studies"]["study"]["published-in"]["is"] == "p1"
    assert list(root["groups"]) == ["srp-pos", "hmgcr-pos"]


@pytest.mark.parametrize("change", ["as it is", "CRLF", "BOM"])
def test_every_place_holds_in_the_text_that_was_read(draft, change):
    text = ABSTRACT.read_text(encoding="utf-8")
    raw = {"as it is": text, "CRLF": text.replace("\n", "\r\n"), "BOM": "\ufeff" + text}[change].encode()
    found = draft(raw)
    read = raw.decode("utf-8-sig")
    places = PLACE.findall(found.yaml)
    assert len(places) == len(PLACE.findall(draft(text).yaml)) > 40
    for start, end, digest in places:
        assert digest_quote(read[int(start) : int(end)]) == digest, read[int(start) : int(end)]


def test_each_figure_of_a_proposal_stands_at_its_place(draft):
    text = ABSTRACT.read_text(encoding="utf-8")
    root = loaded(draft(text))
    for section in ("studies", "groups", "facts"):
        for entry in root[section].values():
            for figure in entry["proposal"]["figures"]:
                start, end, _ = PLACE.fullmatch(figure["at"]).groups()
                printed = " ".join(text[int(start) : int(end)].split())
                assert re.findall(r"\d+", printed) == re.findall(r"\d+", figure["is"])


def test_no_sentence_of_the_text_is_in_the_skeleton(draft):
    """Six words in a row are more than a name; figures, titles and authors may stand there."""
    text = ABSTRACT.read_text(encoding="utf-8")
    body = text[text.index("OBJECTIVE") :].split()
    yaml = " ".join(draft(text).yaml.split())
    runs = [" ".join(body[at : at + 6]) for at in range(len(body) - 5)]
    assert [run for run in runs if run in yaml and sum(word.isalpha() for word in run.split()) > 2] == []


def test_the_same_text_gives_the_same_bytes_in_canonical_layout(draft):
    first, second = draft(SMALL).yaml, draft(SMALL).yaml
    assert first == second
    assert canonical_layout(first) == first


def test_two_documents_that_state_a_group_alike_are_one_proposal_with_two_places(draft):
    body = "We studied 40 patients with anti-Mi2 and dermatomyositis, who were seen for years by one team. " + (
        "Nothing else was of any note in the course of all these years, nor was it looked for by anyone. " * 2
    )
    root = loaded(draft(f"First of two briefs here\n\n{body}\n\n\nSecond of two briefs here\n\n{body}\n"))
    assert list(root["documents"]) == ["document-1", "document-2"]
    (group,) = root["groups"].values()
    assert list(group["said"]) == ["document-1", "document-2"]


def test_a_text_without_figures_makes_a_skeleton_without_proposals(draft):
    found = draft("The patients with fever were seen in the clinic.\n")
    assert found.figures == 0
    assert "proposal:" not in found.yaml
    assert set(loaded(found)) == {"dossier", "format", "status", "curators", "text", "documents"}


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("58", "58"),
        ("98%", "98%"),
        ("12/40 (30%)", "12/40 (30%)"),
        (">500", '">500"'),
        ("OR 3.2 (95% CI 1.4–7.3)", '"OR 3.2 (95% CI 1.4–7.3)"'),
        ("a: b", '"a: b"'),
        ("no", '"no"'),
        ("31594859", '"31594859"'),
        ("2019-10", '"2019-10"'),
        ("?", '"?"'),
        ('say "x"', '"say \\"x\\""'),
        (True, "true"),
    ],
)
def test_a_scalar_is_bare_only_where_that_is_safe(value, printed):
    assert scalar(value) == printed
    if isinstance(value, str):
        assert plain(read_yaml(f"{{a: {printed}}}\n", "x"))["a"] == value


# --- proposals are no facts ----------------------------------------------------------------------------------------


def test_check_tells_of_each_open_proposal_at_its_line_and_of_the_missing_curator(draft, vocabulary):
    found = draft(SMALL)
    lines = found.yaml.splitlines()
    problems = problems_of(found.yaml, vocabulary)
    told = {lines[p.where.line - 1].strip() for p in problems if p.code == "D701"}
    root = loaded(found)
    assert told == {f"{key}:" for section in ("groups", "facts") for key in root[section]}
    assert {p.code for p in problems} <= {"D701", "D204", "D301"}
    assert any("curators" in lines[p.where.line - 1] for p in problems if p.code == "D204")
    message = next(str(p) for p in problems if p.code == "D701")
    assert message.splitlines() == [
        f"paper.yaml:{lines.index('  mi2-pos:') + 1}:3: error D701 'mi2-pos' is a proposal, not a group",
        "  fix: mend it against the text and delete its 'proposal'; or delete it whole",
    ]


def taken_over(yaml):
    """Return a draft as a curator leaves it who agrees with all: each mark deleted."""
    return re.sub(r"^    proposal:(?:.*\n)(?:^      .*\n)*", "", yaml, flags=re.MULTILINE)


def test_a_curator_turns_proposals_into_facts_by_deleting_the_mark_and_a_few_words(draft, vocabulary):
    yaml = taken_over(draft(SMALL).yaml)
    assert "proposal:" not in yaml
    yaml = yaml.replace("curators: []", "curators: [me]").replace('kind: "?"', "kind: abstract")
    yaml = yaml.replace('group: {is: "?"', "group: {is: mi2-pos").replace('versus: [{is: "?"', "versus: [{is: mi2-neg")
    yaml = yaml.replace("direction: unstated", "direction: more-frequent")
    assert problems_of(yaml, vocabulary) == []
    dossier = parse_dossier(yaml, "paper.yaml", vocabulary)
    assert list(dossier.facts) == ["fever-compare"]
    assert list(dossier.groups) == ["mi2-pos", "mi2-neg"]


def test_what_could_not_be_told_is_a_problem_once_the_mark_is_gone(draft, vocabulary):
    yaml = taken_over(draft("Fever was seen in 12% of the patients in the study.\n").yaml)
    wrong = [p for p in problems_of(yaml, vocabulary) if p.code == "D303"]
    assert len(wrong) == 1
    assert "'?'" in wrong[0].what


# --- what is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "options", "code"),
    [
        (b"fi\xe8vre", {}, "T102"),
        (b"", {}, "N101"),
        (b" \n 12 \n", {}, "N101"),
        (b"CK 310 U/L", {}, "N102"),
        (b"The fever of the patients was in the study.", {"key": "Not a key"}, "N103"),
    ],
)
def test_a_text_that_cannot_be_used_is_told_with_its_mend(draft, raw, options, code):
    with pytest.raises(Mi2ldError) as caught:
        draft(raw, **options)
    (problem,) = caught.value.problems
    assert problem.code == code
    assert problem.fix
    assert caught.value.exit_code == 2


def test_a_file_that_is_there_is_kept_unless_forced(draft, tmp_path):
    out = tmp_path / "paper.yaml"
    out.write_text("mine\n", encoding="utf-8")
    with pytest.raises(Mi2ldError) as caught:
        write_draft(draft(SMALL), out)
    assert caught.value.problems[0].code == "N104"
    assert out.read_text(encoding="utf-8") == "mine\n"
    write_draft(draft(SMALL), out, force=True)
    assert out.read_bytes() == draft(SMALL).yaml.encode()
    assert [p.name for p in tmp_path.iterdir()] == ["paper.yaml"]


def test_a_folder_that_is_not_there_is_told_and_leaves_nothing(draft, tmp_path):
    with pytest.raises(Mi2ldError) as caught:
        write_draft(draft(SMALL), tmp_path / "no" / "paper.yaml")
    assert caught.value.problems[0].code == "N105"
    assert list(tmp_path.iterdir()) == []


# --- the command ---------------------------------------------------------------------------------------------------


@pytest.fixture
def text(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    path = tmp_path / "paper.txt"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_the_command_writes_a_dossier_and_says_what_it_made(text, tmp_path, capsys):
    out = tmp_path / "paper.yaml"
    assert main(["new", str(text), "--out", str(out)]) == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.splitlines() == [
        f"{out}: 1 document(s) in English, 4 figures in 3 proposals to mend or delete",
        f'fill in each "?", then: mi2ld check {out} --watch',
    ]
    assert main(["new", str(text), "--out", str(out)]) == 2
    assert "N104" in capsys.readouterr().err
    assert main(["new", str(text), "--out", str(out), "--force"]) == 0


def test_without_out_the_dossier_goes_to_standard_output(text, capsys):
    assert main(["new", str(text), "--key", "my-paper", "--lang", "en"]) == 0
    assert plain(read_yaml(capsys.readouterr().out, "x"))["dossier"] == "my-paper"


def test_without_out_no_next_step_is_told_of_a_file_that_is_not_there(text, capsys):
    assert main(["new", str(text)]) == 0
    assert "--watch" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Fever: 12% vs 10%, a score of &gt;4.9,\nthen &#60; 4 &amp; less. The\n", "3 HTML entities stand in the text"),
        ("The fever was seen in 12% of the patients, &lt; 4.\n", "an HTML entity: '&lt;'"),
    ],
)
def test_html_entities_in_a_text_are_told_once_with_their_line(text, capsys, words, told):
    text.write_text("\n\n" + words, encoding="utf-8")
    assert main(["new", str(text), "--lang", "en"]) == 0
    err = capsys.readouterr().err
    assert err.startswith(f"{text}:3: warning: {told}")
    assert err.count("warning") == 1


def test_an_ampersand_that_is_no_entity_is_not_told(draft):
    assert draft("The R&D; of the team & of AT&T; was seen in 12%.\n").warning == ""


def test_show_prints_the_words_beside_each_proposal_in_80_columns_and_writes_nothing(
    text, tmp_path, capsys, monkeypatch
):
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["new", str(text), "--show"]) == 0
    printed = capsys.readouterr().out
    assert "fever-compare  facts  12/40 (30%), 6/60 (10%)" in printed
    assert "Fever: 12/40 (30%) vs 6/60 (10%) at onset" in " ".join(printed.split())
    assert max(map(len, printed.splitlines())) <= 80
    assert main(["new", str(text), "--show", "--out", str(tmp_path / "x.yaml")]) == 2
    assert list(tmp_path.iterdir()) == [text]


def test_help_has_an_example_and_fits_80_columns(capsys):
    assert main(["new", "--help"]) == 0
    printed = capsys.readouterr().out
    assert "mi2ld new paper.txt --out" in printed
    assert max(map(len, printed.splitlines())) <= 80


def test_a_build_refuses_a_dossier_with_open_proposals(text, tmp_path, capsys):
    out = tmp_path / "paper.yaml"
    main(["new", str(text), "--out", str(out)])
    assert main(["build", "--out", str(tmp_path / "dist"), str(out)]) == 1
    assert "D701" in capsys.readouterr().err
    assert not (tmp_path / "dist").exists()
