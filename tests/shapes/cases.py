"""Planted errors: changes of ``valid.ttl``, each with the rule that must refuse it and the node it is about."""

from __future__ import annotations

from dataclasses import dataclass

PREFIXES = {
    "": "https://example.org/",
    "ex": "https://example.org/",
    "mi2": "https://w3id.org/mi2ld/ontology/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "obo": "http://purl.obolibrary.org/obo/",
    "spdx": "http://spdx.org/rdf/terms#",
}
HEAD = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())


@dataclass(frozen=True)
class Case:
    """A change (SPARQL Update) and the rule (local name of the shape) that must refuse it at a node."""

    rule: str
    focus: str
    update: str

    @property
    def name(self) -> str:
        return f"{self.rule}: {' '.join(self.update.split())}"

    @property
    def node(self) -> str:
        prefix, local = self.focus.split(":") if ":" in self.focus else ("ex", self.focus)
        return PREFIXES[prefix] + local


def add(triples: str) -> str:
    return f"INSERT DATA {{ {triples} }}"


def drop(triple: str) -> str:
    return f"DELETE WHERE {{ {triple} }}"


def put(triple: str) -> str:
    """Replace the value of a subject and predicate."""
    subject, predicate, _ = triple.split(" ", 2)
    return f"DELETE WHERE {{ {subject} {predicate} ?any }} ; {add(triple)}"


def _case(rule: str, focus: str, *updates: str) -> Case:
    return Case(rule, focus, " ;\n".join(updates))


STATEMENT = [
    _case("StatementShape-statedIn", "says", drop(":says mi2:statedIn ?any")),
    _case("StatementShape-statedIn", "says", add(":says mi2:statedIn :article")),
    _case("StatementShape-expresses", "calls", drop(":calls mi2:expresses ?any")),
    _case("StatementShape-expresses", "says", add(":says mi2:expresses :pos")),
    _case("StatementShape-stance", "says", drop(":says mi2:stance ?any")),
    _case("StatementShape-stance", "says", add(":says mi2:stance mi2:ReportsConflict")),
    _case("StatementShape-anchor", "says", drop(":says prov:wasQuotedFrom ?any")),
    _case("StatementShape-evidenceCode", "says", drop(":says obo:SEPIO_0000398 ?any")),
    _case("StatementShape-evidenceCode", "says", put(":says obo:SEPIO_0000398 obo:ECO_0000205")),
    _case("StatementShape-primarySource", "says", add(":says prov:hadPrimarySource :study")),
    _case(
        "StatementShape-hedge",
        "suggests",
        put(':suggests mi2:hedge "six words are one too many"@en'),
    ),
    _case("StatementShape-hedge", "suggests", put(':suggests mi2:hedge "peut"')),
    _case("StatementShape-hedgeKind", "suggests", put(":suggests mi2:hedgeKind mi2:Often")),
    _case("StatementShape-language", "says", put(':says dcterms:language "French"')),
    _case("StatementShape-qualifier", "says", add(":says mi2:qualifier mi2:May")),
    _case("StatementShape-wording", "says", put(":says mi2:wording mi2:Often")),
    _case("StatementShape-reading", "says", add(":says mi2:reading mi2:PossibleReading")),
    _case("StatementShape-attributedTo", "recommends", add(":recommends mi2:attributedTo :study")),
    _case("SourceNamedShape", "says", drop(":says prov:hadPrimarySource ?any")),
    _case("SourceNamedShape", "says-article", drop(":says-article prov:hadPrimarySource ?any")),
    _case(
        "SourceNamedShape",
        "says-sides",
        put(":says-sides obo:SEPIO_0000398 obo:ECO_0000033"),
        drop(":says-sides prov:hadPrimarySource ?any"),
    ),
    _case("UntraceableWithoutSourceShape", "calls", add(":calls prov:hadPrimarySource :paper")),
    _case(
        "UntraceableClaimShape",
        "says",
        put(":says obo:SEPIO_0000398 obo:ECO_0000034"),
        drop(":says prov:hadPrimarySource ?any"),
    ),
    _case("EvidenceFitsDocumentShape", "says", put(":says obo:SEPIO_0000398 obo:ECO_0000180")),
    _case(
        "EvidenceFitsDocumentShape",
        "says-article",
        put(":says-article obo:SEPIO_0000398 obo:ECO_0006016"),
    ),
    _case("HedgeWholeShape", "suggests", drop(":suggests mi2:hedgeKind ?any")),
    _case("HedgeWholeShape", "says", add(":says mi2:hedgeKind mi2:May")),
    _case("SuggestionHedgedShape", "suggests", drop(":suggests mi2:hedge ?any")),
    _case("AssertionUnhedgedShape", "says", add(':says mi2:hedge "peut"@fr ; mi2:hedgeKind mi2:May')),
    _case("HypothesisNotAssertedShape", "says", add(":says mi2:expresses :hypothesis")),
    _case("ActionStanceShape", "says", add(":says mi2:expresses :study-more")),
    _case("ConflictStanceShape", "says", add(":says mi2:expresses :conflict")),
    _case("RecommendationAttributedShape", "recommends", drop(":recommends mi2:attributedTo ?any")),
    _case("StatementTextShape", "says-article", put(":article dcterms:isPartOf :other")),
]

DOCUMENT = [
    _case("TextShape-identifier", "text", drop(":text dcterms:identifier ?any")),
    _case("TextShape-sha256", "text", put(':text spdx:checksumValue "0123"')),
    _case("TextShape-language", "text", put(':text dcterms:language "français"')),
    _case("DocumentShape-isPartOf", "brief", drop(":brief dcterms:isPartOf ?any")),
    _case("DocumentShape-title", "brief", drop(":brief dcterms:title ?any")),
    _case("DocumentShape-startLine", "brief", put(":brief mi2:startLine 99")),
    _case("DocumentShape-startLine", "brief", put(":brief mi2:startLine 0")),
    _case("DocumentShape-endLine", "brief", drop(":brief mi2:endLine ?any")),
    _case("DocumentShape-language", "brief", drop(":brief dcterms:language ?any")),
    _case("DocumentShape-derivedFrom", "brief", put(":brief prov:wasDerivedFrom :study")),
    _case("DocumentShape-subject", "brief", put(":brief dcterms:subject mi2:Often")),
    _case("DocumentShape-heading", "brief", put(":brief mi2:hasHeading :says")),
    _case("DocumentShape-link", "brief", put(":brief dcterms:references <file:///a>")),
    _case("DocumentKindShape", "brief", drop(":brief a mi2:NewsBrief")),
    _case("DocumentLinesApartShape", "article", put(":article mi2:startLine 40")),
]

PUBLICATION = [
    _case("PublicationShape-title", "paper", drop(":paper dcterms:title ?any")),
    _case("PublicationShape-pmid", "paper", put(':paper mi2:pmid "PMID:31594859"')),
    _case("PublicationShape-doi", "paper", put(':paper mi2:doi "https://doi.org/10.1000/abc.1"')),
    _case("PublicationShape-authorList", "paper", add(':paper mi2:authorList "Doe J"')),
    _case("PublicationShape-etAl", "paper", put(':paper mi2:etAl "yes"')),
    _case("LiteratureShape-issued", "paper", put(':paper dcterms:issued "2019-13"^^xsd:gYearMonth')),
    _case("LiteratureShape-issued", "earlier", put(':earlier dcterms:issued "2017"')),
    _case("UnidentifiedLiteratureShape-pmid", "earlier", add(':earlier mi2:pmid "123"')),
    _case("UnidentifiedLiteratureShape-doi", "earlier", add(':earlier mi2:doi "10.1000/x"')),
    _case("LiteratureOneClassShape", "paper", add(":paper a mi2:UnidentifiedLiterature")),
]

