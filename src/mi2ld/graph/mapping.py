"""The mapping from nodes to quads, compiled once into one function per class of node.

A row says: this field becomes this predicate with this form of object. ``compile_writer`` makes the rows of a class
into a plain Python function of f-strings, so that nothing is looked up per triple (ENGINES.md: half the time of an
interpreted mapping).
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from mi2ld import names
from mi2ld.dossier.quantity import lexical
from mi2ld.graph import nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mi2ld.graph.nodes import Node

_quote = json.encoder.encode_basestring  # JSON's escapes are those of N-Triples (RDF 1.1 N-Triples, section 2.4)


def quote(text: str) -> str:
    r"""Return a text as an N-Triples string literal.

    >>> quote('a "b"')
    '"a \\"b\\""'
    """
    return _quote(text).replace("\x7f", "\\u007F")


_FORMS = {
    "iri": "{v}",
    "string": "{quote(v)}",
    "integer": '"{v}"^^<http://www.w3.org/2001/XMLSchema#integer>',
    "decimal": '"{lexical(v)}"^^<http://www.w3.org/2001/XMLSchema#decimal>',
    "boolean": '"{str(v).lower()}"^^<http://www.w3.org/2001/XMLSchema#boolean>',
    "lang": "{quote(v[0])}@{v[1]}",
    "date": "{quote(v[0])}^^<http://www.w3.org/2001/XMLSchema#{v[1]}>",
}
_COMMON = (("notes*", "skos:note", "lang"),)

MAPPING: dict[type[Node], tuple[tuple[str, str, str], ...]] = {
    nodes.TextNode: (
        ("identifier", "dcterms:identifier", "string"),
        ("language", "dcterms:language", "string"),
        ("sha256", "spdx:checksumValue", "string"),
    ),
    nodes.DocumentNode: (
        ("part_of", "dcterms:isPartOf", "iri"),
        ("language", "dcterms:language", "string"),
        ("start_line", "mi2:startLine", "integer"),
        ("end_line", "mi2:endLine", "integer"),
        ("titles*", "dcterms:title", "lang"),
        ("series", "mi2:series", "string"),
        ("subjects*", "dcterms:subject", "iri"),
        ("derived_from*", "prov:wasDerivedFrom", "iri"),
        ("derived_from*", "cito:citesAsSourceDocument", "iri"),
        ("links*", "dcterms:references", "iri"),
        ("headings*", "mi2:hasHeading", "iri"),
    ),
    nodes.PublicationNode: (
        ("titles*", "dcterms:title", "lang"),
        ("creators*", "dcterms:creator", "string"),
        ("author_list", "mi2:authorList", "string"),
        ("et_al", "mi2:etAl", "boolean"),
        ("journal", "mi2:journal", "string"),
        ("issued", "dcterms:issued", "date"),
        ("pmid", "mi2:pmid", "string"),
        ("doi", "mi2:doi", "string"),
        ("see_also*", "rdfs:seeAlso", "iri"),
    ),
    nodes.StudyNode: (
        ("published_in*", "mi2:publishedIn", "iri"),
        ("country*", "mi2:conductedIn", "iri"),
        ("aim*", "mi2:studyAim", "iri"),
        ("design*", "mi2:studyDesign", "iri"),
        ("drawn_from*", "mi2:drawnFrom", "iri"),
        ("setting*", "mi2:setting", "iri"),
        ("registry", "mi2:registryNumber", "string"),
        ("centre_count", "mi2:centreCount", "integer"),
        ("enrolment_start", "mi2:enrolmentStart", "date"),
        ("enrolment_end", "mi2:enrolmentEnd", "date"),
    ),
    nodes.GroupNode: (
        ("study", "mi2:fromStudy", "iri"),
        ("subgroup_of", "mi2:subgroupOf", "iri"),
        ("role", "mi2:groupRole", "iri"),
        ("diagnosis", "mi2:hasDiagnosis", "iri"),
        ("positive*", "mi2:antibodyPositiveFor", "iri"),
        ("negative*", "mi2:antibodyNegativeFor", "iri"),
        ("criteria*", "mi2:hasCriterion", "iri"),
        ("member_count", "mi2:memberCount", "integer"),
        ("population_source", "mi2:populationSource", "iri"),
        ("member_kind", "mi2:memberKind", "iri"),
        ("omits*", "mi2:omits", "iri"),
    ),
    nodes.CriterionNode: (
        ("topic", "mi2:topic", "iri"),
        ("status", "mi2:criterionStatus", "iri"),
        ("estimate", "mi2:hasEstimate", "iri"),
        ("time_frame", "mi2:timeFrame", "iri"),
    ),
    nodes.WindowNode: (
        ("event", "mi2:windowEvent", "iri"),
        ("side", "mi2:windowSide", "iri"),
        ("start", "mi2:windowFrom", "decimal"),
        ("end", "mi2:windowTo", "decimal"),
        ("unit", "mi2:unit", "string"),
        ("omits*", "mi2:omits", "iri"),
    ),
    nodes.ModelNode: (
        ("topic", "mi2:topic", "iri"),
        ("predictors*", "mi2:predictor", "iri"),
        ("method", "mi2:assessedBy", "iri"),
        ("group", "mi2:group", "iri"),
        ("study", "mi2:fromStudy", "iri"),
    ),
    nodes.EstimateNode: (
        ("statistic", "mi2:statistic", "iri"),
        ("value", "mi2:value", "decimal"),
        ("bound", "mi2:bound", "iri"),
        ("unit", "mi2:unit", "string"),
        ("numerator", "mi2:numerator", "integer"),
        ("denominator", "mi2:denominator", "integer"),
        ("lower", "mi2:lower", "decimal"),
        ("upper", "mi2:upper", "decimal"),
        ("interval_kind", "mi2:intervalKind", "iri"),
        ("level", "mi2:level", "decimal"),
        ("spread", "mi2:spread", "decimal"),
        ("p_value", "mi2:pValue", "decimal"),
        ("p_bound", "mi2:pValueBound", "iri"),
        ("significance", "mi2:significance", "iri"),
        ("adjustment", "mi2:adjustment", "iri"),
        ("approximation", "mi2:approximation", "iri"),
        ("printed", "mi2:printed", "string"),
        ("printed_so", "mi2:printedSo", "boolean"),
        ("omits*", "mi2:omits", "iri"),
    ),
    nodes.AnchorNode: (
        ("source", "oa:hasSource", "iri"),
        ("selectors*", "oa:hasSelector", "iri"),
        ("digest", "mi2:digest", "string"),
        ("digest_iri", "mi2:quoteName", "iri"),
    ),
    nodes.SelectorNode: (
        ("start", "oa:start", "integer"),
        ("end", "oa:end", "integer"),
        ("exact", "oa:exact", "string"),
    ),
    nodes.StatementNode: (
        ("document", "mi2:statedIn", "iri"),
        ("expresses*", "mi2:expresses", "iri"),
        ("stance", "mi2:stance", "iri"),
        ("hedge", "mi2:hedge", "lang"),
        ("hedge_kind", "mi2:hedgeKind", "iri"),
        ("qualifiers*", "mi2:qualifier", "iri"),
        ("wording", "mi2:wording", "iri"),
        ("reading", "mi2:reading", "iri"),
        ("attributed_to", "mi2:attributedTo", "iri"),
        ("anchor", "prov:wasQuotedFrom", "iri"),
        ("primary_sources*", "prov:hadPrimarySource", "iri"),
        ("evidence_code", "obo:SEPIO_0000398", "iri"),
        ("language", "dcterms:language", "string"),
    ),
    nodes.PropositionNode: (
        ("topic", "mi2:topic", "iri"),
        ("antibody", "mi2:antibody", "iri"),
        ("in_disease", "mi2:inDisease", "iri"),
        ("aspect", "mi2:aspect", "iri"),
        ("direction", "mi2:direction", "iri"),
        ("severity", "mi2:severityLevel", "iri"),
        ("time_frame", "mi2:timeFrame", "iri"),
        ("quantifier", "mi2:quantifier", "iri"),
        ("significance", "mi2:significance", "iri"),
        ("strength", "mi2:correlationStrength", "iri"),
        ("sign", "mi2:correlationSign", "iri"),
        ("group", "mi2:group", "iri"),
        ("index_group", "mi2:indexGroup", "iri"),
        ("comparator_group", "mi2:comparatorGroup", "iri"),
        ("more_comparators*", "mi2:comparatorGroup", "iri"),
        ("study", "mi2:fromStudy", "iri"),
        ("site", "mi2:site", "iri"),
        ("method", "mi2:assessedBy", "iri"),
        ("treatment", "mi2:underTreatment", "iri"),
        ("outcomes*", "mi2:outcome", "iri"),
        ("variables*", "mi2:variable", "iri"),
        ("estimates*", "mi2:hasEstimate", "iri"),
        ("from_result", "mi2:fromResult", "iri"),
        ("to_result", "mi2:toResult", "iri"),
        ("from_time", "mi2:fromTime", "iri"),
        ("to_time", "mi2:toTime", "iri"),
        ("across", "mi2:across", "iri"),
        ("predictor", "mi2:predictor", "iri"),
        ("predictor_reference", "mi2:predictorReference", "iri"),
        ("threshold", "mi2:threshold", "iri"),
        ("per_amount", "mi2:perAmount", "iri"),
        ("model", "mi2:fromModel", "iri"),
        ("test", "mi2:test", "iri"),
        ("study_count", "mi2:studyCount", "integer"),
        ("participant_count", "mi2:participantCount", "integer"),
        ("endpoint", "mi2:endpointRole", "iri"),
        ("analysis", "mi2:analysisSet", "iri"),
        ("adjusted_for*", "mi2:adjustedFor", "iri"),
        ("based_on*", "mi2:basedOn", "iri"),
        ("less_specific_than*", "mi2:lessSpecificThan", "iri"),
        ("aligned_with*", "mi2:alignedWith", "iri"),
        ("conflicts_with*", "mi2:conflictsWith", "iri"),
        ("members*", "mi2:conflictMember", "iri"),
        ("concerns*", "mi2:concerns", "iri"),
        ("because_of*", "mi2:becauseOf", "iri"),
        ("subject", "mi2:hypothesisSubject", "iri"),
        ("role", "mi2:candidateRole", "iri"),
        ("role_for", "mi2:candidateFor", "iri"),
        ("action", "mi2:action", "iri"),
        ("action_object", "mi2:actionObject", "iri"),
        ("urgency", "mi2:urgency", "iri"),
        ("about*", "mi2:about", "iri"),
        ("attribute", "mi2:attribute", "iri"),
        ("values*", "mi2:attributeValue", "iri"),
        ("texts*", "mi2:attributeText", "lang"),
        ("among", "mi2:among", "iri"),
        ("omits*", "mi2:omits", "iri"),
    ),
    nodes.EvidenceNode: (
        ("target", "mi2:targetProposition", "iri"),
        ("direction", "mi2:evidenceDirection", "iri"),
        ("source", "mi2:evidenceSource", "iri"),
        ("recorded_from", "mi2:recordedFrom", "iri"),
    ),
    nodes.InferenceNode: (
        ("about", "mi2:inferredAbout", "iri"),
        ("attribute", "mi2:inferredAttribute", "iri"),
        ("value", "mi2:inferredValue", "iri"),
        ("text", "mi2:inferredText", "string"),
        ("evidence_code", "obo:SEPIO_0000398", "iri"),
    ),
    nodes.EffectNode: (
        ("computed_from*", "mi2:computedFrom", "iri"),
        ("computed_by", "mi2:computedBy", "iri"),
        ("computed_with", "mi2:computedWith", "string"),
        ("set_beside", "mi2:setBeside", "iri"),
        ("group", "mi2:group", "iri"),
        ("index_group", "mi2:indexGroup", "iri"),
        ("comparator_group", "mi2:comparatorGroup", "iri"),
        ("topic", "mi2:topic", "iri"),
        ("time_frame", "mi2:timeFrame", "iri"),
        ("estimates*", "mi2:hasEstimate", "iri"),
        ("agrees_with*", "mi2:agreesWithStated", "iri"),
        ("disagrees_with*", "mi2:disagreesWithStated", "iri"),
    ),
    nodes.ComputedNode: (
        ("computed_from*", "mi2:computedFrom", "iri"),
        ("computed_by", "mi2:computedBy", "iri"),
        ("group", "mi2:group", "iri"),
        ("index_group", "mi2:indexGroup", "iri"),
        ("comparator_group", "mi2:comparatorGroup", "iri"),
        ("topic", "mi2:topic", "iri"),
        ("direction", "mi2:direction", "iri"),
        ("variables*", "mi2:variable", "iri"),
        ("reading", "mi2:reading", "iri"),
        ("estimate", "mi2:hasEstimate", "iri"),
    ),
}
MAPPING[nodes.AgreementNode] = (
    *MAPPING[nodes.ComputedNode],
    ("agreement", "mi2:agreementKind", "iri"),
    ("shared_sources*", "mi2:sharedSource", "iri"),
    ("document", "mi2:comparedDocument", "iri"),
    ("source", "mi2:comparedSource", "iri"),
)
"""Field (``*``: many), predicate, form of the object; the order is only for readers, quads are sorted."""


def _iri(curie: str) -> str:
    iri = names.expand(curie)
    if iri is None:
        message = f"the mapping names an unknown prefix: {curie}"
        raise ValueError(message)
    return f"<{iri}>"


def source_of(kind: type[Node]) -> str:
    """Return the Python source of the function that writes a node of this class."""
    a, label = _iri("rdf:type"), _iri("rdfs:label")
    lines = [
        "def write(n, out, g):",
        "    s = n.iri",
        "    add = out.append",
        f"    for v in n.classes: add(f'{{s}} {a} {{v}} {{g}}')",
        f"    if n.label_en: add(f'{{s}} {label} {{quote(n.label_en)}}@en {{g}}')",
        f"    if n.label_fr: add(f'{{s}} {label} {{quote(n.label_fr)}}@fr {{g}}')",
    ]
    for name, predicate, form in (*_COMMON, *MAPPING[kind]):
        line = f"add(f'''{{s}} {_iri(predicate)} {_FORMS[form]} {{g}}''')"
        if name.endswith("*"):
            lines.append(f"    for v in n.{name[:-1]}: {line}")
        else:
            lines.append(f"    v = n.{name}")
            lines.append(f"    if v is not None and v != '': {line}")
    return "\n".join(lines) + "\n"


@cache
def compile_writer(kind: type[Node]) -> Callable[[Node, list[str], str], None]:
    """Return the function that appends a node's quads to a list: ``write(node, out, graph)``.

    The graph is what ends a line: ``<graph> .`` and a line feed.
    """
    scope: dict[str, object] = {"quote": quote, "lexical": lexical}
    exec(compile(source_of(kind), f"<mapping of {kind.__name__}>", "exec"), scope)  # noqa: S102  (our own rows)
    return scope["write"]  # type: ignore[return-value]


def write_lines(found: Iterable[Node], graph: str = "") -> list[str]:
    """Return the N-Quads lines of some nodes in one graph, unsorted; without a graph, N-Triples."""
    out: list[str] = []
    end = f"{graph} .\n" if graph else ".\n"
    for node in found:
        kind: Any = type(node)
        compile_writer(kind)(node, out, end)
    return out
