"""What ``mi2ld show`` prints: nothing left out, what is computed in short, and any spelling of a name."""

from __future__ import annotations

import re
import statistics
import time
from collections import Counter

import pyoxigraph as ox
import pytest

from mi2ld import names
from mi2ld.query.about import propositions_about
from mi2ld.query.computed import shorten
from mi2ld.query.naming import find_thing, fold
from mi2ld.query.run import load_release
from mi2ld.query.show import show
from mi2ld.query.view import View

KINDS = """
PREFIX mi2: <https://w3id.org/mi2ld/ontology/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?p ?kind ?label {
  ?p a mi2:Proposition , ?kind .
  ?kind rdfs:subClassOf* mi2:Proposition ; rdfs:label ?label . FILTER(LANG(?label) = "en")
  FILTER NOT EXISTS { ?p a ?narrower . ?narrower rdfs:subClassOf+ ?kind }
}
"""
NEW = ("EffectResult", "TrendResult", "DiagnosticResult", "PooledResult", "RateResult")
HEADING = re.compile(r"(?m)^(\S.*) \((\d+)\)$")


@pytest.fixture(scope="session")
def store(every_kind) -> ox.Store:
    return load_release(every_kind)


@pytest.fixture(scope="session")
def kinds(store) -> dict[str, tuple[str, str]]:
    """Return the local name and the heading of the kind of each proposition."""
    found = {}
    for row in store.query(KINDS):
        label = row["label"].value
        found[row["p"].value] = (row["kind"].value.removeprefix(names.ONTOLOGY), label[:1].upper() + label[1:])
    return found


@pytest.fixture
def said(run, every_kind):
    """Return what is shown of a thing, and without line breaks."""

    def call(*arguments: str) -> str:
        done = run("show", *arguments, "--data", every_kind)
        assert (done.code, done.err) == (0, "")
        return done.out

    return call


def flat(text: str) -> str:
    return " ".join(text.split())


# --- nothing is left out -----------------------------------------------------------------------------------------


def test_of_every_kind_of_proposition_as_many_are_printed_as_the_release_has(store, kinds):
    dossiers = sorted({iri.split("/")[-2] for iri in kinds})
    printed: Counter[str] = Counter()
    for dossier in dossiers:
        shown = show(store, dossier)
        for heading, count in HEADING.findall(shown):
            printed[heading] += int(count)
            section = shown.split(f"\n{heading} ({count})\n", 1)[1]
            section = re.split(r"(?m)^\S", section, maxsplit=1)[0]
            assert len(re.findall(r"(?m)^  • ", section)) == int(count), (dossier, heading)
    assert printed == Counter(heading for _, heading in kinds.values())
    assert set(NEW) <= {local for local, _ in kinds.values()}
    assert sum(printed.values()) == len(kinds) > 400


@pytest.mark.parametrize("name", ["anti-srp", "anti-mi2", "death", "creatine-kinase", "dermatomyositis", "dysphagia"])
def test_of_a_thing_as_many_are_printed_of_each_kind_as_are_about_it(name, store, kinds):
    about = propositions_about(View(store, "en"), find_thing(store, name))
    wanted = Counter(kinds[p.value][1] for p in about)
    assert {heading: int(count) for heading, count in HEADING.findall(show(store, name))} == wanted


def test_a_kind_that_has_no_section_is_printed_under_a_last_heading(every_kind):
    store = load_release(every_kind)
    new = ox.NamedNode(names.PREFIXES["proposition"] + "new/new")
    label = ox.NamedNode(names.PREFIXES["rdfs"] + "label")
    store.add(ox.Quad(new, ox.NamedNode(names.PREFIXES["rdf"] + "type"), ox.NamedNode(names.ONTOLOGY + "Proposition")))
    store.add(ox.Quad(new, ox.NamedNode(names.ONTOLOGY + "topic"), ox.NamedNode(names.ONTOLOGY + "Calcinosis")))
    store.add(ox.Quad(new, label, ox.Literal("a new kind of claim", language="en")))
    shown = show(store, "calcinosis")
    assert "\nOther (1)\n\n  • a new kind of claim\n" in shown
    assert shown.index("Other (1)") > shown.index("Association claim (1)")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("hla-drb1-11-01", ["Effect result (2)", "HLA-DRB1*11:01 → anti-HMGCR myopathy · higher"]),
        ("death", ["Effect result (3)", "age >60 years → death · higher · HR 2.8 (95% CI 1.3–6.1)"]),
        ("anti-srp", ["Effect result (", "Trend (2)", "Diagnostic result (1)", "Rate result (1)"]),
        ("aldolase", ["Effect result (1)", "aldolase level per 10 U/L → death"]),
        ("sex", ["Comparison (", "aOR 3.2 (95% CI 1.4–7.3)"]),
        ("ivig", ["intravenous immunoglobulin · 18/25", "response to treatment · 14/18 (78%)"]),
        ("necrotising-myopathy", ["Pooled result (1)", "Diagnostic result (1)"]),
        ("white-ancestry", ["HLA-DRB1*11:01 → anti-HMGCR myopathy · higher · white ancestry"]),
    ],
)
def test_a_thing_is_found_as_predictor_outcome_test_adjustment_treatment_and_of_its_groups(name, wanted, said):
    shown = flat(said(name))
    for text in wanted:
        assert text in shown, text