STUDY = [
    _case("StudyShape-publishedIn", "study", put(":study mi2:publishedIn :brief")),
    _case("StudyShape-country", "study", put(":study mi2:conductedIn mi2:Often")),
    _case("StudyShape-design", "study", put(":study mi2:studyDesign mi2:Often")),
    _case("StudyShape-aim", "study", put(":study mi2:studyAim mi2:Often")),
    _case("StudyShape-drawnFrom", "study", put(":study mi2:drawnFrom mi2:Often")),
    _case("StudyShape-setting", "study", put(":study mi2:setting mi2:Often")),
    _case("StudyShape-registryNumber", "study", put(':study mi2:registryNumber "NCT1234567"')),
    _case("StudyShape-registryNumber", "study", put(':study mi2:registryNumber "nct01234567"')),
    _case("StudyShape-centreCount", "study", put(":study mi2:centreCount 0")),
    _case("StudyShape-centreCount", "study", put(":study mi2:centreCount 3.0")),
    _case("StudyShape-enrolmentStart", "study", put(':study mi2:enrolmentStart "2002"')),
    _case("StudyShape-enrolmentEnd", "study", put(':study mi2:enrolmentEnd "2018-13"^^xsd:gYearMonth')),
    _case("EnrolmentInOrderShape", "study", put(':study mi2:enrolmentStart "2019"^^xsd:gYear')),
    _case(
        "EnrolmentInOrderShape",
        "study",
        put(':study mi2:enrolmentStart "2018-12-02"^^xsd:date'),
        put(':study mi2:enrolmentEnd "2018-11"^^xsd:gYearMonth'),
    ),
    _case("EnrolmentWholeShape", "study", drop(":study mi2:enrolmentEnd ?any")),
    _case("StudyFiguresAgreeShape", "study", add(":study mi2:centreCount 4")),
    _case("StudyFiguresAgreeShape", "study", add(':study mi2:enrolmentEnd "2019"^^xsd:gYear')),
    _case("StudyPopulationShape", "study2", put(":all2 mi2:fromStudy :study")),
    _case("StudyDescribedShape", "study2", put(":d-study2 mi2:about :paper")),
]

GROUP = [
    _case("GroupShape-memberCount", "ten", put(":ten mi2:memberCount 0")),
    _case("GroupShape-memberCount", "ten", add(":ten mi2:memberCount 11")),
    _case("GroupShape-fromStudy", "ten", add(":ten mi2:fromStudy :study2")),
    _case("GroupShape-subgroupOf", "pos", add(":pos mi2:subgroupOf :study")),
    _case("GroupShape-groupRole", "pos", add(":pos mi2:groupRole mi2:ComparisonRole")),
    _case("GroupShape-diagnosis", "pos", put(":pos mi2:hasDiagnosis :Weakness")),
    _case("GroupShape-positiveFor", "pos", add(":pos mi2:antibodyPositiveFor :Disease")),
    _case("GroupShape-negativeFor", "neg", add(":neg mi2:antibodyNegativeFor :Disease")),
    _case("GroupShape-antibodyStatus", "pos", add(":pos mi2:antibodyNegativeFor :Antibody")),
    _case("GroupShape-criterion", "pos", add(":pos mi2:hasCriterion :Antibody")),
    _case("GroupShape-omits", "persons", add(":persons mi2:omits mi2:Often")),
    _case("GroupShape-populationSource", "general", put(":general mi2:populationSource mi2:Often")),
    _case("GroupShape-memberKind", "relapses", add(":relapses mi2:memberKind mi2:PersonMembers")),
    _case("StudyPartShape-fromStudy", "pos", drop(":pos mi2:fromStudy ?any")),
    _case("PartShape-subgroupOf", "ten", drop(":ten mi2:subgroupOf ?any")),
    _case("SizeDeclaredShape", "persons", drop(":persons mi2:omits mi2:SizeNotStated")),
    _case("SizeDeclaredShape", "all2", drop(":all2 mi2:omits mi2:SizeNotStated")),
    _case("SizeNotBothShape", "ten", add(":ten mi2:omits mi2:SizeNotStated")),
    _case("SizeStatedShape", "ten", put(":ten mi2:memberCount 9")),
    _case("SizeStatedShape", "all", add(":all mi2:memberCount 70")),
    _case("DiagnosisDeclaredShape", "pos", drop(":pos mi2:hasDiagnosis ?any")),
    _case("DiagnosisDeclaredShape", "pos", add(":pos mi2:omits mi2:DiagnosisNotStated")),
    _case(
        "SubgroupNotLargerShape",
        "ten",
        put(":ten mi2:subgroupOf :neg"),
        put(":ten mi2:memberCount 41"),
    ),
    _case("SubgroupNotLargerShape", "ten", put(":ten mi2:memberCount 31")),
    _case("SubgroupNotLargerShape", "relapses", put(":relapses mi2:memberKind mi2:PersonMembers")),
    _case("SubgroupNotLargerShape", "relapses", add(":ten mi2:memberKind mi2:EventMembers")),
    _case("NotPartOfItselfShape", "ten", put(":ten mi2:subgroupOf :ten")),
    _case("NotPartOfItselfShape", "all", add(":all mi2:subgroupOf :pos")),
    _case("ArmSumShape", "all", put(":e-all mi2:value 70.0")),
    _case("ArmSumShape", "all", put(":e-all mi2:bound mi2:EqualTo")),
    _case("CriteriaKeptShape", "neg", put(":neg-lacks mi2:criterionStatus mi2:Present")),
    _case("CriteriaKeptShape", "persons", drop(":persons mi2:hasCriterion ?any")),
    _case(
        "CriteriaAgreeShape",
        "general",
        add(
            ":general mi2:hasCriterion :treated . :treated a mi2:TreatmentCriterion,"
            " mi2:Criterion ; mi2:topic :Drug ; mi2:criterionStatus mi2:Present"
        ),
    ),
    _case("GroupDescribedShape", "persons", put(":d-persons mi2:about :paper")),
    _case("CriterionShape-status", "pos-has", drop(":pos-has mi2:criterionStatus ?any")),
    _case("CriterionShape-topic", "pos-has", add(":pos-has mi2:topic mi2:Often")),
    _case("CriterionShape-estimate", "ten-follow-up", add(":ten-follow-up mi2:hasEstimate :e-all")),
    _case("CriterionContentShape", "pos-has", drop(":pos-has mi2:topic ?any")),
    _case("CriterionContentShape", "general-window", drop(":general-window mi2:timeFrame ?any")),
    _case("CriterionShape-timeFrame", "general-window", add(":general-window mi2:timeFrame :six-months")),
    _case("MarkerCriterionShape-topic", "general-marker", put(":general-marker mi2:topic :Weakness")),
    _case("CharacteristicCriterionShape-topic", "general-woman", put(":general-woman mi2:topic :Weakness")),
    _case("AgeCriterionShape-estimate", "general-age", drop(":general-age mi2:hasEstimate ?any")),
    _case("AgeInYearsShape", "general-age", put(':e-age mi2:unit "1"')),
    _case("WindowCriterionShape-timeFrame", "general-window", drop(":general-window mi2:timeFrame ?any")),
    _case("CriterionOfGroupShape", "ten-follow-up", drop(":ten mi2:hasCriterion ?any")),
]

