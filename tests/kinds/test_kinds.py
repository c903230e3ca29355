"""From a dossier's line to its triple and back to the words: every figure of the invented study is in the place it names.

``tests/queries`` holds the rows that the catalogue gives for it, ``test_faults.py`` what is told when one thing is wrong.
"""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from mi2ld import names, pipeline
from mi2ld.dossier.fields import FACT_KINDS
from mi2ld.resources import Project

HERE = Path(__file__).parent
FIGURES = """
PREFIX mi2: <https://w3id.org/mi2ld/ontology/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT DISTINCT ?proposition ?printed ?start ?end ?part WHERE {
  ?proposition mi2:hasEstimate|mi2:threshold|mi2:perAmount ?estimate . ?estimate mi2:printed ?printed .
  ?statement mi2:expresses ?proposition ; prov:wasQuotedFrom ?anchor ; mi2:statedIn/<http://purl.org/dc/terms/isPartOf> ?part .
  ?anchor oa:hasSelector ?selector . ?selector oa:start ?start ; oa:end ?end .
} ORDER BY ?proposition ?printed
"""


@pytest.fixture(scope="module")
def store(repository, tmp_path_factory) -> ox.Store:
    out = tmp_path_factory.mktemp("study") / "dist"
    pipeline.build(Project(repository), out, [HERE / "invented-study.yaml"], cache=False)
    store = ox.Store()
    store.bulk_load(path=str(out / "mi2ld.nt"), format=ox.RdfFormat.N_TRIPLES)
    return store


def numbers(text: str) -> set[str]:
    """Return the numbers in a text, with a plain minus and no trailing zeros."""
    found = re.findall(r"\d+(?:\.\d+)?", text)
    return {n.rstrip("0").rstrip(".") if "." in n else n for n in found}


def test_every_figure_stands_in_the_words_its_statement_names(store):
    words = {"Six": "6", "two": "2"}
    text = (HERE / "invented-study.txt").read_text(encoding="utf-8")
    rows = list(store.query(FIGURES))
    assert len(rows) > 50
    for row in rows:
        quote = text[int(row["start"].value) : int(row["end"].value)]
        for word, digit in words.items():
            quote = quote.replace(word, digit)
        missing = numbers(row["printed"].value) - numbers(quote)
        assert not missing, f"{row['proposition'].value}: {row['printed'].value!r} is not in {quote!r}"


def test_every_kind_of_fact_is_in_the_study_or_in_the_briefs(repository):
    texts = [(HERE / "invented-study.yaml"), repository / "ontology" / "facts" / "mi2-2019.yaml"]
    both = "\n".join(path.read_text(encoding="utf-8") for path in texts)
    assert [kind for kind in FACT_KINDS if not re.search(rf"(?m)^    {kind}: ", both)] == []


def test_every_class_of_result_and_every_property_of_figures_is_written(store):
    for local in (
        *("FrequencyResult", "CountResult", "RateResult", "LevelResult", "QualitativeResult", "ComparisonResult"),
        *("TrendResult", "CorrelationResult", "EffectResult", "DiagnosticResult", "PooledResult", "RegressionModel"),
        *("TimeWindow", "MarkerCriterion", "AgeCriterion", "CharacteristicCriterion", "WindowCriterion"),
    ):
        assert store.query(f"ASK {{ ?s a <{names.ONTOLOGY}{local}> }}"), local
    for local in (
        *("value", "lower", "upper", "spread", "level", "numerator", "denominator", "unit", "bound", "statistic"),
        *("intervalKind", "pValue", "pValueBound", "significance", "adjustment", "adjustedFor", "predictor"),
        *("predictorReference", "threshold", "perAmount", "fromModel", "fromTime", "toTime", "across", "test"),
        *("studyCount", "participantCount", "endpointRole", "analysisSet", "windowEvent", "windowSide", "windowFrom"),
        *("windowTo", "populationSource", "memberKind", "registryNumber", "setting", "centreCount", "enrolmentStart"),
    ):
        assert store.query(f"ASK {{ ?s <{names.ONTOLOGY}{local}> ?o }}"), local


def test_a_figure_keeps_the_digits_that_were_printed_and_no_others(store):
    found = {
        (row["key"].value, row["printed"].value)
        for row in store.query(
            "PREFIX mi2: <https://w3id.org/mi2ld/ontology/> SELECT ?key ?printed WHERE { ?s mi2:hasEstimate ?e . "
            "?e mi2:printed ?printed . BIND(STRAFTER(STR(?s), 'invented-study/') AS ?key) }"
        )
    }
    assert ("death-predictors--aldolase--per-10-u-l--srp", "HR 1.04 (1.01–1.07)") in found
    assert ("srp-assay--srp--vs--healthy", "AUC 0.86 (95% CI 0.79–0.93)") in found
