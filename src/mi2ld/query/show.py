"""All that is claimed of a thing that a release knows, for a person, in English or French."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from mi2ld import names
from mi2ld.query.about import propositions_about
from mi2ld.query.computed import Computed
from mi2ld.query.naming import DossierName, find_thing
from mi2ld.query.view import View

if TYPE_CHECKING:
    from mi2ld.query.naming import Thing

_SECTIONS = (
    "ComparisonResult",
    "FrequencyResult",
    "CountResult",
    "RateResult",
    "LevelResult",
    "QualitativeResult",
    "TrendResult",
    "EffectResult",
    "CorrelationResult",
    "DiagnosticResult",
    "PooledResult",
    "AssociationClaim",
    "ConflictProposition",
    "HypothesisProposition",
    "ActionProposition",
    "DescriptionProposition",
)
_OTHER = "Proposition"
_M = names.ONTOLOGY


def _proposition(view: View, node: Any, line: str) -> list[str]:
    """Return what is said of a proposition: who says it, what it stands beside, what is computed, what is not stated."""
    out = [view.wrap(view.shown(node), 2, "• ")]
    told = [_statement(view, s) for s in _by_iri(view.subjects("expresses", node))]
    for relation, word in (("conflictsWith", "conflict"), ("lessSpecificThan", "vaguer"), ("alignedWith", "alike")):
        told += [view.told(word, view.text(other)) for other in _by_iri(view.all(node, relation))]
    for evidence in view.subjects("targetProposition", node):
        told += [view.told("evidence", view.text(source)) for source in view.all(evidence, "evidenceSource")]
    if line:
        told.append(view.told("computed", line))
    omitted = {view.text(o) for n in (node, *view.all(node, "hasEstimate")) for o in view.all(n, "omits")}
    if omitted:
        told.append(f"({view.words['semicolon'].join(sorted(omitted))})")
    return out + [view.wrap(text, 6) for text in dict.fromkeys(told)]


def _by_iri(nodes: list[Any]) -> list[Any]:
    return sorted(nodes, key=lambda node: str(node.value))


def _statement(view: View, node: Any) -> str:
    document = view.text(view.all(node, "statedIn")[0])
    parts = [f"{document}, {view.text(view.all(node, 'stance')[0])}"]
    parts += [view.told("hedge", f"«\u00a0{hedge.value}\u00a0»") for hedge in view.all(node, "hedge")]
    parts += [view.text(q) for local in ("qualifier", "wording", "reading") for q in view.all(node, local)]
    parts += [f"{view.words['by']} {view.text(p)}" for p in view.all(node, "attributedTo")]
    parts.append(_source(view, node))
    anchor = view.all(node, names.PREFIXES["prov"] + "wasQuotedFrom")[0]
    selector = view.all(anchor, names.PREFIXES["oa"] + "hasSelector")
    starts = [v.value for s in selector for v in view.all(s, names.PREFIXES["oa"] + "start")]
    ends = [v.value for s in selector for v in view.all(s, names.PREFIXES["oa"] + "end")]
    return view.words["semicolon"].join(parts) + f" [{starts[0]}–{ends[0]}]"


def _source(view: View, statement: Any) -> str:
    primary = view.all(statement, names.PREFIXES["prov"] + "hadPrimarySource")
    codes = {code.value for code in view.all(statement, names.PREFIXES["obo"] + "SEPIO_0000398")}
    if names.PREFIXES["obo"] + "ECO_0000180" in codes:
        return view.words["own"]
    if primary:
        return f"{view.words['source']} {', '.join(sorted(view.text(p) for p in primary))}"
    return view.words["unsourced"]


def _heading(view: View, thing: Thing) -> list[str]:
    """Return what a thing is called, defined as and linked with."""
    title = _title(view, thing)
    out = [view.wrap(title, 0), "═" * min(len(title), 80), ""]
    if isinstance(thing, DossierName):
        return out
    if definition := view.all(thing, names.PREFIXES["skos"] + "definition"):
        chosen = next((d.value for d in definition if d.language == view.language), definition[0].value)
        out += [view.wrap(chosen, 0), ""]
    links = [
        f"{relation} {names.contract(target.value)}"
        for relation in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
        for target in view.all(thing, names.PREFIXES["skos"] + relation)
    ]
    return [*out, view.wrap(view.told("links", ", ".join(sorted(links))), 0), ""] if links else out


def _title(view: View, thing: Thing) -> str:
    if not isinstance(thing, DossierName):
        return view.text(thing)
    documents = view.subjects(names.PREFIXES["rdf"] + "type", ox.NamedNode(_M + "Document"))
    called = sorted(view.text(d) for d in documents if thing.holds(d))
    return f"{view.words['dossier']} {thing.key}{view.words['colon']} {', '.join(called)}"


def _by_kind(view: View, found: list[Any]) -> dict[str, list[Any]]:
    """Return the propositions by kind, in the order in which kinds are shown; those of no kind we know come last."""
    kinds: dict[str, list[Any]] = {kind: [] for kind in (*_SECTIONS, _OTHER)}
    for node in found:
        kinds[next((kind for kind in _SECTIONS if view.is_a(node, kind)), _OTHER)].append(node)
    return {kind: nodes for kind, nodes in kinds.items() if nodes}


def show(store: ox.Store, name: str, language: str = "en", *, computed: bool = False) -> str:
    """Return what a release claims of a thing, at most 80 columns wide.

    What is computed of it stands below what it belongs to, in short; with ``computed``, all of it stands in one list.

    Raises:
        Mi2ldError: If nothing is named so, or several things are (code S101).
    """
    view = View(store, language)
    thing = find_thing(store, name)
    out = _heading(view, thing)
    found = propositions_about(view, thing)
    if not found:
        return "\n".join([*out, view.words["none"]]) + "\n"
    results = Computed(view, found)
    for kind, nodes in _by_kind(view, found).items():
        title = view.words["other"] if kind == _OTHER else view.text(ox.NamedNode(_M + kind))
        out += [f"{title[:1].upper()}{title[1:]} ({len(nodes)})", ""]
        for node in sorted(nodes, key=lambda n: (view.text(n), n.value)):
            out += [*_proposition(view, node, "" if computed else results.line(node)), ""]
    out += results.everything() if computed else results.sections()
    out += _inferred(view, found, thing)
    if results.nodes and not computed:
        out.append(view.words["more"])
    return "\n".join(out).rstrip("\n") + "\n"


def _inferred(view: View, found: list[Any], thing: Thing) -> list[str]:
    about = found if isinstance(thing, DossierName) else [*found, thing]
    inferred = _by_iri(list({s for node in about for s in view.subjects("inferredAbout", node)}))
    lines = dict.fromkeys(view.wrap(view.text(node), 2, "• ") for node in inferred)
    return [view.words["inferred"], "", *lines, ""] if lines else []