ESTIMATE = [
    _case("EstimateShape-value", "e-pos", put(':e-pos mi2:value "30"')),
    _case("EstimateShape-bound", "e-pos", add(":e-pos mi2:bound mi2:MoreThan")),
    _case("EstimateShape-statistic", "e-pos", add(":e-pos mi2:statistic mi2:Mean")),
    _case("EstimateShape-unit", "e-level", drop(":e-level mi2:unit ?any")),
    _case("EstimateShape-unit", "e-level", put(':e-level mi2:unit "U / L"')),
    _case("EstimateShape-unit", "e-level", put(':e-level mi2:unit "µg/L"')),
    _case("EstimateShape-numerator", "e-count", put(":e-count mi2:numerator 11")),
    _case("EstimateShape-numerator", "e-count", put(":e-count mi2:numerator -1")),
    _case("EstimateShape-denominator", "e-count", put(":e-count mi2:denominator 0")),
    _case("EstimateShape-lower", "e-candidate", put(":e-candidate mi2:lower 19.0")),
    _case("EstimateShape-upper", "e-candidate", add(":e-candidate mi2:upper 20.0")),
    _case("EstimateShape-intervalKind", "e-predicts", put(":e-predicts mi2:intervalKind mi2:Often")),
    _case("EstimateShape-intervalKind", "e-enzyme-neg", add(":e-enzyme-neg mi2:intervalKind mi2:ConfidenceInterval")),
    _case("EstimateShape-level", "e-predicts", put(":e-predicts mi2:level 5.0")),
    _case("EstimateShape-level", "e-predicts", put(":e-predicts mi2:level 100.0")),
    _case("EstimateShape-level", "e-predicts", put(':e-predicts mi2:level "95%"')),
    _case("EstimateShape-spread", "e-enzyme-pos--2", put(":e-enzyme-pos--2 mi2:spread -600.0")),
    _case("EstimateShape-pValue", "e-rho", put(":e-rho mi2:pValue 1.01")),
    _case("EstimateShape-pValue", "e-joint", put(":e-joint mi2:pValue -0.001")),
    _case("EstimateShape-pValueBound", "e-rho", put(":e-rho mi2:pValueBound mi2:Often")),
    _case("EstimateShape-significance", "e-joint", add(":e-joint mi2:significance mi2:NotSignificant")),
    _case("EstimateShape-adjustment", "e-enzyme", add(":e-enzyme mi2:adjustment mi2:CrudeEstimate")),
    _case("EstimateShape-approximation", "e-follow-up", put(":e-follow-up mi2:approximation mi2:Often")),
    _case("EstimateShape-omits", "e-weak-pos", add(":e-weak-pos mi2:omits mi2:Often")),
    _case("ValueOrIntervalShape", "e-level", drop(":e-level mi2:value ?any")),
    _case("ValueOrIntervalShape", "e-candidate", drop(":e-candidate mi2:upper ?any")),
    _case("ValueOrIntervalShape", "e-joint", drop(":e-joint mi2:pValue ?any")),
    _case("BoundGivenShape", "e-level", drop(":e-level mi2:bound ?any")),
    _case("BoundGivenShape", "e-joint", add(":e-joint mi2:bound mi2:LessThan")),
    _case("StatisticRangeShape", "e-weak-pos", put(":e-weak-pos mi2:value 101.0")),
    _case("StatisticRangeShape", "e-weak-neg", put(":e-weak-neg mi2:value -1.0")),
    _case("StatisticRangeShape", "e-weak6", put(":e-weak6 mi2:upper 107.0")),
    _case("StatisticRangeShape", "e-predicts", put(":e-predicts mi2:lower -0.4")),
    _case("StatisticRangeShape", "e-auc", put(":e-auc mi2:value 1.91")),
    _case("StatisticRangeShape", "e-auc", put(":e-auc mi2:value 101.0"), put(':e-auc mi2:unit "%"')),
    _case("StatisticRangeShape", "e-rho", put(":e-rho mi2:value -1.45")),
    _case("PercentageUnitShape", "e-weak-pos", put(':e-weak-pos mi2:unit "1"')),
    _case("PercentageUnitShape", "e-follow-up", put(':e-follow-up mi2:unit "%"')),
    _case("PercentageUnitShape", "e-count", put(':e-count mi2:unit "%"')),
    _case("DenominatorDeclaredShape", "e-weak-pos", drop(":e-weak-pos mi2:omits ?any")),
    _case("DenominatorDeclaredShape", "e-share", add(":e-share mi2:omits mi2:DenominatorNotStated")),
    _case("PercentageConsistentShape", "e-share", put(":e-share mi2:value 31.0")),
    _case("PercentageConsistentShape", "e-weak6", put(':e-weak6 mi2:value "62"^^xsd:decimal')),
    _case("PercentageConsistentShape", "e-weak6", put(":e-weak6 mi2:numerator 19")),
    _case("CountWholeShape", "e-sum", put(":e-sum mi2:value 70.5")),
    _case("NumeratorIsValueShape", "e-count", put(":e-count mi2:value 4.0")),
    _case("PrintedKeptShape", "e-level", drop(":e-level mi2:printed ?any")),
    _case("PrintedKeptShape", "e-cut", drop(":e-cut mi2:printed ?any")),
    _case("PrintedKeptShape", "e-step", drop(":e-step mi2:printed ?any")),
    _case("EstimateOwnedShape", "e-share", drop(":d-share mi2:hasEstimate ?any")),
    _case("EstimateOwnedShape", "e-step", drop(":predicts mi2:perAmount ?any")),
    _case("CountPrintedShape", "e-weak-pos", add(":e-weak-pos mi2:numerator 18 ; mi2:denominator 30")),
    _case("CountPrintedShape", "e-some", add(":e-some mi2:denominator 10")),
    _case("DenominatorDeclaredShape", "e-some", drop(":e-some mi2:omits ?any")),
    _case("DenominatorDeclaredShape", "e-weak6", add(":e-weak6 mi2:omits mi2:DenominatorNotStated")),
    _case("IntervalWholeShape", "e-predicts", drop(":e-predicts mi2:upper ?any")),
    _case("IntervalHoldsValueShape", "e-predicts", put(":e-predicts mi2:value 7.4")),
    _case("IntervalHoldsValueShape", "e-enzyme-pos", put(":e-enzyme-pos mi2:value 300.0")),
    _case("IntervalKindDeclaredShape", "e-enzyme-pos", drop(":e-enzyme-pos mi2:omits ?any")),
    _case("IntervalKindDeclaredShape", "e-enzyme-neg", add(":e-enzyme-neg mi2:omits mi2:IntervalKindNotStated")),
    _case("IntervalKindDeclaredShape", "e-enzyme-pos--2", drop(":e-enzyme-pos--2 mi2:intervalKind ?any")),
    _case("IntervalKindDeclaredShape", "e-time", add(":e-time mi2:omits mi2:IntervalKindNotStated")),
    _case("IntervalGivenShape", "e-enzyme-pos--2", drop(":e-enzyme-pos--2 mi2:spread ?any")),
    _case("IntervalGivenShape", "e-time", add(":e-time mi2:level 95.0")),
    _case("LevelDeclaredShape", "e-enzyme", drop(":e-enzyme mi2:omits ?any")),
    _case("LevelDeclaredShape", "e-predicts", add(":e-predicts mi2:omits mi2:LevelNotStated")),
    _case("LevelOfIntervalShape", "e-enzyme-neg", add(":e-enzyme-neg mi2:level 95.0")),
    _case("PValueBoundGivenShape", "e-rho", drop(":e-rho mi2:pValueBound ?any")),
    _case("PValueBoundGivenShape", "e-time", add(":e-time mi2:pValueBound mi2:LessThan")),
    _case("PValueAloneShape", "e-joint", drop(":e-joint mi2:statistic ?any")),
    _case("PValueAloneShape", "e-joint", add(":e-joint mi2:value 0.001 ; mi2:bound mi2:LessThan")),
    _case("LimitShape-value", "e-cut", drop(":e-cut mi2:value ?any")),
    _case("LimitShape-value", "e-step", drop(":e-step mi2:value ?any")),
]

