"""The preview says what the model holds: all of it, in two languages, in the order of the text."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from mi2ld import names
from mi2ld.cli import main
from mi2ld.curate.preview import WIDTH, preview
from mi2ld.curate.sentences import _CLAUSES, Speaker
from mi2ld.dossier.read import parse_dossier
from mi2ld.dossier.vocabulary import Vocabulary, read_vocabulary
from mi2ld.graph.build import build_nodes
from mi2ld.graph.nodes import (
    CriterionNode,
    DocumentNode,
    DossierNodes,
    EstimateNode,
    EvidenceNode,
    GroupNode,
    InferenceNode,
    ModelNode,
    Node,
    PropositionNode,
    PublicationNode,
    StatementNode,
    StudyNode,
    WindowNode,
)
from mi2ld.graph.statements import ECO_AUTHOR, ECO_RELAYED
from mi2ld.problems import Where

if TYPE_CHECKING:
    from pathlib import Path

HERE = Where("paper.yaml", 1, 1)
STRUCTURE = {"iri", "classes", "origin", "label_en", "label_fr", "notes", "key"}
PLAIN = str.maketrans("\u00a0\u202f", "  ")


def iri(kind: str, key: str) -> str:
    return names.mint(kind, "paper", key)


def made(kind: type[Node], what: str, key: str, local: str, **values: Any) -> Any:
    return kind(iri(what, key), (names.term(local),), HERE, f"{key} label", f"libellé {key}", **values)


GROUPS = [
    made(
        GroupNode,
        "group",
        key,
        "StudyArm",
        criteria=(iri("criterion", f"{key}--has"),),
        member_count=number,
    )
    for number, key in enumerate(("index", "other", "third", "fourth"), 11)
]
CRITERIA = [
    made(
        CriterionNode,
        "criterion",
        f"{key}--has",
        "FindingCriterion",
        topic=names.term(topic),
        status=names.term("Present"),
    )
    for key, topic in (("index", "Fever"), ("other", "Cancer"), ("third", "Calcinosis"), ("fourth", "MuscleWeakness"))
]
FIGURES = [
    made(
        EstimateNode,
        "estimate",
        key,
        "Estimate",
        value=Decimal(value),
        unit="1",
        bound=names.term("EqualTo"),
    )
    for key, value in (("one", "1.5"), ("two", "2.5"), ("three", "3.5"))
]
OTHERS = [
    made(PropositionNode, "proposition", "first", "LevelResult", estimates=(iri("estimate", "one"),)),
    made(PropositionNode, "proposition", "second", "LevelResult", estimates=(iri("estimate", "two"),)),
    made(WindowNode, "window", "soon", "TimeWindow"),
    made(WindowNode, "window", "late", "TimeWindow"),
    made(ModelNode, "model", "cox", "RegressionModel", topic=names.term("Cancer")),
    made(ModelNode, "model", "logit", "RegressionModel", topic=names.term("Fever")),
    made(StudyNode, "study", "cohort", "Study"),
    made(StudyNode, "study", "trial", "Study"),
    made(PublicationNode, "publication", "p1", "Publication"),
]
for node in OTHERS:
    if isinstance(node, PropositionNode):
        node.key = node.iri.rsplit("/", 1)[1][:-1]

TWO: dict[str, tuple[Any, Any]] = {
    "index_group": (iri("group", "index"), iri("group", "fourth")),
    "comparator_group": (iri("group", "other"), iri("group", "third")),
    "more_comparators": ((iri("group", "third"),), (iri("group", "fourth"),)),
    "group": (iri("group", "index"), iri("group", "other")),
    "estimates": ((iri("estimate", "one"),), (iri("estimate", "one"), iri("estimate", "three"))),
    "threshold": (iri("estimate", "two"), iri("estimate", "three")),
    "per_amount": (iri("estimate", "two"), iri("estimate", "three")),
    "based_on": ((iri("proposition", "first"),), (iri("proposition", "second"),)),
    "time_frame": (iri("window", "soon"), iri("window", "late")),
    "from_time": (iri("window", "soon"), iri("window", "late")),
    "to_time": (iri("window", "soon"), iri("window", "late")),
    "model": (iri("model", "cox"), iri("model", "logit")),
    "study": (iri("study", "cohort"), iri("study", "trial")),
    "about": ((iri("study", "cohort"),), (iri("study", "trial"),)),
    "texts": ((("so", "en"),), (("thus", "en"),)),
    "study_count": (4, 5),
    "participant_count": (400, 500),
    "direction": (names.term("Higher"), names.term("Lower")),
    "aspect": (names.term("Risk"), names.term("Severity")),
    "severity": (names.term("Moderate"), names.term("Severe")),
    "topic": (names.term("CreatineKinaseLevel"), names.term("MuscleNecrosis")),
    "omits": ((names.term("TimeFrameNotStated"),), (names.term("ComparatorNotStated"),)),
    "attribute": (names.term("SizeAttribute"), names.term("RankAttribute")),
}
"""Two values of a field that must be told apart; other fields take terms of the vocabulary."""
PROPOSITIONS = (
    *("less_specific_than", "aligned_with", "conflicts_with", "members", "concerns", "because_of"),
    "based_on",
)
MANY = ("outcomes", "variables", "adjusted_for", "values")


def two_values(name: str) -> tuple[Any, Any]:
    if name in TWO:
        return TWO[name]
    if name in PROPOSITIONS:
        return (iri("proposition", "first"),), (iri("proposition", "second"),)
    terms = names.term("UpperLimb"), names.term("Skin")
    return ((terms[0],), (terms[1],)) if name in MANY else terms


FIELDS = [f.name for f in fields(PropositionNode) if f.name not in STRUCTURE]
CLASSES = [*_CLAUSES, "LaterResult"]


@pytest.fixture(scope="module")
def vocabulary(repository: Path) -> Vocabulary:
    return read_vocabulary(repository / "ontology" / "templates")


@pytest.fixture(scope="module")
def speaker(vocabulary: Vocabulary) -> Speaker:
    return Speaker(DossierNodes("paper", facts=[*GROUPS, *CRITERIA, *FIGURES, *OTHERS]), vocabulary)


def proposition(kind: str, **values: Any) -> PropositionNode:
    return PropositionNode(iri("proposition", "it"), (names.term(kind),), HERE, key="it", **values)


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("kind", CLASSES)
def test_each_field_alone_changes_the_sentence(speaker: Speaker, kind: str, name: str):
    empty = speaker.sentence(proposition(kind))
    first, second = (speaker.sentence(proposition(kind, **{name: value})) for value in two_values(name))
    for language in (0, 1):
        assert len({empty[language], first[language], second[language]}) == 3, (kind, name)


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("kind", CLASSES)
def test_each_field_among_all_others_changes_the_sentence(speaker: Speaker, kind: str, name: str):
    full = proposition(kind, **{n: two_values(n)[0] for n in FIELDS})
    other = replace(full, **{name: two_values(name)[1]})
    before, after = speaker.sentence(full), speaker.sentence(other)
    assert before[0] != after[0], (kind, name)
    assert before[1] != after[1], (kind, name)


@pytest.mark.parametrize("kind", CLASSES)
def test_each_omission_is_told(speaker: Speaker, vocabulary: Vocabulary, kind: str):
    plain = speaker.sentence(proposition(kind, topic=names.term("Fever")))
    for term in vocabulary:
        if "Omission" in term.classes:
            said = speaker.sentence(proposition(kind, topic=names.term("Fever"), omits=(term.iri,)))
            assert said[0] != plain[0], term.key
            assert said[1] != plain[1], term.key


@pytest.mark.parametrize("direction", ["higher", "lower", "differs", "comparable", "equivalent", "no-difference"])
@pytest.mark.parametrize("kind", ["ComparisonResult", "TrendResult", "AssociationClaim", "PooledResult"])
def test_no_two_directions_sound_alike(speaker: Speaker, vocabulary: Vocabulary, kind: str, direction: str):
    def said(key: str) -> tuple[str, str]:
        values = {"topic": names.term("Fever"), "direction": vocabulary.terms[key].iri}
        return speaker.sentence(proposition(kind, **values))

    for other in vocabulary:
        if "Direction" in other.classes and other.key != direction:
            assert said(other.key)[0] != said(direction)[0]
            assert said(other.key)[1] != said(direction)[1]


@pytest.mark.parametrize("name", [f.name for f in fields(EstimateNode) if f.name not in STRUCTURE | {"printed"}])
def test_each_field_of_a_figure_is_told(vocabulary: Vocabulary, name: str):
    special: dict[str, Any] = {
        "unit": "U/L",
        "numerator": 7,
        "denominator": 40,
        "omits": (names.term("IntervalKindNotStated"),),
        "bound": names.term("MoreThan"),
        "p_bound": names.term("LessThan"),
        "interval_kind": names.term("ConfidenceInterval"),
        "statistic": names.term("Median"),
    }
    numbers = ("value", "lower", "upper", "level", "spread", "p_value")
    value = special.get(name, Decimal("7.25") if name in numbers else names.term("Significant"))
    base = {"value": Decimal(30), "unit": "%", "bound": names.term("EqualTo")}

    def said(**values: Any) -> tuple[str, str]:
        node = made(EstimateNode, "estimate", "it", "Estimate", **{**base, **values})
        return Speaker(DossierNodes("paper", facts=[node]), vocabulary).figure(node.iri)

    assert said()[0] != said(**{name: value})[0]
    assert said()[1] != said(**{name: value})[1]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (kind, f.name)
        for kind in (GroupNode, StudyNode, CriterionNode)
        for f in fields(kind)
        if f.name not in STRUCTURE | {"diagnosis", "positive", "negative"}  # a group's criteria say these
    ],
)
def test_each_field_of_a_group_or_study_is_told(vocabulary: Vocabulary, kind: type[Node], name: str):
    special: dict[str, Any] = {
        "study": iri("study", "cohort"),
        "subgroup_of": iri("group", "index"),
        "criteria": (iri("criterion", "index--has"),),
        "member_count": 9,
        "centre_count": 3,
        "registry": "NCT01234567",
        "enrolment_start": ("2002", "gYear"),
        "enrolment_end": ("2018", "gYear"),
        "omits": (names.term("SizeNotStated"),),
        "estimate": iri("estimate", "one"),
        "time_frame": iri("window", "soon"),
        "status": names.term("Absent"),
        "member_kind": names.term("VisitMembers"),
    }
    is_list = isinstance(next(f.default for f in fields(kind) if f.name == name), tuple)
    value = special.get(name, (names.term("Skin"),) if is_list else names.term("Skin"))

    def said(**values: Any) -> tuple[str, str]:
        group = made(GroupNode, "group", "it", "Subgroup", criteria=(iri("criterion", "it"),))
        criterion = made(CriterionNode, "criterion", "it", "MarkerCriterion", topic=names.term("Fever"))
        study = made(StudyNode, "study", "it", "Study")
        changed = {GroupNode: group, CriterionNode: criterion, StudyNode: study}[kind]
        for field, new in values.items():
            setattr(changed, field, new)
        all_of = [*GROUPS, *CRITERIA, *FIGURES, *OTHERS, group, criterion, study]
        return Speaker(DossierNodes("paper", facts=all_of), vocabulary).describe(study if kind is StudyNode else group)

    assert said()[0] != said(**{name: value})[0]
    assert said()[1] != said(**{name: value})[1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("document", iri("publication", "p1")),
        ("stance", names.term("Recommends")),
        ("hedge", ("peut", "fr")),
        ("hedge_kind", names.term("May")),
        ("qualifiers", (names.term("Often"),)),
        ("wording", names.term("CausalWording")),
        ("reading", names.term("EachReading")),
        ("attributed_to", iri("publication", "p1")),
        ("primary_sources", (iri("publication", "p1"),)),
        ("evidence_code", "<http://purl.obolibrary.org/obo/ECO_0000034>"),
    ],
)
def test_each_field_of_a_statement_is_told(speaker: Speaker, name: str, value: Any):
    plain = made(StatementNode, "statement", "it", "Statement", document=iri("study", "cohort"), stance="<x/says>")
    assert speaker.statement(plain) != speaker.statement(replace(plain, **{name: value}))


def test_evidence_for_a_proposition_is_told(vocabulary: Vocabulary):
    claim = proposition("AssociationClaim", topic=names.term("Fever"))
    line = made(
        EvidenceNode,
        "evidence",
        "it",
        "EvidenceLine",
        target=claim.iri,
        direction=names.term("Disputes"),
        source=iri("publication", "p1"),
    )
    said = Speaker(DossierNodes("paper", facts=[claim, line, *OTHERS]), vocabulary).sentence(claim)
    assert "evidence (disputes): p1 label" in said[0]
    assert "preuve (conteste)\u00a0: libellé p1" in said[1]


# --- dossiers ----------------------------------------------------------------------------------------------------

DOSSIER = f"""\
dossier: paper-1
format: 1
status: draft
curators: [me]
text: {{file: paper.txt, sha256: {"0" * 64}, lang: en}}

