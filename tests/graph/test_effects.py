"""Effects computed beside those that are stated: what they are computed from, what they say, whether they agree."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from mi2ld import names
from mi2ld.graph.effects import METHODS, EffectNode, effects, possible_shares, software
from mi2ld.graph.mapping import write_lines
from mi2ld.graph.nodes import DossierNodes, EstimateNode, GroupNode, PropositionNode, StatementNode
from mi2ld.graph.proportions import Share
from mi2ld.problems import Where

QUERY = (Path(__file__).parents[2] / "queries" / "computed-against-stated.rq").read_text(encoding="utf-8")
HERE = Where("small.yaml", 1, 1)
RATIOS = {method.key: method.row for method in METHODS}


def term(local: str | None) -> str | None:
    return names.term(local) if local else None


def figure(key: str, text: str, **more) -> EstimateNode:
    """Return an estimate: ``60%``, ``12/40``, ``12``."""
    value, _, denominator = text.partition("/")
    is_percentage = value.endswith("%")
    fields = {
        "statistic": term("Percentage" if is_percentage else "Count"),
        "value": Decimal(value.rstrip("%")),
        "bound": term("EqualTo"),
        "unit": "%" if is_percentage else "1",
        "numerator": int(value) if denominator else None,
        "denominator": int(denominator) if denominator else None,
        "printed": text,
    }
    return EstimateNode(names.mint("estimate", "small", key), (names.term("Estimate"),), HERE, **{**fields, **more})


def stated(key: str, statistic: str, value: str | None = None, **more) -> EstimateNode:
    """Return an estimate that a document states of a comparison."""
    fields = {"value": Decimal(value) if value else None, "bound": term("EqualTo") if value else None, "unit": "1"}
    fields |= {"statistic": term(statistic), "printed": key}
    return EstimateNode(names.mint("estimate", "small", key), (names.term("Estimate"),), HERE, **{**fields, **more})


def small(
    index: str | EstimateNode = "60%",
    comparator: str | EstimateNode = "46%",
    *said: EstimateNode,
    sizes: tuple[int | None, int | None] = (58, 143),
    result: str = "FrequencyResult",
    group: dict | None = None,
    **comparison,
) -> DossierNodes:
    """Return the nodes of one comparison of two groups."""
    made = [f if isinstance(f, EstimateNode) else figure(k, f) for k, f in (("a", index), ("b", comparator))]
    nodes: list = [*made, *said]
    sides = []
    for key, size, estimate in zip(("cases", "controls"), sizes, made, strict=True):
        iri = names.mint("group", "small", key)
        more = group or {} if key == "controls" else {}
        nodes.append(GroupNode(iri, (names.term("StudyArm"),), HERE, member_count=size, **more))
        side = PropositionNode(
            names.mint("proposition", "small", f"fever--{key}"),
            (names.term(result),),
            HERE,
            key=f"fever--{key}",
            topic=term("Fever"),
            group=iri,
            estimates=(estimate.iri,),
        )
        sides.append(side)
    fields = {"direction": term("Higher"), "time_frame": term("AtDiseaseOnset"), "aspect": term("Frequency")}
    fields["based_on"] = tuple(side.iri for side in sides)
    versus = PropositionNode(
        names.mint("proposition", "small", "fever--cases--vs--controls"),
        (names.term("ComparisonResult"),),
        HERE,
        "fever · cases vs controls",
        "fièvre · cas vs témoins",
        key="fever--cases--vs--controls",
        topic=term("Fever"),
        index_group=sides[0].group,
        comparator_group=sides[1].group,
        estimates=tuple(e.iri for e in said),
        **{**fields, **comparison},
    )
    statement = StatementNode(
        names.mint("statement", "small", "one"),
        (names.term("Statement"),),
        HERE,
        document=names.mint("document", "small", "one"),
        expresses=(versus.iri,),
    )
    return DossierNodes("small", [*nodes, *sides, versus, statement])


class Computed:
    """The effects of some nodes by the row of their method, and their estimates."""

    def __init__(self, nodes: DossierNodes) -> None:
        self.nodes = effects("small", nodes)
        self.estimates = {n.iri: n for n in self.nodes if isinstance(n, EstimateNode)}
        found = [n for n in self.nodes if isinstance(n, EffectNode)]
        self.effects = {names_local(n.computed_by): n for n in found if n.set_beside}
        self.proportions = [n for n in found if not n.set_beside]

    def __getitem__(self, row: str) -> EffectNode:
        return self.effects[row]

    def of(self, row: str) -> list[EstimateNode]:
        return [self.estimates[iri] for iri in self.effects[row].estimates]

    def verdicts(self, row: str) -> tuple[list[str], list[str]]:
        effect = self.effects[row]
        return [i.rsplit("/", 1)[1][:-1] for i in effect.agrees_with], [
            i.rsplit("/", 1)[1][:-1] for i in effect.disagrees_with
        ]


def names_local(iri: str) -> str:
    return iri[1:-1].removeprefix(names.ONTOLOGY)


def decimals(*texts: str) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, texts))


# --- what is computed ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "value", "lower", "upper"),
    [
        ("RiskDifferenceNewcombe", "0.1419", "-0.01035", "0.2823"),
        ("RiskRatioKatz", "1.307", "0.9945", "1.719"),
        ("OddsRatioWoolf", "1.775", "0.9547", "3.302"),
        ("OddsRatioExactConditional", "1.770", "0.9141", "3.478"),
    ],
)
def test_60_percent_of_58_and_46_percent_of_143_allow_one_count_each_and_give_one_value(row, value, lower, upper):
    (found,) = Computed(small()).of(row)
    assert (found.value, found.lower, found.upper) == decimals(value, lower, upper)
    assert (found.bound, found.level) == (names.term("EqualTo"), 95)
    assert found.interval_kind == names.term("ConfidenceInterval")


def test_fishers_p_stands_in_an_estimate_without_a_value():
    (found,) = Computed(small()).of("FisherExact")
    assert (found.statistic, found.value, found.p_value) == (names.term("PValue"), None, Decimal("0.0867"))
    assert found.p_bound == names.term("EqualTo")


def test_what_was_computed_says_from_what_how_and_with_which_software():
    found = Computed(small())
    assert set(found.effects) == {*RATIOS.values(), "FisherExact"}
    for effect in found.effects.values():
        assert effect.classes == (names.term("ComputedEffect"),)
        assert effect.computed_from == tuple(
            names.mint("proposition", "small", f"fever--{k}") for k in ("cases", "controls")
        )
        assert effect.computed_with == f"scipy {version('scipy')}"
        assert effect.set_beside == names.mint("proposition", "small", "fever--cases--vs--controls")
        assert (effect.topic, effect.time_frame) == (names.term("Fever"), names.term("AtDiseaseOnset"))
    key = "effect--odds-ratio-woolf--fever--cases--vs--controls"
    assert found["OddsRatioWoolf"].iri == names.mint("computed", "small", key)
    assert found["OddsRatioWoolf"].estimates == (names.mint("estimate", "small", key),)
    assert found["OddsRatioWoolf"].label_en == "fever · cases vs controls · odds ratio · 1.775 (0.9547 to 3.302)"
    assert found["OddsRatioWoolf"].label_fr == "fièvre · cas vs témoins · rapport de cotes · 1,775 (0,9547 à 3,302)"


def test_a_percentage_that_two_counts_round_to_gives_bounds_and_the_widest_interval():
    # 98 % of 58 is 57; 85 % of 143 is 121 or 122: 57/58 - 122/143 to 57/58 - 121/143
    found = Computed(small("98%", "85%"))
    bounds, widest = found.of("RiskDifferenceNewcombe")
    assert (bounds.value, bounds.bound) == (None, None)
    assert (bounds.lower, bounds.upper) == decimals("0.1296", "0.1366")
    assert bounds.interval_kind == names.term("RoundingBounds")
    assert (widest.lower, widest.upper, widest.level) == decimals("0.04086", "0.2062", "95")
    assert widest.interval_kind == names.term("ConfidenceInterval")
    assert widest.iri == bounds.iri.replace(">", "--2>")
    (p,) = found.of("FisherExact")
    assert (p.lower, p.upper, p.p_value) == (Decimal("0.00551"), Decimal("0.00569"), None)
    bounds, widest = found.of("OddsRatioExactConditional")
    assert (bounds.lower, bounds.upper, widest.lower, widest.upper) == decimals("9.745", "10.29", "1.492", "435.1")


def test_stated_counts_are_taken_with_their_own_denominators():
    found = Computed(small("56/70", "48/80"))  # not 58 and 143
    (estimate,) = found.of("RiskDifferenceNewcombe")
    assert (estimate.value, estimate.lower, estimate.upper) == decimals("0.2", "0.05243", "0.3339")


def test_a_count_without_a_denominator_is_out_of_its_group():
    (estimate,) = Computed(small("35", "66")).of("OddsRatioWoolf")
    assert estimate.value == Decimal("1.775")


def test_a_count_printed_with_its_percentage_is_not_rounded():
    printed = figure("a", "86%", numerator=50, denominator=58)
    assert possible_shares(printed, 58) == [Share(50, 58)]
    assert possible_shares(figure("b", "85%"), 143) == [Share(121, 143), Share(122, 143)]


@pytest.mark.parametrize(
    "found",
    [
        figure("a", "60%", bound=term("MoreThan")),
        figure("a", "60%", approximation=term("JustUnder")),
        figure("a", "60%", statistic=term("SurvivalProbability")),
        figure("a", "60", statistic=term("Mean")),
        figure("a", "60"),
        figure("a", "55%"),
        figure("a", "5.5"),
    ],
    ids=lambda e: f"{e.bound} {e.statistic} {e.printed}",
)
def test_a_figure_that_is_no_share_of_persons_allows_no_count(found):
    assert possible_shares(found, 7) == []
    assert possible_shares(figure("a", "60%"), None) == []


@pytest.mark.parametrize(
    "nodes",
    [
        small("0/10", "0/20", group={"subgroup_of": names.mint("group", "small", "cases")}),
        small(result="RateResult"),
        small(result="LevelResult"),
        small(sizes=(58, None)),
        small(based_on=()),
        small(more_comparators=(names.mint("group", "small", "third"),)),
        small(group={"member_kind": names.term("EventMembers")}),
        small("50%", "50%", sizes=(20000, 20000)),
    ],
    ids=["subgroup", "rate", "level", "no size", "words only", "jointly", "events", "too many counts"],
)
def test_nothing_is_compared_that_the_methods_are_not_for(nodes):
    assert Computed(nodes).effects == {}


def test_a_comparison_with_the_whole_cohort_is_not_computed_however_deep_the_part_lies():
    nodes = small(group={"subgroup_of": names.mint("group", "small", "between")})
    cases = names.mint("group", "small", "cases")
    nodes.facts.append(GroupNode(names.mint("group", "small", "between"), (), HERE, subgroup_of=cases))
    assert Computed(nodes).effects == {}


def test_an_empty_cell_leaves_out_what_it_makes_undefined():
    found = Computed(small("3/10", "0/20"))
    assert set(found.effects) == {"RiskDifferenceNewcombe", "FisherExact"}
    found = Computed(small("0/10", "3/20"))
    for row in ("RiskRatioKatz", "OddsRatioWoolf"):
        (estimate,) = found.of(row)
        assert (estimate.value, estimate.lower, estimate.interval_kind) == (0, None, None)
    (exact,) = found.of("OddsRatioExactConditional")
    assert (exact.value, exact.lower, exact.upper) == decimals("0", "0", "4.87")


def test_a_p_value_below_a_millionth_is_given_as_less():
    (found,) = Computed(small("100/100", "0/100")).of("FisherExact")
    assert (found.p_value, found.p_bound) == (Decimal("0.000001"), names.term("LessThan"))
    assert found.label_fr == "p < 0,000001"


def test_each_share_has_its_wilson_interval_in_percent():
    one, other = Computed(small("60%", "85%")).proportions
    assert one.classes == (names.term("ComputedProportion"),)
    assert (one.group, one.computed_by) == (names.mint("group", "small", "cases"), names.term("WilsonInterval"))
    estimates = Computed(small("60%", "85%")).estimates
    (exact,) = (estimates[i] for i in one.estimates)
    assert (exact.value, exact.lower, exact.upper) == decimals("60.34", "47.49", "71.91")
    assert (exact.numerator, exact.denominator, exact.unit) == (35, 58, "%")
    bounds, widest = (estimates[i] for i in other.estimates)
    assert (bounds.lower, bounds.upper, bounds.numerator, bounds.denominator) == (
        *decimals("84.62", "85.31"),
        None,
        143,
    )
    assert (widest.lower, widest.upper) == decimals("77.80", "90.19")


def test_a_share_without_a_comparison_has_its_interval_too():
    found = Computed(small(based_on=()))
    assert len(found.proportions) == 2


# --- whether it agrees ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("direction", "agrees", "disagrees"),
    [
        ("Higher", ["fever--cases--vs--controls"], []),
        ("Lower", [], ["fever--cases--vs--controls"]),
        ("Comparable", [], []),
        (None, [], []),
    ],
)
def test_a_stated_direction_is_the_sign_of_the_difference(direction, agrees, disagrees):
    found = Computed(small(direction=term(direction)))
    assert found.verdicts("RiskDifferenceNewcombe") == (agrees, disagrees)
    assert found.verdicts("RiskRatioKatz") == ([], [])


def test_the_direction_of_a_severity_is_not_that_of_a_frequency():
    assert Computed(small(aspect=term("Severity"))).verdicts("RiskDifferenceNewcombe") == ([], [])


@pytest.mark.parametrize(
    ("estimate", "row", "agrees"),
    [
        (stated("x", "OddsRatio", "1.78"), "OddsRatioWoolf", True),
        (stated("x", "OddsRatio", "1.8"), "OddsRatioWoolf", True),
        (stated("x", "OddsRatio", "1.80"), "OddsRatioWoolf", False),
        (stated("x", "OddsRatio", "2"), "OddsRatioWoolf", True),
        (stated("x", "OddsRatio", "1.5", bound=term("MoreThan")), "OddsRatioWoolf", True),
        (stated("x", "OddsRatio", "1.5", bound=term("LessThan")), "OddsRatioWoolf", False),
        (stated("x", "RiskRatio", "1.31"), "RiskRatioKatz", True),
        (stated("x", "PrevalenceRatio", "1.3"), "RiskRatioKatz", True),
        (stated("x", "Difference", "14", unit="%"), "RiskDifferenceNewcombe", True),
        (stated("x", "RiskDifference", "14", unit="%"), "RiskDifferenceNewcombe", True),
        (stated("x", "RiskDifference", "0.14"), "RiskDifferenceNewcombe", True),
        (stated("x", "RiskDifference", "-14", unit="%"), "RiskDifferenceNewcombe", False),
    ],
    ids=lambda v: v.value if isinstance(v, EstimateNode) else v,
)
def test_a_stated_effect_agrees_within_half_a_unit_of_its_last_digit(estimate, row, agrees):
    found = Computed(small("60%", "46%", estimate, direction=None))
    assert found.verdicts(row) == ((["x"], []) if agrees else ([], ["x"]))


@pytest.mark.parametrize(
    "estimate",
    [
        stated("x", "OddsRatio", "9.9", adjustment=term("AdjustedEstimate")),
        stated("x", "OddsRatio", "9.9", bound=term("About")),
        stated("x", "Difference", "14"),
        stated("x", "HazardRatio", "9.9", p_value=Decimal("0.001"), p_bound=term("EqualTo")),
    ],
    ids=["adjusted", "about", "difference of something", "hazard ratio"],
)
def test_what_counts_cannot_give_is_not_compared(estimate):
    found = Computed(small("60%", "46%", estimate, direction=None))
    assert all(found.verdicts(row) == ([], []) for row in found.effects)


def test_a_comparison_adjusted_for_something_is_compared_by_its_direction_only():
    said = stated("x", "OddsRatio", "9.9")
    found = Computed(
        small("60%", "46%", said, adjusted_for=(names.term("AgeAtOnset"),), significance=term("Significant"))
    )
    assert {row: found.verdicts(row) for row in found.effects if found.verdicts(row) != ([], [])} == {
        "RiskDifferenceNewcombe": (["fever--cases--vs--controls"], [])
    }


def test_a_stated_odds_ratio_may_be_the_sample_one_or_the_conditional_one():
    found = Computed(small("9/10", "3/10", stated("x", "OddsRatio", "17.3"), direction=None))
    assert found.verdicts("OddsRatioExactConditional") == (["x"], [])
    assert found.verdicts("OddsRatioWoolf") == ([], [])  # 21: the other one was printed
    found = Computed(small("9/10", "3/10", stated("x", "OddsRatio", "18"), direction=None))
    assert found.verdicts("OddsRatioExactConditional") == found.verdicts("OddsRatioWoolf") == ([], ["x"])


def test_one_possible_count_that_agrees_is_enough_and_a_value_between_two_is_not():
    # 57/58 against 121 or 122 of 143: the odds ratio is 10.36 or 9.81
    for value, agrees in (("10.36", True), ("9.81", True), ("10.1", False)):
        found = Computed(small("98%", "85%", stated("x", "OddsRatio", value), direction=None))
        assert found.verdicts("OddsRatioWoolf") == ((["x"], []) if agrees else ([], ["x"]))


@pytest.mark.parametrize(
    ("p", "bound", "agrees"),  # computed: 0.0867
    [
        ("0.09", "EqualTo", True),
        ("0.4", "EqualTo", True),
        ("0.03", "EqualTo", False),
        ("0.05", "EqualTo", True),
        ("0.1", "LessThan", True),
        ("0.05", "LessThan", False),
        ("0.05", "MoreThan", True),
        ("0.2", "MoreThan", True),
        ("0.05", "About", None),
    ],
)
def test_a_stated_p_value_agrees_on_its_side_of_a_twentieth(p, bound, agrees):
    said = stated("x", "PValue", p_value=Decimal(p), p_bound=term(bound))
    found = Computed(small("60%", "46%", said, direction=None))
    wanted = {True: (["x"], []), False: ([], ["x"]), None: ([], [])}[agrees]
    assert found.verdicts("FisherExact") == wanted


def test_the_p_value_of_an_odds_ratio_is_compared_and_its_value_too():
    said = stated("x", "OddsRatio", "1.78", p_value=Decimal("0.001"), p_bound=term("LessThan"))
    found = Computed(small("60%", "46%", said, direction=None))
    assert found.verdicts("OddsRatioWoolf") == (["x"], [])
    assert found.verdicts("FisherExact") == ([], ["x"])


@pytest.mark.parametrize(
    ("fields", "agrees"),
    [
        ({"significance": "Significant", "direction": "Higher"}, False),
        ({"significance": "NotSignificant", "direction": "Higher"}, True),
        ({"direction": "NoDifferenceFound"}, True),
        ({"direction": "Differs"}, None),
    ],
)
def test_significance_in_words_is_set_against_fishers_p(fields, agrees):
    found = Computed(small(**{k: term(v) for k, v in fields.items()}))
    wanted = {True: (["fever--cases--vs--controls"], []), False: ([], ["fever--cases--vs--controls"]), None: ([], [])}
    assert found.verdicts("FisherExact") == wanted[agrees]


# --- triples -------------------------------------------------------------------------------------------------


def triples(nodes: DossierNodes) -> bytes:
    return "".join(sorted({*write_lines(nodes.facts), *write_lines(effects("small", nodes))})).encode()


def ask(engine: str, data: bytes) -> list[tuple[str, ...]]:
    def cell(value) -> str:
        return names.contract(
            "" if value is None else getattr(value, "value", value) if engine == "oxigraph" else str(value)
        )

    if engine == "rdflib":
        return [tuple(map(cell, row)) for row in rdflib.Graph().parse(data=data, format="nt").query(QUERY)]
    store = ox.Store()
    store.load(data, format=ox.RdfFormat.N_TRIPLES)
    return [tuple(map(cell, row)) for row in store.query(QUERY)]


@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
def test_the_query_sets_computed_against_stated(engine):
    said = (
        stated("OR 1.78 (p < 0.001)", "OddsRatio", "1.78", p_value=Decimal("0.001"), p_bound=term("LessThan")),
        stated("RR 1.5", "RiskRatio", "1.5"),
    )
    for number, estimate in enumerate(said):
        estimate.iri = names.mint("estimate", "small", f"said-{number}")
    rows = ask(engine, triples(small("60%", "46%", *said, significance=term("NotSignificant"))))
    fixed = "proposition:small/fever--cases--vs--controls", "document:small/one"
    assert {(row[0], row[-1]) for row in rows} == {fixed}
    assert sorted(row[1:-1] for row in rows) == [
        ("mi2:FisherExact", "OR 1.78 (p < 0.001)", "0.0867", "", "", "false"),
        ("mi2:FisherExact", "mi2:NotSignificant", "0.0867", "", "", "true"),
        ("mi2:OddsRatioExactConditional", "", "1.77", "0.9141", "3.478", ""),
        ("mi2:OddsRatioWoolf", "OR 1.78 (p < 0.001)", "1.775", "0.9547", "3.302", "true"),
        ("mi2:RiskDifferenceNewcombe", "mi2:Higher", "0.1419", "-0.01035", "0.2823", "true"),
        ("mi2:RiskRatioKatz", "RR 1.5", "1.307", "0.9945", "1.719", "false"),
    ]


@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
def test_the_query_shows_the_bounds_of_rounding_and_the_widest_interval(engine):
    rows = {row[1]: row[2:-1] for row in ask(engine, triples(small("98%", "85%", direction=term("NoDifferenceFound"))))}
    assert rows["mi2:FisherExact"] == ("mi2:NoDifferenceFound", "[0.00551, 0.00569]", "", "", "false")
    assert rows["mi2:RiskDifferenceNewcombe"] == ("", "[0.1296, 0.1366]", "0.04086", "0.2062", "")
    rows = {row[1]: row[2:-1] for row in ask(engine, triples(small("100/100", "0/100")))}
    assert rows["mi2:FisherExact"] == ("", "<0.000001", "", "", "")


def test_the_same_nodes_give_the_same_bytes_and_are_not_changed():
    nodes = small("98%", "85%", stated("x", "OddsRatio", "10.4"))
    before = write_lines(nodes.facts)
    assert triples(nodes) == triples(nodes)
    assert write_lines(nodes.facts) == before
    assert nodes.computed == []
    assert not [line for line in write_lines(effects("small", nodes)) if "E-" in line.split('"')[1:2]]


def test_the_version_is_told_and_scipy_not_loaded_where_nothing_is_computed():
    code = (
        "import sys; from mi2ld.graph.effects import effects, software; from mi2ld.graph.nodes import DossierNodes;"
        "assert effects('small', DossierNodes('small')) == []; print(software());"
        "assert not {'scipy', 'numpy'} & set(sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert found.stdout.strip() == software()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("OR 2.43 (95% CI 0.91–6.47; p = 0.08)", "OR 4.43 (95% CI 0.91–6.47; p = 0.08)", "4.43"),
        ("OR 2.43 (95% CI 0.91–6.47; p = 0.08)", "OR 2.43 (95% CI 0.91–6.47; p = 0.0008)", "0.0008"),
        ("OR 2.43 (95% CI 0.91–6.47; p = 0.08)", '"OR 4.43 (95% CI 0.91–6.47; p = 0.08) [sic]"', None),
        ("OR 2.43 (95% CI 0.91–6.47; p = 0.08)", "OR 2.4 (95% CI 0.9–6.5; p = 0.05)", None),
    ],
)
def test_a_build_warns_of_a_figure_that_its_groups_do_not_give(old, new, told, repository, tmp_path):
    from mi2ld.pipeline import build
    from mi2ld.resources import Project

    text = (repository / "tests" / "kinds" / "invented-study.yaml").read_text(encoding="utf-8")
    assert text.count(f'"{old}"') == 1
    path = tmp_path / "study.yaml"
    path.write_text(text.replace(f'"{old}"', new if new.startswith('"') else f'"{new}"'), encoding="utf-8")
    _, warnings = build(Project(repository), tmp_path / "dist", [path], cache=False)
    found = [w for w in warnings if w.code == "E101"]
    if told is None:
        assert found == []
    else:
        assert len(found) == 1
        assert told in found[0].what
        assert "effect:" in text.split("\n")[found[0].where.line - 1]