ANCHOR = [
    _case("AnchorShape-source", "anchor", put(":anchor oa:hasSource :brief")),
    _case("AnchorShape-digest", "anchor", put(':anchor mi2:digest "D2791145BBAE8A62"')),
    _case("AnchorShape-quoteName", "anchor", put(":anchor mi2:quoteName <ni:///sha-256;abc>")),
    _case("OnePositionShape", "anchor", put(":anchor oa:hasSelector :quote")),
    _case(
        "OnePositionShape",
        "anchor",
        add(":anchor oa:hasSelector :p2 . :p2 a oa:TextPositionSelector ; oa:start 1 ; oa:end 2"),
    ),
    _case("PositionShape-start", "position", put(":position oa:start 20")),
    _case("PositionShape-start", "position", put(":position oa:start -1")),
    _case("PositionShape-end", "position", add(":position oa:end 30")),
    _case("QuoteShape-exact", "quote", put(':quote oa:exact ""')),
]

TERM = [
    _case("LabelShape-label", "weak", drop(":weak rdfs:label ?any")),
    _case("LabelShape-label", "pos", add(':pos rdfs:label "other"@en')),
    _case("LabelShape-label", "Disease", add(':Disease rdfs:label "Krankheit"@de')),
    _case("TermShape-definition", "Disease", drop(":Disease skos:definition ?any")),
    _case("TermShape-definition", "mi2:Often", add('mi2:Often skos:definition "Again."@en')),
    _case("TermShape-key", "Disease", put(':Disease mi2:key "Disease"')),
    _case("TermShape-isDefinedBy", "Disease", put(":Disease rdfs:isDefinedBy :elsewhere")),
    _case("KindShape-punned", "Disease", drop(":Disease a owl:Class")),
    _case("OutcomeKindShape-outcomeOf", "TitreGone", drop(":TitreGone mi2:outcomeOf ?any")),
    _case("TermShape-key", "mi2:Often", add('mi2:Often mi2:key "oft"')),
    _case("TermShape-definition", "mi2:SymptomOnset", drop("mi2:SymptomOnset skos:definition ?any")),
    _case("ValueKeyedShape", "mi2:Often", drop("mi2:Often mi2:key ?any")),
    _case("ValueKeyedShape", "mi2:AtDiseaseOnset", drop("mi2:AtDiseaseOnset mi2:key ?any")),
    _case("LabelShape-label", "model", drop(":model rdfs:label ?any")),
    _case("LabelShape-label", "six-months", drop(":six-months rdfs:label ?any")),
    _case("StatisticShape-null", "mi2:OddsRatio", add("mi2:OddsRatio mi2:nullValue 0.0")),
    _case("StatisticShape-minimum", "mi2:OddsRatio", put("mi2:OddsRatio mi2:minimumValue 2.0")),
    _case("StatisticShape-minimum", "mi2:Percentage", put("mi2:Percentage mi2:minimumValue 100.0")),
    _case("StatisticShape-maximum", "mi2:Percentage", put('mi2:Percentage mi2:maximumValue "100"')),
    _case("UnitShape-code", "mi2:Year", drop("mi2:Year mi2:ucumCode ?any")),
    _case("UnitShape-code", "mi2:Year", put('mi2:Year mi2:ucumCode "per year"')),
    _case("MeasureKindShape-better", "Strength", put(":Strength mi2:betterDirection mi2:Differs")),
    _case("MeasureKindShape-scaleLow", "Strength", put(":Strength mi2:scaleLow 200.0")),
    _case("MeasureKindShape-scaleHigh", "Strength", put(':Strength mi2:scaleHigh "150"')),
    _case("MeasureKindShape-unit", "Enzyme", put(':Enzyme mi2:admissibleUnit "U per L"')),
]

PROPOSITION = [
    *(
        _case(f"PropositionShape-{field}", focus, add(f":{focus} mi2:{field} mi2:Often"))
        for field, focus in [
            ("topic", "weak"),
            ("antibody", "risk"),
            ("inDisease", "risk"),
            ("aspect", "risk"),
            ("direction", "risk"),
            ("severityLevel", "moderate"),
            ("timeFrame", "weak"),
            ("quantifier", "quality"),
            ("significance", "pair"),
            ("correlationStrength", "pair"),
            ("correlationSign", "pair"),
            ("site", "vague"),
            ("assessedBy", "quality"),
            ("underTreatment", "gone"),
            ("outcome", "gone"),
            ("variable", "pair"),
            ("omits", "vague"),
            ("fromStudy", "weak"),
            ("hasEstimate", "level"),
            ("endpointRole", "weak6"),
            ("analysisSet", "weak6"),
            ("adjustedFor", "enzyme"),
            ("threshold", "weak6"),
            ("lessSpecificThan", "vague"),
            ("alignedWith", "risk"),
            ("conflictsWith", "severe"),
        ]
    ),
    _case(
        "PropositionShape-alignedOrConflicting",
        "severe",
        add(":severe mi2:alignedWith :moderate . :moderate mi2:alignedWith :severe"),
    ),
    _case("PropositionShape-variable", "rho", add(":rho mi2:variable :Disease")),
    _case("PropositionShape-timeFrame", "weak6", add(":weak6 mi2:timeFrame mi2:AtDiseaseOnset")),
    _case("PropositionShape-threshold", "weak6", add(":weak6 mi2:threshold :e-cut")),
    _case(
        "OneFigureShape",
        "level",
        add(
            ":level mi2:hasEstimate :e-level2 . :e-level2 a mi2:Estimate ;"
            ' mi2:statistic mi2:Mean ; mi2:value 5.0 ; mi2:bound mi2:EqualTo ; mi2:unit "mg/L"'
        ),
    ),
    _case("OneFigureShape", "predicts", put(":e-predicts--2 mi2:adjustment mi2:AdjustedEstimate")),
    _case("ThresholdNotBothShape", "some", add(":some mi2:threshold :e-cut")),
    _case("AdjustmentAgreesShape", "enzyme", put(":e-enzyme mi2:adjustment mi2:CrudeEstimate")),
    _case("DirectionNotBothShape", "pooled", add(":pooled mi2:direction mi2:Higher")),
    _case("DirectionNotBothShape", "predicts", add(":predicts mi2:omits mi2:DirectionNotStated")),
    _case("StatedShape", "d-share", drop(":says mi2:expresses :d-share")),
    _case("StatedNotComputedShape", "weak", add(":weak a mi2:ComputedResult")),
    _case("BroaderInOrderShape", "weak", add(":weak mi2:lessSpecificThan :vague")),
    _case("BroaderInOrderShape", "level", add(":level mi2:lessSpecificThan :level")),
    _case("AlignedBothWaysShape", "risk2", drop(":risk mi2:alignedWith ?any")),
    _case("AlignedBothWaysShape", "level", add(":level mi2:alignedWith :level")),
    _case("ConflictsBothWaysShape", "severe", drop(":moderate mi2:conflictsWith ?any")),
]