def test_what_nothing_is_claimed_of_says_so(said):
    assert said("mi2:Wording").rstrip().endswith("Nothing is claimed of it.")
    assert said("mi2:Wording", "--lang", "fr").rstrip().endswith("Rien n’en est affirmé.")


# --- what is computed --------------------------------------------------------------------------------------------


def test_what_is_computed_stands_below_what_it_belongs_to_in_short(said):
    shown = said("calcinosis")
    comparison = shown.split("  • calcinosis · frequency · lower · DM anti-Mi2+ vs DM anti-Mi2− · 9% vs 28%\n")[1]
    assert "      computed: odds ratio 0.24 (0.091 to 0.65), Fisher’s p 0.0026 " in comparison.split("\n\n")[0]
    frequency = shown.split("  • calcinosis · 28% · DM anti-Mi2− · group of 143\n")[1].split("\n\n")[0]
    assert "      computed: 40/143, Wilson interval 21.3 to 35.8%" in frequency
    assert "Computed, stated by nobody" not in shown


def test_no_line_is_printed_twice_below_a_proposition_or_in_a_section(said):
    for name in ("anti-mi2", "anti-srp", "anti-mda5", "calcinosis"):
        shown = said(name)
        for block in shown.split("\nWhat a document")[0].split("\n\n"):
            told = re.split(r"\n      (?=vaguer than: |supported by: |computed: |alongside: |\()", block)[1:]
            assert len(told) == len(set(told)), block
        for section in ("What a document made of its source", "Agreement with other dossiers"):
            for group in shown.partition(f"\n{section}\n")[2].split("\n\n"):
                bullets = re.split(r"\n      • ", group)[1:]
                assert len(bullets) == len(set(bullets)), group


def test_what_a_document_made_of_its_source_is_grouped_by_document_and_kind(said):
    section = said("calcinosis").split("\nWhat a document made of its source\n")[1]
    afm, aim = section.split("\n  Brève AIM, relayed from Pinal-Fernandez et al. 2019, notes\n")
    assert "  Brève AFM, relayed from Pinal-Fernandez et al. 2019, notes\n    dropped (2)\n" in afm
    assert "      • calcinosis · 28% · DM anti-Mi2−\n" in afm
    assert "    added (1)\n      • calcinosis · frequency · lower · DM anti-Mi2+ vs ASyS · during follow-up\n" in aim


def test_agreement_with_other_dossiers_is_grouped_too_and_tells_a_shared_source(said):
    section = flat(said("dyspnoea").split("\nAgreement with other dossiers\n")[1])
    assert "breve ⇄ paper, abstract difference in number (1)" in section
    assert "• dyspnoea · 25% · anti-SRP+ ⇄ dyspnoea · 22.5% · anti-SRP+ (same source: paper)" in section


def test_all_that_is_computed_is_listed_when_asked_for(said):
    brief, full = said("calcinosis"), said("calcinosis", "--computed")
    section = flat(full.split("\nComputed, stated by nobody\n")[1])
    for wanted in ("risk ratio · 0.3082 (0.1281 to 0.7417)", "risk difference · −0.1935 (−0.286 to −0.07292)", "5/58"):
        assert wanted in section
        assert wanted == "5/58" or wanted not in flat(brief)
    assert "computed:" not in full
    assert "add --computed" in brief
    assert len(said("anti-mi2").splitlines()) < len(said("anti-mi2", "--computed").splitlines())


def test_a_stated_effect_is_set_beside_the_computed_one(said):
    shown = flat(said("dysphagia"))
    assert "computed: odds ratio 2.43 (0.91 to 6.47) (fits what is stated), Fisher’s p 0.084" in shown
    assert "12/40 (30%) vs 9/60 (15%)" in shown


def test_where_rounding_leaves_several_counts_the_widest_interval_stands_in_brackets(said):
    assert "odds ratio 9.81 to 10.4 (1.29 to 78.8), Fisher’s p 0.0055 to 0.0057" in flat(said("muscle-weakness"))


