"""All that is claimed of an antibody, phenotype, disease, measure or study, for a person, in English or French."""

from __future__ import annotations

import textwrap
from typing import Any

import pyoxigraph as ox

from mi2ld import names
from mi2ld.problems import Mi2ldError, Problem, Where, suggest

WIDTH = 80
_WORDS = {
    "en": {
        "says": "says",
        "source": "relayed from",
        "unsourced": "no source named",
        "hedge": "hedged",
        "what": "What is claimed",
        "definition": "Definition",
        "links": "Elsewhere",
        "conflict": "in conflict with",
        "vaguer": "vaguer than",
        "alike": "alongside",
        "computed": "Computed, stated by nobody",
        "none": "Nothing is claimed of it.",
        "by": "according to the authors of",
        "evidence": "supported by",
        "inferred": "Inferred by the curator",
    },
    "fr": {
        "says": "dit",
        "source": "d’après",
        "unsourced": "aucune source nommée",
        "hedge": "nuancé",
        "what": "Ce qui en est affirmé",
        "definition": "Définition",
        "links": "Ailleurs",
        "conflict": "en contradiction avec",
        "vaguer": "moins précis que",
        "alike": "à côté de",
        "computed": "Calculé, énoncé par personne",
        "none": "Rien n’en est affirmé.",
        "by": "selon les auteurs de",
        "evidence": "soutenu par",
        "inferred": "Inféré par le curateur",
    },
}
_SECTIONS = (
    "ComparisonResult",
    "FrequencyResult",
    "CountResult",
    "LevelResult",
    "QualitativeResult",
    "CorrelationResult",
    "AssociationClaim",
    "ConflictProposition",
    "HypothesisProposition",
    "ActionProposition",
    "DescriptionProposition",
)
_M = names.ONTOLOGY
_TOUCHES = """
SELECT DISTINCT ?p ?it WHERE {
  { ?p ?any ?it } UNION { ?p (<M>group>|<M>indexGroup>) ?g . ?g <M>subgroupOf>* ?h . ?h (<M>antibodyPositiveFor>|<M>hasDiagnosis>) ?it }
  UNION { ?m <M>measureOf> ?it . ?p (<M>topic>|<M>variable>) ?m }
  UNION { ?m <M>measureOf> ?it . ?o <M>outcomeOf> ?m . ?c <M>topic> ?o . ?g <M>hasCriterion> ?c . ?p <M>group> ?g }
  UNION { ?p <M>fromStudy> ?it } UNION { ?p <M>about> ?g . ?g <M>fromStudy> ?it }
  UNION { ?p <M>conflictMember> ?q . ?q (<M>antibody>|<M>topic>) ?it }
  ?p a <M>Proposition> .
}
""".replace("<M>", f"<{_M}")


def _find(store: ox.Store, name: str, language: str) -> ox.NamedNode:
    """Return the thing a person means: a key, a CURIE, an IRI, or a label in either language.

    Raises:
        Mi2ldError: If nothing is named so; the message names the nearest key (code S101).
    """
    from mi2ld.query.run import resolve_parameter

    label = ox.NamedNode(names.PREFIXES["rdfs"] + "label")
    alt = ox.NamedNode(names.PREFIXES["skos"] + "altLabel")
    for predicate in (label, alt):
        for tag in ("en", "fr"):
            for quad in store.quads_for_pattern(None, predicate, ox.Literal(name, language=tag), None):
                if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(_M):
                    return quad.subject
    try:
        found = ox.NamedNode(resolve_parameter(store, "name", name))
    except Mi2ldError as error:
        if "is the key of" in error.problems[0].what:
            raise
    else:
        if any(True for _ in store.quads_for_pattern(found, None, None, None)):
            return found
    keys = [
        q.object.value
        for q in store.quads_for_pattern(None, ox.NamedNode(_M + "key"), None, None)
        if isinstance(q.object, ox.Literal)
    ]
    what = f"nothing is named {name!r}{suggest(name, keys)}"
    raise Mi2ldError(
        [Problem(Where("show"), "error", "S101", what, "name a key such as anti-mi2, a label, a CURIE or an IRI")], 2
    )