RESULT = [
    _case("ObservedInShape-group", "level", add(":level mi2:group :neg")),
    _case("GroupResultShape-topic", "level", drop(":level mi2:topic ?any")),
    _case("TimeFrameDeclaredShape", "weak", drop(":weak mi2:timeFrame ?any")),
    _case("TimeFrameDeclaredShape", "weak-pos", add(":weak-pos mi2:omits mi2:TimeFrameNotStated")),
    _case("TimeFrameDeclaredShape", "three", drop(":three mi2:omits mi2:TimeFrameNotStated")),
    _case("GroupDeclaredShape", "quality2", drop(":quality2 mi2:omits mi2:GroupNotStated")),
    _case("GroupDeclaredShape", "pair", add(":pair mi2:omits mi2:GroupNotStated")),
    _case("ResultStudyShape", "weak", put(":weak mi2:fromStudy :study2")),
    _case("FrequencyResultShape-estimate", "weak-pos", drop(":weak-pos mi2:hasEstimate ?any")),
    _case("FrequencyIsPercentageShape", "weak-pos", put(":weak-pos mi2:hasEstimate :e-level")),
    _case("FrequencyIsPercentageShape", "weak6", put(':e-weak6 mi2:unit "1"')),
    _case(
        "FrequencyOnceShape",
        "weak-neg",
        put(":weak-pos mi2:group :neg"),
    ),
    _case("CountResultShape-estimate", "gone", drop(":gone mi2:hasEstimate ?any")),
    _case("CountIsFractionShape", "gone", drop(":e-count mi2:numerator ?any")),
    _case("CountIsFractionShape", "gone", put(":e-count mi2:statistic mi2:Mean")),
    _case("CountIsFractionShape", "deaths", put(":e-deaths mi2:value 2.5")),
    _case("CountIsFractionShape", "deaths", put(':e-deaths mi2:unit "mo"')),
    _case("CountWithinGroupShape", "gone", put(":e-count mi2:denominator 11")),
    _case("CountWithinGroupShape", "weak6", put(":e-weak6 mi2:denominator 31")),
    _case("CountWithinGroupShape", "some", put(":e-some mi2:numerator 11")),
    _case("RateResultShape-estimate", "survives", drop(":survives mi2:hasEstimate ?any")),
    _case("RateNamedShape", "survives", put(":e-survives mi2:statistic mi2:Percentage")),
    _case("LevelOfMeasureShape", "level", put(":level mi2:topic :Weakness")),
    _case("LevelOfMeasureShape", "time-gone", put(':e-time mi2:unit "1"')),
    _case("UnitFitsMeasureShape", "enzyme-neg", put(':e-enzyme-neg mi2:unit "mg/L"')),
    _case("WithinScaleShape", "score", put(":e-score mi2:value 151.0")),
    _case("WithinScaleShape", "score", put(":e-score mi2:value -1.0")),
    _case("TimeFrameDeclaredShape", "predicts", drop(":predicts mi2:omits ?any")),
    _case("TimeFrameDeclaredShape", "pooled", add(":pooled mi2:timeFrame mi2:AtDiseaseOnset")),
    _case("TimeFrameDeclaredShape", "detects", drop(":detects mi2:omits ?any")),
    _case("GroupDeclaredShape", "detects", drop(":detects mi2:group ?any")),
    _case("GroupDeclaredShape", "falls", drop(":falls mi2:group ?any")),
    _case("ObservedInShape-group", "predicts", add(":predicts mi2:group :neg")),
    _case("ObservedInShape-group", "pooled", put(":pooled mi2:group :study")),
    _case("CountOfWholeGroupShape", "gone", put(":e-count mi2:denominator 9")),
    _case("LevelResultShape-estimate", "level", drop(":level mi2:hasEstimate ?any")),
    _case("QualitativeResultShape-estimate", "quality", add(":quality mi2:hasEstimate :e-share")),
    _case("QualityGivenShape", "quality", drop(":quality mi2:quantifier ?any")),
]

COMPARISON = [
    _case("ComparisonResultShape-indexGroup", "vague", drop(":vague mi2:indexGroup ?any")),
    _case("ComparisonResultShape-comparatorGroup", "weak", add(":weak mi2:comparatorGroup :study")),
    _case("ComparisonResultShape-twoGroups", "enzyme-joint", add(":enzyme-joint mi2:comparatorGroup :pos")),
    _case("ComparisonResultShape-twoGroups", "weak", put(":weak mi2:comparatorGroup :pos")),
    _case("ComparisonResultShape-topic", "weak", add(":weak mi2:topic :Titre")),
    _case("ComparisonResultShape-aspect", "weak", drop(":weak mi2:aspect ?any")),
    _case("ComparisonResultShape-basedOn", "weak", add(":weak mi2:basedOn :vague")),
    _case("ComparatorDeclaredShape", "weak", drop(":weak mi2:comparatorGroup ?any")),
    _case("ComparatorDeclaredShape", "vague", add(":vague mi2:comparatorGroup :neg")),
    _case("DirectionDeclaredShape", "weak", drop(":weak mi2:direction ?any")),
    _case("DirectionDeclaredShape", "vague", add(":vague mi2:direction mi2:Higher")),
    _case("DirectionAgreesShape", "weak", put(":weak mi2:direction mi2:Lower")),
    _case("DirectionAgreesShape", "weak", put(":e-weak-pos mi2:value 46.0")),
    _case("DirectionAgreesShape", "enzyme", put(":enzyme mi2:direction mi2:Lower")),
    _case("DirectionAgreesShape", "enzyme", put(":e-enzyme-neg mi2:value 1300.0")),
    _case(
        "DirectionAgreesShape",
        "enzyme",
        drop(":e-enzyme-neg mi2:statistic ?any"),
        drop(":e-enzyme-pos mi2:statistic ?any"),
        put(":e-enzyme-neg mi2:value 1300.0"),
    ),
    _case(
        "DirectionAgreesShape",
        "weak",
        put(":e-weak-pos mi2:statistic mi2:Count"),
        put(':e-weak-pos mi2:unit "1"'),
        put(":e-weak-pos mi2:value 18"),
        add(":e-weak-pos mi2:denominator 40"),
        put(":e-weak-neg mi2:statistic mi2:Count"),
        put(':e-weak-neg mi2:unit "1"'),
        put(":e-weak-neg mi2:value 15"),
        add(":e-weak-neg mi2:denominator 30"),
    ),
    _case("DirectionDeclaredShape", "dose", drop(":dose mi2:omits ?any")),
    _case("DirectionDeclaredShape", "falls", add(":falls mi2:omits mi2:DirectionNotStated")),
    _case("EffectDirectionShape", "enzyme", put(":e-enzyme mi2:value -400.0")),
    _case("EffectDirectionShape", "predicts", put(":predicts mi2:direction mi2:Lower")),
    _case("EffectDirectionShape", "pooled", add(":pooled mi2:direction mi2:Lower")),
    _case("EffectDirectionShape", "falls", add(":falls mi2:hasEstimate :e-pooled")),
    _case("AbsenceNotSignificantShape", "alike", put(":alike mi2:significance mi2:Significant")),
    _case("AbsenceNotSignificantShape", "alike", add(":alike mi2:hasEstimate :e-joint")),
    _case("FigureNamedShape", "enzyme", drop(":e-enzyme mi2:statistic ?any")),
    _case("FigureNamedShape", "detects", drop(":e-detects mi2:statistic ?any")),
    _case("BasedOnSharesShape", "weak", put(":weak-pos mi2:timeFrame mi2:AtDiseaseOnset")),
    _case("BasedOnSharesShape", "weak", put(":weak-neg mi2:topic :Titre")),
    _case("BasedOnItsGroupsShape", "weak", put(":weak-neg mi2:group :ten")),
    _case(
        "BasedOnItsGroupsShape", "enzyme-joint", add(":enzyme-joint mi2:basedOn :level"), put(":level mi2:group :all")
    ),
    _case("BasedOnBothShape", "weak", drop(":weak mi2:basedOn :weak-neg")),
    _case("BasedOnBothShape", "enzyme-joint", add(":enzyme-joint mi2:basedOn :enzyme-pos, :enzyme-neg")),
]