def test_what_a_trend_goes_from_and_to_is_shown(said):
    assert "6 months after start of treatment · 5200 U/L → 340 U/L" in flat(said("anti-srp"))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("0.2429 (0.09054 to 0.6518)", "0.24 (0.091 to 0.65)"),
        ("p 0,00551 à 0,00569", "p 0,0055 à 0,0057"),
        ("p < 0.000001", "p < 0.000001"),
        ("1.03", "1.03"),
        ("12345.6", "12346"),
        ("0.0", "0.0"),
        ("9.996", "10.00"),
    ],
)
def test_a_computed_figure_has_two_or_three_significant_digits(text, wanted):
    assert shorten(text) == wanted


# --- names -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("anti-mi2", "anti-mi2"),
        ("Mi-2", "anti-mi2"),
        ("ANTI MI2", "anti-mi2"),
        ("HMGCR", "anti-hmgcr"),
        ("ILD", "interstitial-lung-disease"),
        ("Muscle Weakness", "muscle-weakness"),
        ("faiblesse  musculaire", "muscle-weakness"),
        ("FIEVRE", "fever"),
        ("AGE", "age"),
        ("White Ancestry", "white-ancestry"),
        ("PMID:31594859", "publication:pmid-31594859"),
        ("31594859", "publication:pmid-31594859"),
        ("10.1212/WNL.0000000000008443", "publication:pmid-31594859"),
        ("Pinal-Fernandez et al. 2019", "publication:pmid-31594859"),
        ("pinal fernandez", "publication:pmid-31594859"),
        ("PINAL-FERNANDEZ I", "publication:pmid-31594859"),
        ("breve aim", "document:mi2-2019/aim"),
        ("mi2-2019", "mi2-2019"),
    ],
)
def test_a_name_may_be_spelt_otherwise(name, key, said):
    assert said(name) == said(key)
    assert "Nothing is claimed" not in said(name)


def test_the_key_of_a_dossier_shows_all_that_its_documents_state(said):
    shown = said("mi2-2019")
    assert shown.startswith("dossier mi2-2019: Brève AFM, Brève AIM\n")
    assert "Conflict (1)" in shown


def test_a_name_of_several_things_lists_them_by_key_and_label(run, every_kind):
    done = run("show", "DM anti-Mi2+", "--data", every_kind)
    assert (done.code, done.out) == (1, "")
    assert "error S101 2 things are named 'DM anti-Mi2+'" in done.err
    assert "group:mi2-2019/mi2-pos (DM anti-Mi2+); group:mi2-pinal-2019/mi2-pos (DM anti-Mi2+)" in done.err


def test_every_candidate_that_is_listed_can_be_shown(run, every_kind, said):
    listed = run("show", "DM anti-Mi2+", "--data", every_kind).err.split("write one of: ")[1]
    for candidate in listed.split("; "):
        assert "anti-Mi2" in said(candidate.split(" (")[0])


def test_every_key_of_a_kind_is_shown_as_itself(store):
    key = ox.NamedNode(names.ONTOLOGY + "key")
    keyed = [q for q in store.quads_for_pattern(None, key, None, None) if View(store, "en").is_a(q.subject, "Kind")]
    assert len(keyed) > 400
    for quad in keyed[::9]:
        assert find_thing(store, quad.object.value) == quad.subject


def test_folding_keeps_a_minus_sign_apart_from_a_plus_sign():
    assert fold("DM anti-Mi2−") != fold("DM anti-Mi2+")


# --- French ------------------------------------------------------------------------------------------------------


def test_french_has_a_blank_before_a_colon_and_a_semicolon(said):
    shown = said("calcinosis", "--lang", "fr")
    for wanted in (
        "Ailleurs\u00a0: ",
        "soutenu par\u00a0: ",
        "affirme\u00a0; ",
        "calculé\u00a0: ",
        "0,24 (0,091 à 0,65)",
    ):
        assert wanted in shown, wanted
    assert not re.search(r"[^\s]; ", shown)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_negative_figure_has_a_minus_sign(language, said):
    for name in ("calcinosis", "anti-srp"):
        assert not re.search(r"(?<![\w.])-\d", said(name, "--computed", "--lang", language))


# --- layout and speed --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", ["mi2-2019", "invented-study", "PMID:31594859", "anti-srp", "anti-mda5"])
@pytest.mark.parametrize("flag", [[], ["--computed"]])
def test_all_of_it_is_at_most_eighty_columns_wide(name, language, flag, said):
    assert [line for line in said(name, "--lang", language, *flag).splitlines() if len(line) > 80] == []


def test_an_antibody_is_shown_within_four_tenths_of_a_second(every_kind):
    seconds = []
    for _ in range(3):
        started = time.process_time()
        show(load_release(every_kind), "Mi-2")
        seconds.append(time.process_time() - started)
    assert statistics.median(seconds) < 0.4