documents:
  paper:
    kind: abstract
    lines: 1-9
    sources: [pub]

publications:
  pub:
    pmid: "1234567"
    said: {{paper: 10-19~{"b" * 16}}}

studies:
  cohort:
    published-in: pub
    said: {{paper: 20-29~{"c" * 16}}}

groups:
  pos:
    kind: arm
    study: cohort
    diagnosis: dermatomyositis
    has: [anti-mi2]
    size: 40
    said: {{paper: 30-39~{"d" * 16}}}
  neg:
    kind: arm
    study: cohort
    diagnosis: dermatomyositis
    lacks: [anti-mi2]
    size: 60
    said: {{paper: 40-49~{"e" * 16}}}

facts:
"""
PLACE = f"said: {{paper: 100-109~{'3' * 16}}}"
POS = "patients with dermatomyositis and with anti-Mi2 autoantibody (n = 40)"
NEG = "patients with dermatomyositis and without anti-Mi2 autoantibody (n = 60)"
POS_FR = "les patients avec un diagnostic de dermatomyosite et avec auto-anticorps anti-Mi2 (n = 40)"
NEG_FR = "les patients avec un diagnostic de dermatomyosite et sans auto-anticorps anti-Mi2 (n = 60)"
STUDY = " (in the study pub)."
STUDY_FR = " (dans l’étude pub)."
GOLDEN: list[tuple[str, str, str]] = [
    (
        "compare: muscle-weakness\ngroup: {is: pos, value: 24/40 (60%)}\nversus: {is: neg, value: 28 (46.7%)}\n"
        "direction: more-frequent\nwhen: onset\neffect: OR 3.2 (95% CI 1.4–7.3)",
        f"At disease onset, the frequency of muscle weakness is higher among {POS} than among {NEG} "
        f"(24 of 40 (60%) vs 28 (46.7%); odds ratio 3.2 (95% confidence interval 1.4 to 7.3)){STUDY}",
        f"Au début de la maladie, la fréquence de faiblesse musculaire est plus élevée parmi {POS_FR} que parmi "
        f"{NEG_FR} (24 sur 40 (60 %) vs 28 (46,7 %) ; rapport de cotes 3,2 (intervalle de confiance à 95 % 1,4 à "
        f"7,3)){STUDY_FR}",
    ),
    (
        "compare: cancer\ngroup: pos\nversus: unstated\ndirection: lower-risk\nwhen: unstated",
        f"The risk of cancer is lower among {POS} than in a comparison group that is not stated "
        "(in the study pub; time frame not stated).",
        f"Le risque de cancer est plus faible parmi {POS_FR} que dans un groupe de comparaison non précisé "
        "(dans l’étude pub ; période non précisée).",
    ),
    (
        "compare: fever\ngroup: pos\nversus: neg\naspect: frequency\ndirection: no-difference\nwhen: onset\np: '0.4'",
        f"At disease onset, no difference in the frequency of fever is found between {POS} and {NEG} (p = 0.4){STUDY}",
        f"Au début de la maladie, aucune différence n’est trouvée pour la fréquence de fièvre entre {POS_FR} et "
        f"{NEG_FR} (p = 0,4){STUDY_FR}",
    ),
    (
        "proportion: interstitial-lung-disease\ngroup: {is: pos, value: 12%}\nwhen: follow-up",
        f"During follow-up, the frequency of interstitial lung disease among {POS} is 12% (denominator not "
        f"stated){STUDY}",
        f"Au cours du suivi, la fréquence de pneumopathie interstitielle parmi {POS_FR} est de 12 % (dénominateur "
        f"non précisé){STUDY_FR}",
    ),
    (
        "proportion: glucocorticoids\ngroup: pos\nquantifier: most\nwhen: onset",
        f"At disease onset, glucocorticoids: found among {POS} (how many: most; in the study pub).",
        f"Au début de la maladie, on observe : glucocorticoïdes parmi {POS_FR} (combien : la plupart ; dans l’étude "
        "pub).",
    ),
    (
        "measure: creatine-kinase\ngroup: {is: pos, value: median 1250 (IQR 310–4880) U/L}\nwhen: onset",
        f"At disease onset, creatine kinase level among {POS}: median 1250 U/L (interquartile range 310 to "
        f"4880){STUDY}",
        f"Au début de la maladie, la mesure « taux de créatine kinase » parmi {POS_FR} : médiane 1250 U/L "
        f"(intervalle interquartile 310 à 4880){STUDY_FR}",
    ),
    (
        "correlate: [anti-mi2-titre, creatine-kinase]\ngroup: pos\nvalue: r = −0.45\nwhen: onset\np: < 0.001",
        f"At disease onset, there is a correlation between anti-Mi2 titre and creatine kinase level among {POS}: "
        "Pearson correlation coefficient −0.45 (p < 0.001) (sign: negative; in the study pub).",
        f"Au début de la maladie, il existe une corrélation entre titre d’anti-Mi2 et taux de créatine kinase parmi "
        f"{POS_FR} : coefficient de corrélation de Pearson −0,45 (p < 0,001) (signe : négatif ; dans l’étude pub).",
    ),
    (
        "trend: creatine-kinase\ngroup: pos\nfrom: {when: onset, value: 1250 U/L}\n"
        "to: {when: {at: 6 months, after: treatment-start}, value: 240 U/L}\ndirection: lower-level",
        "The value of creatine kinase level falls from “at disease onset” to “6 months after start of treatment” "
        f"among {POS} (1250 U/L (statistic not stated) then 240 U/L (statistic not stated)){STUDY}",
        "La valeur de « taux de créatine kinase » diminue de « au début de la maladie » à « 6 mois après début du "
        f"traitement » parmi {POS_FR} (1250 U/L (statistique non précisée) puis 240 U/L (statistique non précisée)){STUDY_FR}",
    ),
    (
        "predict: cancer\ngroup: pos\nwhen: follow-up\n"
        "from: [{is: creatine-kinase, threshold: '>1000 U/L', value: HR 2.4 (95% CI 1.1–5.2)}]",
        "During follow-up, creatine kinase level (at the threshold more than 1000 U/L) predicts cancer among "
        f"{POS}: hazard ratio 2.4 (95% confidence interval 1.1 to 5.2){STUDY}",
        "Au cours du suivi, « taux de créatine kinase (au seuil plus de 1000 U/L) » prédit « cancer » parmi "
        f"{POS_FR} : rapport de risques instantanés 2,4 (intervalle de confiance à 95 % 1,1 à 5,2){STUDY_FR}",
    ),
    (
        "diagnose: anti-mi2\nfor: dermatomyositis\ngroup: pos\nversus: neg\nthreshold: 15 U/mL\n"
        "value: [sensitivity 12%, specificity 98%]\nwhen: onset",
        "At disease onset, the test “anti-Mi2 autoantibody” detects dermatomyositis at the threshold 15 U/mL among "
        f"{POS}, against {NEG}: sensitivity 12%; specificity 98%{STUDY}",
        "Au début de la maladie, le test « auto-anticorps anti-Mi2 » reconnaît « dermatomyosite » au seuil 15 U/mL "
        f"parmi {POS_FR}, par rapport à un groupe qui comprend {NEG_FR} : sensibilité 12 % ; spécificité "
        f"98 %{STUDY_FR}",
    ),
    (
        "pool: interstitial-lung-disease\ngroup: pos\nversus: neg\nvalue: [OR 0.3 (95% CI 0.2–0.5), I² 34%]\n"
        "studies: 8\nparticipants: 1204\ndirection: less-frequent\nwhen: onset",
        "At disease onset, over 8 studies and 1204 participants together, the frequency of interstitial lung disease "
        f"is lower among {POS}, against {NEG}: odds ratio 0.3 (95% confidence interval 0.2 to 0.5); I² 34%{STUDY}",
        "Au début de la maladie, sur 8 études et 1204 participants réunis, la fréquence de pneumopathie "
        f"interstitielle est plus faible parmi {POS_FR}, par rapport à un groupe qui comprend {NEG_FR} : rapport de "
        f"cotes 0,3 (intervalle de confiance à 95 % 0,2 à 0,5) ; I² 34 %{STUDY_FR}",
    ),
    (
        "associate: anti-mi2\nwith: cancer\ndirection: higher-risk\nversus: unstated\nwhen: onset",
        "At disease onset, with anti-Mi2 autoantibody, the risk of cancer is higher than in a comparison group that "
        "is not stated.",
        "Au début de la maladie, en présence d’auto-anticorps anti-Mi2, le risque de cancer est plus élevé que dans "
        "un groupe de comparaison non précisé.",
    ),
    (
        "state: dermatomyositis\nattribute: is-a\nis: autoimmune-disease",
        "Dermatomyositis is a kind of autoimmune disease.",
        "Dermatomyosite : forme de maladie auto-immune.",
    ),
    (
        "state: interferon-score\nattribute: marker-of\nis: disease-activity",
        "Interferon score is a marker of disease activity.",
        "Score interféron : marqueur d’activité de la maladie.",
    ),
    (
        "compare: death\ngroup: {is: pos, value: survival 72.9%}\nversus: {is: neg, value: survival 100%}\n"
        "direction: worse-survival\nwhen: {at: 3 months, after: unstated}",
        f"3 months after an event not stated, the survival is lower among {POS} than among {NEG} "
        f"(survival probability 72.9% vs survival probability 100%){STUDY}",
        f"3 mois après un événement non précisé, la survie est plus faible parmi {POS_FR} que parmi {NEG_FR} "
        f"(probabilité de survie 72,9 % vs probabilité de survie 100 %){STUDY_FR}",
    ),
    (
        "claim: hypothesis\nsubject: anti-mi2\nrole: biomarker\nfor: disease-activity",
        "The hypothesis is: anti-Mi2 autoantibody as a biomarker, for “disease activity”.",
        "L’hypothèse est : auto-anticorps anti-Mi2 comme biomarqueur, pour « activité de la maladie ».",
    ),
    (
        "claim: recommendation\naction: test-for\nsubject: anti-mi2\nin: dermatomyositis\nurgency: "
        "as-early-as-possible",
        "What is to be done: test for anti-Mi2 autoantibody, in dermatomyositis, as early as possible.",
        "À faire : rechercher auto-anticorps anti-Mi2, en cas de dermatomyosite, le plus tôt possible.",
    ),
]


def dossier_with(fact: str) -> str:
    lines = [*fact.split("\n"), PLACE]
    return DOSSIER + "  it:\n" + "".join(f"    {line}\n" for line in lines)


@pytest.mark.parametrize(("fact", "english", "french"), GOLDEN)
def test_a_fact_is_read_back_as_a_sentence(vocabulary: Vocabulary, fact: str, english: str, french: str):
    nodes = build_nodes(parse_dossier(dossier_with(fact), "paper.yaml", vocabulary), vocabulary)
    speaker = Speaker(nodes, vocabulary)
    said = [speaker.sentence(n) for n in nodes.facts if isinstance(n, PropositionNode) and n.key.startswith("it")]
    assert english in [s[0].translate(PLAIN) for s in said]
    assert french in [s[1].translate(PLAIN) for s in said]


def test_groups_with_the_same_traits_are_told_apart_by_their_labels(vocabulary: Vocabulary):
    parts = "".join(
        f"  {key}:\n    kind: subgroup\n    study: cohort\n    part-of: pos\n    marker: interferon-score\n"
        f"    label: {{en: {key} score, fr: score {french}}}\n    said: {{paper: 50-59~{'f' * 16}}}\n"
        for key, french in (("high", "élevé"), ("low", "bas"))
    )
    fact = dossier_with("compare: fever\ngroup: high\nversus: low\ndirection: more-frequent\nwhen: onset")
    nodes = build_nodes(
        parse_dossier(fact.replace("\nfacts:", f"{parts}\nfacts:"), "paper.yaml", vocabulary), vocabulary
    )
    speaker = Speaker(nodes, vocabulary)
    (said,) = (speaker.sentence(n) for n in nodes.facts if isinstance(n, PropositionNode) and n.key.startswith("it"))
    assert "patients of the group “high score”, with interferon score" in said[0]
    assert "patients of the group “low score”, with interferon score" in said[0]
    assert "les patients du groupe «\u00a0score bas\u00a0», avec score interféron" in said[1]


def test_what_is_inferred_of_a_thing_is_not_turned_round(vocabulary: Vocabulary):
    text = dossier_with("proportion: fever\ngroup: pos\nquantifier: most\nwhen: onset").replace(
        "    has: [anti-mi2]\n", "    has: [anti-mi2]\n    part-of: {is: neg, inferred: true}\n"
    )
    nodes = build_nodes(parse_dossier(text, "paper.yaml", vocabulary), vocabulary)
    speaker = Speaker(nodes, vocabulary)
    (said,) = (speaker.inference(n) for n in nodes.curation if isinstance(n, InferenceNode))
    assert said[0].translate(PLAIN) == f"“DM anti-Mi2+” – part of: {NEG}."


def test_french_puts_a_no_break_space_where_it_must(vocabulary: Vocabulary):
    nodes = build_nodes(parse_dossier(dossier_with(GOLDEN[0][0]), "paper.yaml", vocabulary), vocabulary)
    page = preview(nodes, vocabulary, path="paper.yaml", languages=("fr",))
    assert not re.search(r" [:;%»]|« ", page)


@pytest.fixture(scope="module")
def real(repository: Path, vocabulary: Vocabulary) -> DossierNodes:
    path = repository / "ontology" / "facts" / "mi2-2019.yaml"
    return build_nodes(parse_dossier(path.read_text(encoding="utf-8"), "mi2-2019.yaml", vocabulary), vocabulary)


def test_a_page_is_eighty_columns_wide_and_in_the_order_of_the_text(real: DossierNodes, vocabulary: Vocabulary):
    page = preview(real, vocabulary, path="mi2-2019.yaml")
    assert max(map(len, page.splitlines())) <= WIDTH
    places = [(int(a), int(b)) for a, b in re.findall(r"^\[(\d+)–(\d+)\]$", page, re.MULTILINE)]
    assert places == sorted(places)
    assert len(places) == sum(isinstance(n, StatementNode) for n in real.facts)


def test_each_proposition_is_read_back_or_told_by_its_comparison(real: DossierNodes, vocabulary: Vocabulary):
    page = preview(real, vocabulary, path="mi2-2019.yaml", languages=("en",))
    shown = set(re.findall(r"• (\S+)", page))
    based = {iri for n in real.facts if isinstance(n, PropositionNode) for iri in n.based_on}
    for node in real.facts:
        if isinstance(node, PropositionNode):
            assert node.key in shown or node.iri in based, node.key


def test_a_hedge_and_its_words_stand_before_what_is_hedged(real: DossierNodes, vocabulary: Vocabulary):
    page = preview(real, vocabulary, path="mi2-2019.yaml", languages=("fr",), fact="muscle-disease-severity")
    assert page.startswith("Brève AIM\n·········\n\nSauf mention contraire\u00a0: affirme, relayé d’après ")
    assert (
        "[2870–2933]\n"
        "  suggère, avec une réserve (probable\u00a0: «\u00a0probablement\u00a0»), sans source qu’on\n"
        "  puisse retrouver\u00a0:\n"
    ) in page


def test_a_document_is_named_once_and_a_place_tells_only_what_differs(vocabulary: Vocabulary):
    first = dossier_with("proportion: fever\ngroup: {is: pos, value: 12%}\nwhen: onset")
    hedged = first.replace("  it:\n", "  that:\n").partition("  that:\n")[2].replace("100-109", "120-129")
    hedged = re.sub(
        r"said: {paper: ([^}]+)}", r"said: {paper: {at: \1, hedge: {is: probable, words: perhaps}}}", hedged
    )
    text = first + "  that:\n" + hedged.replace("fever", "cancer")
    nodes = build_nodes(parse_dossier(text, "paper.yaml", vocabulary), vocabulary)
    page = preview(nodes, vocabulary, path="paper.yaml").translate(PLAIN)
    name = next(n.label_en for n in nodes.facts if isinstance(n, DocumentNode))
    lines = page.splitlines()
    assert lines.count(name) == 1
    assert not [line for line in lines if line.startswith(f"[{name}") or f"{name} asserts" in line]
    assert page.count("asserts, as the study’s own publication: pub") == 1
    assert page.count("affirme, comme publication de l’étude : pub") == 1
    assert lines[lines.index("[100–109]") + 1].startswith("  • it--pos [")
    assert lines[lines.index("[120–129]") + 1 :][:2] == [
        "  suggests, with a hedge (probable: “perhaps”):",
        "  suggère, avec une réserve (probable : « perhaps ») :",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("stance", names.term("Recommends")),
        ("hedge", ("peut", "fr")),
        ("hedge_kind", names.term("May")),
        ("qualifiers", (names.term("Often"),)),
        ("wording", names.term("CausalWording")),
        ("reading", names.term("EachReading")),
        ("attributed_to", iri("publication", "p1")),
        ("primary_sources", (iri("publication", "p2"),)),
        ("evidence_code", ECO_AUTHOR),
    ],
)
def test_whatever_is_not_the_habit_of_a_document_is_told(speaker: Speaker, name: str, value: Any):
    plain = made(
        StatementNode,
        "statement",
        "it",
        "Statement",
        document=iri("study", "cohort"),
        stance=names.term("Asserts"),
        primary_sources=(iri("publication", "p1"),),
        evidence_code=ECO_RELAYED,
    )
    habit = speaker.habit([plain, plain])
    assert speaker.difference(plain, *habit) == ("", "")
    assert all(speaker.difference(replace(plain, **{name: value}), *habit))


def test_a_source_that_is_not_told_is_told_as_such(speaker: Speaker):
    plain = made(StatementNode, "statement", "it", "Statement", stance=names.term("Asserts"))
    habit = names.term("Asserts"), ("of itself", "de lui-même")
    assert speaker.difference(plain, *habit) == ("source not told", "source non indiquée")


def run(repository: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.chdir(repository)
    return main(["preview", "ontology/facts/mi2-2019.yaml", *arguments])


def test_a_fact_that_is_not_there_is_guessed(repository, monkeypatch, capsys):
    assert run(repository, monkeypatch, "--fact", "weaknes-onset") == 2
    assert "C201 no fact has the key 'weaknes-onset' (did you mean 'weakness-onset'?)" in capsys.readouterr().err


def test_without_the_text_no_word_of_it_is_shown(repository, monkeypatch, capsys):
    assert run(repository, monkeypatch, "--fact", "calcinosis-gloss") == 0
    assert "[732–771]" in capsys.readouterr().out


@pytest.mark.text
def test_with_the_text_its_words_and_line_are_shown(repository, monkeypatch, capsys, source_text_dir):
    assert run(repository, monkeypatch, "--fact", "calcinosis-gloss", "--texts", str(source_text_dir)) == 0
    out = capsys.readouterr().out
    text = (source_text_dir / "anti-mi2-briefs-fr.txt").read_text(encoding="utf-8")
    assert f"[732–771, line {text.count(chr(10), 0, 732) + 1}]" in out
    assert "« " + " ".join(text[732:771].split()) + " »" in " ".join(out.split())