CORRELATION = [
    _case("CorrelationResultShape-variable", "pair", drop(":pair mi2:variable :Titre")),
    _case("SignDeclaredShape", "pair", drop(":pair mi2:correlationSign ?any")),
    _case("StrengthDeclaredShape", "pair", drop(":pair mi2:correlationStrength ?any")),
    _case("SignificanceDeclaredShape", "pair", add(":pair mi2:omits mi2:SignificanceNotStated")),
    _case("SignOfPairShape", "three", add(":three mi2:correlationSign mi2:PositiveSign")),
    _case("SignDeclaredShape", "pair", add(":pair mi2:omits mi2:SignNotStated")),
    _case("StrengthDeclaredShape", "rho", drop(":e-rho mi2:value ?any")),
    _case("SignificanceDeclaredShape", "rho", drop(":e-rho mi2:pValue ?any")),
    _case("CoefficientRangeShape", "rho", drop(":e-rho mi2:statistic ?any"), put(":e-rho mi2:value -2.3")),
    _case("SignAgreesShape", "rho", put(":rho mi2:correlationSign mi2:PositiveSign")),
    _case("SignAgreesShape", "rho", put(":e-rho mi2:value 0.45")),
]

ASSOCIATION = [
    _case("AssociationClaimShape-antibody", "risk", drop(":risk mi2:antibody ?any")),
    _case("AssociationClaimShape-topic", "risk", drop(":risk mi2:topic ?any")),
    _case("AssociationClaimShape-group", "risk", add(":risk mi2:group :pos")),
    _case("AssociationClaimShape-indexGroup", "risk", add(":risk mi2:indexGroup :pos")),
    _case("AssociationClaimShape-comparatorGroup", "risk", add(":risk mi2:comparatorGroup :neg")),
    _case("AssociationContentShape", "risk", drop(":risk mi2:direction ?any")),
    _case("AssociationContentShape", "risk", add(":risk mi2:severityLevel mi2:Severe")),
    _case("AssociationContentShape", "risk2", add(":risk2 mi2:direction mi2:Higher")),
]

DESCRIPTION = [
    _case("DescriptionPropositionShape-about", "d-share", drop(":d-share mi2:about ?any")),
    _case("DescriptionPropositionShape-attribute", "d-share", put(":d-share mi2:attribute mi2:Often")),
    _case("DescriptionPropositionShape-value", "d-persons", put(':d-persons mi2:attributeValue "x"')),
    _case("DescriptionPropositionShape-among", "d-study2", add(":d-study2 mi2:among :Weakness")),
    _case("DescriptionContentShape", "d-persons", drop(":d-persons mi2:attributeValue ?any")),
    _case("SizesAgreeShape", "d-pos", put(":d-neg mi2:about :pos")),
]

CLAIM = [
    _case("HypothesisPropositionShape-subject", "hypothesis", put(":hypothesis mi2:hypothesisSubject :pos")),
    _case("HypothesisPropositionShape-role", "hypothesis", drop(":hypothesis mi2:candidateRole ?any")),
    _case("HypothesisPropositionShape-for", "hypothesis", drop(":hypothesis mi2:candidateFor ?any")),
    _case("ActionPropositionShape-action", "test", drop(":test mi2:action ?any")),
    _case("ActionPropositionShape-object", "test", put(":test mi2:actionObject :pos")),
    _case("ActionPropositionShape-concerns", "study-more", put(":study-more mi2:concerns :pos")),
    _case("ActionPropositionShape-becauseOf", "test", put(":test mi2:becauseOf :pos")),
    _case("ActionPropositionShape-urgency", "test", put(":test mi2:urgency mi2:Often")),
    _case("ActionOnSomethingShape", "study-more", drop(":study-more mi2:concerns ?any")),
    _case("ConflictPropositionShape-member", "conflict", drop(":conflict mi2:conflictMember :severe")),
    _case(
        "ConflictMembersLinkedShape",
        "conflict",
        drop(":moderate mi2:conflictsWith ?any"),
        drop(":severe mi2:conflictsWith ?any"),
    ),
]

EVIDENCE = [
    _case("EvidenceLineShape-target", "evidence", drop(":evidence mi2:targetProposition ?any")),
    _case("EvidenceLineShape-direction", "evidence", put(":evidence mi2:evidenceDirection mi2:Higher")),
    _case("EvidenceLineShape-source", "evidence", put(":evidence mi2:evidenceSource :brief")),
    _case("EvidenceLineShape-recordedFrom", "evidence", drop(":evidence mi2:recordedFrom ?any")),
    _case("RecordedSaysTargetShape", "evidence", put(":evidence mi2:recordedFrom :says")),
    _case(
        "CuratorInferenceShape-evidenceCode",
        "part-of",
        put(":part-of obo:SEPIO_0000398 obo:ECO_0006016"),
    ),
    _case("CuratorInferenceShape-attribute", "part-of", put(":part-of mi2:inferredAttribute mi2:Often")),
    _case("CuratorInferenceShape-about", "number", drop(":number mi2:inferredAbout ?any")),
    _case("InferenceContentShape", "number", drop(":number mi2:inferredText ?any")),
    _case("InferenceNotStatedShape", "part-of", add(":ten mi2:subgroupOf :pos")),
    _case("InferenceNotStatedShape", "number", add(':paper2 mi2:pmid "123"')),
    _case("ComputedResultShape-computedFrom", "candidate", drop(":candidate mi2:computedFrom ?any")),
    _case("ComputedResultShape-computedBy", "candidate", put(":candidate mi2:computedBy mi2:Often")),
    _case("ComputedResultShape-estimate", "sum", add(":sum mi2:hasEstimate :says")),
    _case("OneNumberShape-estimate", "sum", add(":sum mi2:hasEstimate :e-candidate")),
    _case("ComputedNotLinkedShape", "sum", add(":level mi2:alignedWith :sum")),
    _case("ComputedNotLinkedShape", "sum", add(":sum mi2:conflictsWith :level")),
    _case("ComputedNotStatedShape", "sum", add(":says mi2:expresses :sum")),
    _case("ComputedSumShape", "sum", put(":e-sum mi2:value 71.0")),
    _case("ImpliedDirectionShape-direction", "implied", drop(":implied mi2:direction ?any")),
]