class _View:
    def __init__(self, store: ox.Store, language: str) -> None:
        self.store, self.language, self.words = store, language, _WORDS[language]

    def all(self, subject: Any, local: str) -> list[Any]:
        predicate = local if ":" in local else _M + local
        return [q.object for q in self.store.quads_for_pattern(subject, ox.NamedNode(predicate), None, None)]

    def subjects(self, local: str, value: Any) -> list[Any]:
        predicate = local if ":" in local else _M + local
        return [q.subject for q in self.store.quads_for_pattern(None, ox.NamedNode(predicate), value, None)]

    def text(self, node: Any, predicate: str = names.PREFIXES["rdfs"] + "label") -> str:
        found = {v.language: v.value for v in self.all(node, predicate) if isinstance(v, ox.Literal)}
        return found.get(self.language) or found.get("en") or names.contract(node.value)

    def wrap(self, text: str, indent: int, mark: str = "") -> str:
        first = " " * indent + mark
        return textwrap.fill(
            text,
            WIDTH,
            initial_indent=first,
            subsequent_indent=" " * len(first),
            break_on_hyphens=False,
            break_long_words=False,
        )

    def proposition(self, node: Any) -> list[str]:
        out = [self.wrap(self.text(node), 2, "• ")]
        for statement in sorted(self.subjects("expresses", node), key=lambda s: str(s.value)):
            out.append(self.wrap(self.statement(statement), 6))
        for relation, word in (("conflictsWith", "conflict"), ("lessSpecificThan", "vaguer"), ("alignedWith", "alike")):
            for other in sorted(self.all(node, relation), key=lambda o: str(o.value)):
                out.append(self.wrap(f"{self.words[word]}: {self.text(other)}", 6))
        for line in self.subjects("targetProposition", node):
            for source in self.all(line, "evidenceSource"):
                out.append(self.wrap(f"{self.words['evidence']}: {self.text(source)}", 6))
        omitted = {self.text(o) for n in (node, *self.all(node, "hasEstimate")) for o in self.all(n, "omits")}
        if omitted:
            out.append(self.wrap(f"({'; '.join(sorted(omitted))})", 6))
        return out

    def statement(self, node: Any) -> str:
        document = self.text(self.all(node, "statedIn")[0])
        parts = [f"{document}, {self.text(self.all(node, 'stance')[0])}"]
        for hedge in self.all(node, "hedge"):
            parts.append(f"{self.words['hedge']}: « {hedge.value} »")
        parts += [self.text(q) for local in ("qualifier", "wording", "reading") for q in self.all(node, local)]
        parts += [f"{self.words['by']} {self.text(p)}" for p in self.all(node, "attributedTo")]
        primary = self.all(node, names.PREFIXES["prov"] + "hadPrimarySource")
        parts.append(
            f"{self.words['source']} {', '.join(sorted(self.text(p) for p in primary))}"
            if primary
            else self.words["unsourced"]
        )
        anchor = self.all(node, names.PREFIXES["prov"] + "wasQuotedFrom")[0]
        selector = self.all(anchor, names.PREFIXES["oa"] + "hasSelector")
        starts = [v.value for s in selector for v in self.all(s, names.PREFIXES["oa"] + "start")]
        ends = [v.value for s in selector for v in self.all(s, names.PREFIXES["oa"] + "end")]
        return "; ".join(parts) + f" [{starts[0]}–{ends[0]}]"


def show(store: ox.Store, name: str, language: str = "en") -> str:
    """Return what a release claims of a thing, at most 80 columns wide.

    Raises:
        Mi2ldError: If nothing is named so (code S101).
    """
    view = _View(store, language)
    it = _find(store, name, language)
    words = view.words
    out = [view.text(it), "═" * len(view.text(it)), ""]
    if definition := view.all(it, names.PREFIXES["skos"] + "definition"):
        chosen = next((d.value for d in definition if d.language == language), definition[0].value)
        out += [view.wrap(chosen, 0), ""]
    links = []
    for relation in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch"):
        for target in view.all(it, names.PREFIXES["skos"] + relation):
            links.append(f"{relation} {names.contract(target.value)}")
    if links:
        out += [view.wrap(f"{words['links']}: {', '.join(sorted(links))}", 0), ""]
    found = [s["p"] for s in store.query(_TOUCHES, substitutions={ox.Variable("it"): it})]  # type: ignore[union-attr]
    by_kind: dict[str, list[Any]] = {}
    for node in found:
        kinds = {k.value.removeprefix(_M) for k in view.all(node, names.PREFIXES["rdf"] + "type")}
        kind = next((k for k in _SECTIONS if k in kinds), "Proposition")
        by_kind.setdefault(kind, []).append(node)
    if not found:
        return "\n".join([*out, words["none"]]) + "\n"
    for kind in _SECTIONS:
        if kind not in by_kind:
            continue
        title = view.text(ox.NamedNode(_M + kind))
        out += [f"{title[:1].upper()}{title[1:]} ({len(by_kind[kind])})", ""]
        for node in sorted(by_kind[kind], key=lambda n: (view.text(n), n.value)):
            out += [*view.proposition(node), ""]
    computed = sorted(
        {s for node in found for s in view.subjects("computedFrom", node)}, key=lambda s: (view.text(s), str(s.value))
    )
    if computed:
        out += [words["computed"], ""]
        out += [view.wrap(view.text(node), 2, "• ") for node in computed] + [""]
    inferred = sorted(
        {s for node in (*found, it) for s in view.subjects("inferredAbout", node)}, key=lambda s: str(s.value)
    )
    if inferred:
        out += [words["inferred"], ""]
        out += [view.wrap(view.text(node), 2, "• ") for node in inferred] + [""]
    return "\n".join(out).rstrip("\n") + "\n"
