"""Each class of result, criterion and window holds what the graph writes of it, and a thing out of place is a clash."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from mi2ld.dossier.vocabulary import read_vocabulary
from mi2ld.graph.ontology import ontology_triples
from mi2ld.reason import owl

pytestmark = pytest.mark.java
HEADERS = tuple(f"<https://w3id.org/mi2ld/{name}> " for name in ("bridge", "external"))
DATA = """
@prefix m: <https://w3id.org/mi2ld/ontology/> .
@prefix : <http://e.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
:cases a m:Group, owl:NamedIndividual ; m:conductedIn m:Italy ; m:populationSource m:GeneralPopulation ; m:memberKind
  m:EventMembers ; m:timeFrame :window ; m:hasCharacteristic m:FemaleSex ; m:hasCriterion :c1, :c2, :c3 .
:c1 a m:MarkerCriterion, owl:NamedIndividual ; m:criterionStatus m:Present ; m:topic m:CreatineKinaseLevel ;
  m:threshold :estimate ; m:hasEstimate :estimate .
:c2 a m:PopulationCriterion, owl:NamedIndividual ; m:criterionStatus m:Present ; m:populationSource m:HealthyControls
  .
:c3 a m:WindowCriterion, owl:NamedIndividual ; m:criterionStatus m:Present ; m:timeFrame :window .
:window a m:TimeWindow, owl:NamedIndividual ; m:windowEvent m:SymptomOnset ; m:windowSide m:AfterEvent ; m:windowFrom
  "3"^^xsd:decimal ; m:windowTo "6.5"^^xsd:decimal ; m:unit "mo" ; m:omits m:EventNotStated .
:estimate a m:Estimate, owl:NamedIndividual ; m:statistic m:OddsRatio ; m:value "3.2"^^xsd:decimal ; m:spread
  "1"^^xsd:decimal ; m:adjustment m:AdjustedEstimate ; m:pValue "0.03"^^xsd:decimal ; m:pValueBound m:LessThan ;
  m:intervalKind m:CredibleInterval ; m:omits m:LevelNotStated .
:effect a m:EffectResult, owl:NamedIndividual ; m:group :cases ; m:predictor m:AntiHMGCR ; m:predictorReference
  m:AntiSRP ;
  m:topic m:Death ; m:threshold :estimate ; m:perAmount :estimate ; m:fromModel :model ; m:adjustedFor m:Age, m:Sex
  ; m:adjustment
  m:CrudeEstimate ; m:hasEstimate :estimate ; m:endpointRole m:PrimaryEndpoint ; m:analysisSet m:PerProtocol ;
  m:timeFrame :window
  ; m:assessedBy m:CoxRegression .
:model a m:RegressionModel, owl:NamedIndividual ; m:group :cases ; m:predictor m:AntiHMGCR ; m:assessedBy
  m:LogisticRegression ; m:adjustedFor m:Age ; m:topic m:Death ; m:analysisSet m:IntentionToTreat .
:trend a m:TrendResult, owl:NamedIndividual ; m:group :cases ; m:fromTime :window ; m:toTime m:AtDiagnosis ; m:across
  m:AntiHMGCRLevel ; m:topic m:MuscleStrength ; m:direction m:Lower ; m:aspect m:Level .
:test a m:DiagnosticResult, owl:NamedIndividual ; m:group :cases ; m:comparatorGroup :controls ; m:test m:AntiHMGCR
  ; m:topic
  m:ImmuneMediatedNecrotisingMyopathy ; m:threshold :estimate ; m:hasEstimate :estimate .
:pooled a m:PooledResult, owl:NamedIndividual ; m:group :cases ; m:comparatorGroup :controls ; m:topic m:Cancer ;
  m:studyCount 5 ;
  m:participantCount 500 ; m:hasEstimate :estimate .
:rate a m:RateResult, owl:NamedIndividual ; m:group :cases ; m:hasEstimate :estimate .
:correlation a m:CorrelationResult, owl:NamedIndividual ; m:variable m:SkinRash, m:Age ; m:group :cases .
:controls a m:ReferencePopulation, owl:NamedIndividual .
:study a m:Study, owl:NamedIndividual ; m:setting m:TertiaryReferral ; m:centreCount 3 ; m:registryNumber "NCT1" ;
  m:hasCharacteristic m:EuropeanAncestry ; m:studyDesign m:CohortDesign .
:computed a m:ComputedEffect, owl:NamedIndividual ; m:computedBy m:FisherExact ; m:computedFrom :effect ;
  m:hasEstimate :estimate ;
  m:indexGroup :cases ; m:comparatorGroup :controls .
:agreement a m:AgreementResult, owl:NamedIndividual ; m:computedBy m:DocumentAgreement ; m:computedFrom :effect ;
  m:agreementKind
  m:DocumentsAgree ; m:topic m:Cancer .
"""
CLASHES = {
    "a model is no proposition": ":model a m:Proposition .",
    "a window is no group": ":window a m:Group .",
    "a threshold is an estimate": ":effect m:threshold m:Higher .",
    "a test has a kind, not a group": ":test m:test :cases .",
    "only results come from a model": ":cases m:fromModel :model .",
}


@pytest.fixture(scope="module")
def ontology(repository) -> str:
    folder = repository / "ontology"
    lines = ontology_triples(folder, read_vocabulary(folder / "templates"))
    return "".join(line for line in lines if not line.startswith(HEADERS))


def triples(ontology: str, more: str = "") -> bytes:
    quads = ox.parse(DATA + more, format=ox.RdfFormat.TURTLE)
    return ontology.encode() + ox.serialize(quads, format=ox.RdfFormat.N_TRIPLES)


def test_a_graph_with_every_statistical_result_is_consistent_and_owl_2_dl(ontology):
    report = owl.check_consistency(triples(ontology))
    assert report.consistent
    assert report.unsatisfiable == ()
    assert owl.check_profile(triples(ontology)) == []


@pytest.mark.parametrize("clash", CLASHES)
def test_what_does_not_fit_is_a_clash(ontology, clash):
    assert not owl.check_consistency(triples(ontology, CLASHES[clash])).consistent