EFFECT = [
    _case("ComputedEffectShape-indexGroup", "effect", drop(":effect mi2:indexGroup ?any")),
    _case("ComputedEffectShape-comparatorGroup", "effect", put(":effect mi2:comparatorGroup mi2:Often")),
    _case("ComputedEffectShape-computedFrom", "effect", put(":effect mi2:computedFrom :weak-pos")),
    _case("ComputedEffectShape-computedFrom", "effect", add(":effect mi2:computedFrom :gone")),
    _case("ComputedEffectShape-computedWith", "effect", put(':effect mi2:computedWith "scipy"')),
    _case("ComputedEffectShape-setBeside", "effect", drop(":effect mi2:setBeside ?any")),
    _case("ComputedEffectShape-estimate", "effect", add(":effect mi2:hasEstimate :e-sum")),
    _case("ComputedEffectShape-estimate", "effect", drop(":effect mi2:hasEstimate ?any")),
    _case("ComputedEffectShape-agreesWithStated", "effect", add(":effect mi2:disagreesWithStated :weak")),
    _case("EffectGroupsShape", "effect", put(":effect mi2:indexGroup :ten")),
    _case(
        "EffectInputsShape", "effect", put(":effect mi2:computedFrom :weak-pos"), add(":effect mi2:computedFrom :gone")
    ),
    _case("EffectComparedShape", "effect", put(":effect mi2:agreesWithStated :e-weak-pos")),
    _case("EffectGroupsApartShape", "effect", add(":pos mi2:subgroupOf :neg")),
    _case("RoundingBoundsShape", "e-effect", add(":e-effect mi2:value 0.12 ; mi2:bound mi2:EqualTo")),
    _case("RoundingBoundsShape", "e-effect", add(':e-effect mi2:printed "0.10 to 0.15"')),
    _case("ComputedProportionShape-group", "proportion", drop(":proportion mi2:group ?any")),
    _case("ComputedProportionShape-computedWith", "proportion", drop(":proportion mi2:computedWith ?any")),
    _case("ComputedProportionShape-estimate", "proportion", drop(":proportion mi2:hasEstimate ?any")),
]

TIME = [
    _case("TimeWindowShape-event", "six-months", put(":six-months mi2:windowEvent mi2:Often")),
    _case("TimeWindowShape-side", "six-months", drop(":six-months mi2:windowSide ?any")),
    _case("TimeWindowShape-side", "six-months", add(":six-months mi2:windowSide mi2:BeforeEvent")),
    _case("TimeWindowShape-from", "six-months", put(":six-months mi2:windowFrom 7.0")),
    _case("TimeWindowShape-from", "six-months", put(":six-months mi2:windowFrom -1.0")),
    _case("TimeWindowShape-to", "six-months", put(':six-months mi2:windowTo "6"')),
    _case("TimeWindowShape-unit", "six-months", put(':six-months mi2:unit "mg/L"')),
    _case("TimeWindowShape-omits", "some-time", add(":some-time mi2:omits mi2:Often")),
    _case("EventDeclaredShape", "six-months", drop(":six-months mi2:windowEvent ?any")),
    _case("EventDeclaredShape", "some-time", add(":some-time mi2:windowEvent mi2:SymptomOnset")),
    _case("WindowUnitShape", "six-months", drop(":six-months mi2:unit ?any")),
    _case("WindowUnitShape", "some-time", add(':some-time mi2:unit "mo"')),
    _case("WindowUsedShape", "some-time", put(":general-window mi2:timeFrame :six-months")),
]

TREND = [
    _case("TrendResultShape-topic", "falls", drop(":falls mi2:topic ?any")),
    _case("TrendResultShape-fromTime", "falls", put(":falls mi2:fromTime mi2:Often")),
    _case("TrendResultShape-toTime", "falls", add(":falls mi2:toTime mi2:DuringFollowUp")),
    _case("TrendResultShape-twoTimes", "falls", put(":falls mi2:fromTime :six-months")),
    _case("TrendResultShape-across", "dose", put(":dose mi2:across mi2:Often")),
    _case("TrendResultShape-twoKinds", "dose", put(":dose mi2:across :Weakness")),
    _case("TrendResultShape-basedOn", "falls", add(":falls mi2:basedOn :level")),
    _case("TrendResultShape-basedOn", "falls", put(":falls mi2:basedOn :enzyme")),
    _case("TrendSpanShape", "falls", drop(":falls mi2:toTime ?any")),
    _case("TrendSpanShape", "dose", drop(":dose mi2:across ?any")),
    _case("TrendTimesNotBothShape", "falls", add(":falls mi2:omits mi2:TimeFrameNotStated")),
    _case("TrendBasedOnSharesShape", "falls", put(":enzyme-pos6 mi2:topic :Titre")),
    _case("TrendBasedOnSharesShape", "falls", put(":enzyme-pos6 mi2:group :neg")),
    _case("TrendBasedOnSharesShape", "falls", put(":enzyme-pos6 mi2:timeFrame mi2:DuringFollowUp")),
    _case("TrendBasedOnBothShape", "falls", drop(":falls mi2:basedOn :enzyme-pos6")),
    _case("TrendAgreesShape", "falls", put(":falls mi2:direction mi2:Higher")),
    _case("TrendAgreesShape", "falls", put(":e-enzyme-pos6 mi2:value 1250.0")),
]

PREDICTION = [
    _case("EffectResultShape-topic", "predicts", drop(":predicts mi2:topic ?any")),
    _case("EffectResultShape-predictor", "predicts", drop(":predicts mi2:predictor ?any")),
    _case("EffectResultShape-predictor", "predicts", add(":predicts mi2:predictor :Drug")),
    _case("EffectResultShape-twoKinds", "predicts", put(":predicts mi2:predictor :TitreGone")),
    _case("EffectResultShape-reference", "predicts2", put(":predicts2 mi2:predictorReference :pos")),
    _case("EffectResultShape-twoLevels", "predicts2", put(":predicts2 mi2:predictorReference :Drug")),
    _case("EffectResultShape-perAmount", "predicts", add(":predicts mi2:perAmount :e-cut")),
    _case("EffectResultShape-fromModel", "predicts", put(":predicts mi2:fromModel :study")),
    _case("EffectContentShape", "predicts2", drop(":predicts2 mi2:significance ?any")),
    _case("EffectFitsModelShape", "predicts", put(":predicts mi2:topic :Weakness")),
    _case("EffectFitsModelShape", "predicts", put(":predicts mi2:predictor :Titre")),
    _case("EffectFitsModelShape", "predicts", put(":predicts mi2:group :neg")),
    _case("RegressionModelShape-topic", "model", add(":model mi2:topic :Weakness")),
    _case("RegressionModelShape-predictor", "model", drop(":model mi2:predictor ?any")),
    _case("RegressionModelShape-twoKinds", "model", add(":model mi2:predictor :TitreGone")),
    _case("RegressionModelShape-assessedBy", "model", put(":model mi2:assessedBy :Drug")),
    _case("RegressionModelShape-group", "model", drop(":model mi2:group ?any")),
    _case("RegressionModelShape-fromStudy", "model", add(":model mi2:fromStudy :study2")),
    _case("ModelUsedShape", "model", drop(":predicts mi2:fromModel ?any"), drop(":predicts2 mi2:fromModel ?any")),
    _case("DiagnosticResultShape-test", "detects", drop(":detects mi2:test ?any")),
    _case("DiagnosticResultShape-topic", "detects", drop(":detects mi2:topic ?any")),
    _case("DiagnosticResultShape-twoKinds", "detects", put(":detects mi2:test :Disease")),
    _case("DiagnosticResultShape-estimate", "detects", drop(":detects mi2:hasEstimate ?any")),
    _case("DiagnosticFigureShape", "detects", put(":e-detects mi2:statistic mi2:Percentage")),
    _case("PooledResultShape-topic", "pooled", drop(":pooled mi2:topic ?any")),
    _case("PooledResultShape-estimate", "pooled", drop(":pooled mi2:hasEstimate ?any")),
    _case("PooledResultShape-studyCount", "pooled", put(":pooled mi2:studyCount 0")),
    _case("PooledResultShape-studyCount", "pooled", put(":pooled mi2:participantCount 4")),
    _case("PooledResultShape-participantCount", "pooled", put(":pooled mi2:participantCount 400.5")),
    _case("SetAgainstShape-comparatorGroup", "detects", put(":detects mi2:comparatorGroup :study")),
    _case("SetAgainstShape-twoGroups", "detects", put(":detects mi2:comparatorGroup :pos")),
    _case("ComparatorNotBothShape", "pooled", add(":pooled mi2:comparatorGroup :neg")),
    _case("ResultStudyShape", "predicts", add(":predicts mi2:fromStudy :study2")),
]

CASES = [
    *STATEMENT, *DOCUMENT, *PUBLICATION, *STUDY, *GROUP, *ESTIMATE, *ANCHOR, *TERM, *PROPOSITION, *RESULT,
    *COMPARISON, *CORRELATION, *ASSOCIATION, *DESCRIPTION, *CLAIM, *EVIDENCE, *EFFECT,
    *TIME, *TREND, *PREDICTION,
]  # fmt: skip
"""Every planted error; together they break every rule of ``shapes/``."""

ALLOWED = [
    _case(
        "SubgroupNotLargerShape",
        "ten",
        put(":ten mi2:memberCount 30"),
        put(":e-ten mi2:value 30.0"),
        put(":e-count mi2:denominator 30"),
        put(':e-count mi2:printed "3/30"'),
    ),
    _case("ArmSumShape", "all", put(":e-all mi2:value 69.0")),
    _case("ArmSumShape", "all", put(":e-all mi2:value 70.0"), put(":e-all mi2:bound mi2:EqualTo")),
    _case("StatisticRangeShape", "e-weak-pos", put(":e-weak-pos mi2:value 100.0")),
    _case("StatisticRangeShape", "e-weak-neg", put(":e-weak-neg mi2:value 0.0")),
    _case("StatisticRangeShape", "e-auc", put(":e-auc mi2:value 91.0"), put(':e-auc mi2:unit "%"')),
    _case("StatisticRangeShape", "e-level", put(":e-level mi2:value -4.0")),
    _case("PercentageUnitShape", "e-level", put(':e-level mi2:unit "%"')),
    _case(
        "PercentageConsistentShape",
        "e-weak6",
        put(':e-weak6 mi2:value "66"^^xsd:decimal'),
        put(":e-weak6 mi2:numerator 2"),
        put(":e-weak6 mi2:denominator 3"),
        put(':e-weak6 mi2:printed "2/3 (66%)"'),
    ),
    _case("CountPrintedShape", "e-weak6", put(':e-weak6 mi2:printed "18 of 30, 60 % (95% CI 41–77)"')),
    _case("IntervalHoldsValueShape", "e-enzyme-neg", put(":e-enzyme-neg mi2:value 300.0")),
    _case(
        "IntervalHoldsValueShape",
        "e-enzyme-neg",
        put(":e-enzyme-neg mi2:value 320.0"),
        put(":e-enzyme-neg mi2:statistic mi2:Mean"),
    ),
    _case(
        "IntervalHoldsValueShape",
        "e-enzyme-neg",
        put(":e-enzyme-neg mi2:value 10.0"),
        put(":e-enzyme-neg mi2:intervalKind mi2:StandardDeviation"),
    ),
    _case(
        "FrequencyOnceShape", "weak6", put(":weak6 mi2:timeFrame mi2:DuringFollowUp"), put(":e-weak6 mi2:value 60.0")
    ),
    _case(
        "CountWithinGroupShape",
        "some",
        put(":e-some mi2:numerator 10"),
        put(':e-some mi2:printed "10 (100%)"'),
        put(":e-some mi2:value 100.0"),
    ),
    _case(
        "DirectionAgreesShape",
        "enzyme",
        put(":enzyme mi2:aspect mi2:Condition"),
        put(":enzyme mi2:direction mi2:Lower"),
    ),
    _case(
        "EffectDirectionShape",
        "predicts",
        add(":predicts mi2:aspect mi2:Survival"),
        put(":predicts mi2:direction mi2:Lower"),
    ),
    _case(
        "BasedOnItsGroupsShape",
        "enzyme-joint",
        add(
            ":enzyme-joint mi2:basedOn :enzyme-pos, :enzyme-neg, :enzyme-ten . "
            ":enzyme-ten a mi2:LevelResult, mi2:GroupResult, mi2:Result, mi2:Proposition ; mi2:topic :Enzyme ; mi2:group :ten ;"
            ' rdfs:label "ten"@en, "dix"@fr ; mi2:timeFrame mi2:AtDiseaseOnset ; mi2:hasEstimate :e-enzyme-pos6 .'
            " :says mi2:expresses :enzyme-ten"
        ),
    ),
    _case("StrengthDeclaredShape", "rho", add(":rho mi2:correlationStrength mi2:Weak")),
    _case("AdjustmentAgreesShape", "predicts", add(":predicts mi2:adjustedFor :Strength")),
    _case(
        "TrendSpanShape",
        "falls",
        drop(":falls mi2:toTime ?any"),
        add(":falls mi2:omits mi2:TimeFrameNotStated"),
        drop(":enzyme-pos6 mi2:timeFrame ?any"),
        add(":enzyme-pos6 mi2:omits mi2:TimeFrameNotStated"),
    ),
    _case("EnrolmentInOrderShape", "study", put(':study mi2:enrolmentStart "2018"^^xsd:gYear')),
    _case("TimeWindowShape-from", "six-months", drop(":six-months mi2:windowFrom ?any")),
    _case("PooledResultShape-studyCount", "pooled", drop(":pooled mi2:participantCount ?any")),
    _case(
        "EffectContentShape",
        "predicts2",
        drop(":predicts2 mi2:significance ?any"),
        add(":predicts2 mi2:omits mi2:DirectionNotStated"),
    ),
    _case(
        "PercentageConsistentShape",
        "e-share",
        put(":e-share mi2:value 33.3"),
        put(":e-share mi2:numerator 1"),
        put(":e-share mi2:denominator 3"),
    ),
    _case(
        "FrequencyOnceShape",
        "weak-pos",
        add(
            ":again a mi2:FrequencyResult, mi2:GroupResult, mi2:Result, mi2:Proposition ;"
            ' rdfs:label "again"@en, "encore"@fr ; mi2:topic :Weakness ; mi2:group :pos ;'
            " mi2:timeFrame mi2:AtDiseaseOnset ; mi2:hasEstimate :e-weak-neg . :says mi2:expresses :again"
        ),
    ),
    _case("StatementShape-hedge", "suggests", put(':suggests mi2:hedge "one two three four five"@en')),
    _case("PositionShape-start", "position", put(":position oa:start 0")),
    _case("EstimateShape-numerator", "e-count", put(":e-count mi2:numerator 10"), put(":e-count mi2:value 10.0")),
    _case("DirectionAgreesShape", "weak", put(":weak mi2:direction mi2:Lower"), put(":e-weak-pos mi2:value 45.0")),
]
"""Changes at the edge of a rule, which every rule lets pass."""
