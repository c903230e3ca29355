"""Phrases in two languages: templates in pairs, the words of the model, and the fields of a node taken one by one.

A sentence is built from noun phrases, so that no French word has to agree with a label of the vocabulary: a new row
is spoken at once. Plain templates in pairs keep both languages side by side; a message library would add files and
still leave the joining to us.
"""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mi2ld.graph.nodes import DocumentNode, GroupNode, Node, PublicationNode, StudyNode
from mi2ld.graph.statements import (
    ECO_AUTHOR,
    ECO_CLINICAL_STUDY,
    ECO_REFERENCE,
    ECO_RELAYED,
    ECO_UNTRACEABLE,
)
from mi2ld.names import ONTOLOGY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Label = tuple[str, str]
"""English, French."""

NBSP = "\u00a0"
_MUTE = "aâàäeéèêëiîïoôöuùûühAÂÀEÉÈÊIÎOÔUÛH"
_ASPIRATED = ("hanche", "handicap", "haut", "hernie", "hoquet", "huit", "hors")
STRUCTURE = frozenset({"iri", "classes", "origin", "label_en", "label_fr", "notes", "key"})
"""Fields of a node that are no claim: its name, its kind, its place in the dossier, its label, the curator's notes."""

ASPECTS: dict[str, tuple[str, str, bool, bool]] = {
    "Frequency": ("the frequency", "la fréquence", True, False),
    "Risk": ("the risk", "le risque", False, False),
    "Severity": ("the severity", "la sévérité", True, False),
    "Progression": ("the progression", "l’évolutivité", True, False),
    "Level": ("the value", "la valeur", True, False),
    "Manifestations": ("the manifestations", "les manifestations", True, True),
    "Intensity": ("the intensity", "l’intensité", True, False),
    "CourseOnTreatment": ("the course on treatment", "l’évolution sous traitement", True, False),
    "Duration": ("the duration", "la durée", True, False),
    "AgeAspect": ("the age", "l’âge", False, False),
    "TimeToEvent": ("the time to the event", "le délai de survenue", False, False),
    "Incidence": ("the incidence", "l’incidence", True, False),
    "Prevalence": ("the prevalence", "la prévalence", True, False),
    "Survival": ("the survival", "la survie", True, False),
    "Response": ("the response", "la réponse", True, False),
    "Accuracy": ("the accuracy", "l’exactitude", True, False),
    "Extent": ("the extent", "l’étendue", True, False),
    "Speed": ("the speed", "la rapidité", True, False),
    "Dose": ("the dose", "la dose", True, False),
    "Number": ("the number", "le nombre", False, False),
}
"""English, French, and whether the French noun is feminine and plural; another aspect is spoken by its label."""

SAID_BY_ASPECT = frozenset({("Survival", "Death")})
"""Aspects whose noun says the topic too: one speaks of the survival, not of the survival of death."""

COMPARED: dict[str, Label] = {
    "Higher": ("{it} {be} higher {a} than {b}", "{it} {be} plus élevé{s} {a} que {b}"),
    "Lower": ("{it} {be} lower {a} than {b}", "{it} {be} plus faible{p} {a} que {b}"),
    "Differs": ("{it} differ{v} between {both}", "{it} diffère{v} entre {both}"),
    "Comparable": ("{it} {be} comparable between {both}", "{it} {be} comparable{p} entre {both}"),
    "Equivalent": ("{it} {be} equivalent between {both}", "{it} {be} équivalent{s} entre {both}"),
    "NoDifferenceFound": (
        "no difference in {it} is found between {both}",
        "aucune différence n’est trouvée pour {it} entre {both}",
    ),
    "": ("{it}, {a} against {b}: {d}", "{it}, {a} contre {b} : {d}"),
}
"""Which way a comparison goes; the last is for a direction that has no words here."""
ALONE: dict[str, Label] = {
    "Higher": ("{it} {be} higher", "{it} {be} plus élevé{s}"),
    "Lower": ("{it} {be} lower", "{it} {be} plus faible{p}"),
    "Differs": ("{it} differ{v}", "{it} diffère{v}"),
    "Comparable": ("{it} {be} comparable", "{it} {be} comparable{p}"),
    "Equivalent": ("{it} {be} equivalent", "{it} {be} équivalent{s}"),
    "NoDifferenceFound": ("no difference in {it} is found", "aucune différence n’est trouvée pour {it}"),
    "": ("{it}: {d}", "{it} : {d}"),
}
"""Which way something goes where the other side is told elsewhere, or not at all."""
MOVES: dict[str, Label] = {
    "Higher": ("{it} rise{v}", "{it} augmente{v}"),
    "Lower": ("{it} fall{v}", "{it} diminue{v}"),
    "Differs": ("{it} change{v}", "{it} change{v}"),
    "Comparable": ("{it} stay{v} comparable", "{it} reste{v} comparable{p}"),
    "Equivalent": ("{it} stay{v} equivalent", "{it} reste{v} équivalent{s}"),
    "NoDifferenceFound": ("no change in {it} is found", "aucun changement n’est trouvé pour {it}"),
    "": ("{it}: {d}", "{it} : {d}"),
}
"""Which way a trend goes."""
NO_DIRECTION: Label = ("{x} (direction not stated)", "{x} (sens non précisé)")
SILENT: Label = ("a comparison group that is not stated", "un groupe de comparaison non précisé")
NO_GROUP: Label = ("in a group that is not stated", "dans un groupe non précisé")

TAIL: dict[str, Label] = {
    "site": ("site: {x}", "siège : {x}"),
    "method": ("method: {x}", "méthode : {x}"),
    "treatment": ("under: {x}", "sous : {x}"),
    "in_disease": ("disease: {x}", "maladie : {x}"),
    "among": ("among: {x}", "parmi : {x}"),
    "topic": ("concerning: {x}", "concernant : {x}"),
    "aspect": ("aspect: {x}", "aspect : {x}"),
    "direction": ("direction: {x}", "sens : {x}"),
    "severity": ("degree of severity: {x}", "degré de sévérité : {x}"),
    "quantifier": ("how many: {x}", "combien : {x}"),
    "strength": ("strength: {x}", "force : {x}"),
    "sign": ("sign: {x}", "signe : {x}"),
    "significance": ("statistical test: {x}", "test statistique : {x}"),
    "time_frame": ("when: {x}", "quand : {x}"),
    "from_time": ("from: {x}", "de : {x}"),
    "to_time": ("to: {x}", "à : {x}"),
    "from_result": ("first result: {x}", "premier résultat : {x}"),
    "to_result": ("last result: {x}", "dernier résultat : {x}"),
    "across": ("across: {x}", "selon : {x}"),
    "endpoint": ("endpoint: {x}", "critère de jugement : {x}"),
    "analysis": ("patients analysed: {x}", "patients analysés : {x}"),
    "model": ("from a {x}", "issu d’un {x}"),
    "adjusted_for": ("allowing for: {x}", "compte tenu des facteurs : {x}"),
    "group": ("among: {x}", "parmi : {x}"),
    "index_group": ("group: {x}", "groupe : {x}"),
    "comparator_group": ("against: {x}", "par rapport à : {x}"),
    "study": ("in the {x}", "dans l’{x}"),
    "outcomes": ("outcome: {x}", "évolution : {x}"),
    "variables": ("variables: {x}", "variables : {x}"),
    "based_on": ("on the ground of {x}", "sur la base de {x}"),
    "less_specific_than": ("less specific than {x}", "moins précis que {x}"),
    "aligned_with": ("alongside {x}", "à côté de {x}"),
    "conflicts_with": ("in conflict with {x}", "en contradiction avec {x}"),
    "threshold": ("threshold: {x}", "seuil : {x}"),
    "per_amount": ("per: {x}", "par : {x}"),
    "predictor": ("predictor: {x}", "prédicteur : {x}"),
    "predictor_reference": ("against: {x}", "par rapport à : {x}"),
    "test": ("test: {x}", "test : {x}"),
    "study_count": ("number of studies: {x}", "nombre d’études : {x}"),
    "participant_count": ("number of participants: {x}", "nombre de participants : {x}"),
    "diagnosis": ("diagnosis: {x}", "diagnostic : {x}"),
    "positive": ("with: {x}", "avec : {x}"),
    "negative": ("without: {x}", "sans : {x}"),
    "role": ("role: {x}", "rôle : {x}"),
    "subgroup_of": ("part of: {x}", "fait partie de : {x}"),
    "member_kind": ("counted: {x}", "unités comptées : {x}"),
    "members": ("members: {x}", "membres : {x}"),
    "population_source": ("drawn from: {x}", "population d’origine : {x}"),
    "country": ("country: {x}", "pays : {x}"),
    "published_in": ("published in: {x}", "publiée dans : {x}"),
    "design": ("design: {x}", "schéma : {x}"),
    "aim": ("aim: {x}", "objectif : {x}"),
    "drawn_from": ("cohort from: {x}", "cohorte : {x}"),
    "setting": ("setting: {x}", "cadre : {x}"),
    "centre_count": ("number of centres: {x}", "nombre de centres : {x}"),
    "registry": ("registered as: {x}", "enregistrée sous : {x}"),
    "enrolment_start": ("enrolled from: {x}", "inclusions depuis : {x}"),
    "enrolment_end": ("enrolled until: {x}", "inclusions jusqu’à : {x}"),
    "bound": ("{x}", "{x}"),
    "approximation": ("{x}", "{x}"),
    "unit": ("unit: {x}", "unité : {x}"),
}
"""How a field is told after the sentence, when the sentence itself has no word for it."""

DESCRIBED: dict[str, Label] = {
    "IsAAttribute": ("{a} is a kind of {v}", "{a} : forme {v:de}"),
    "ManifestationAttribute": ("{a} shows itself as {v}", "{a} : se manifeste par {v}"),
    "SpecificToAttribute": ("{a} is specific to {v}", "{a} : spécifique {v:de}"),
    "TargetsAttribute": ("{a} is directed against {v}", "{a} : vise {v}"),
    "DefinesAttribute": ("{a} defines {v}", "{a} : permet de définir {v}"),
    "GlossAttribute": ("{a} means {v}", "{a} : c’est-à-dire {v}"),
    "MarkerOfAttribute": ("{a} is a marker of {v}", "{a} : marqueur {v:de}"),
}
OWNERS: tuple[tuple[type[Node], Label], ...] = (
    (GroupNode, ("group {k} – {t}: {v}", "groupe {k} – {t} : {v}")),
    (StudyNode, ("{x} – {t}: {v}", "{x} – {t} : {v}")),
    (PublicationNode, ("publication “{x}” – {t}: {v}", "publication « {x} » – {t} : {v}")),
    (DocumentNode, ("document “{x}” – {t}: {v}", "document « {x} » – {t} : {v}")),
)
"""How an attribute of such a thing is told: ``x`` is its label, ``k`` its key; a study's label says what it is."""
SOURCES: dict[str, Label] = {
    ECO_RELAYED: ("relayed from {x}", "relayé d’après {x}"),
    ECO_UNTRACEABLE: ("with no source that can be traced", "sans source qu’on puisse retrouver"),
    ECO_CLINICAL_STUDY: ("as the study’s own publication: {x}", "comme publication de l’étude : {x}"),
    ECO_REFERENCE: ("in a reference to {x}", "dans une référence à {x}"),
    ECO_AUTHOR: ("of itself", "de lui-même"),
}
NO_SOURCE: Label = ("source not told", "source non indiquée")
MEMBERS: dict[str, Label] = {
    "PersonMembers": ("persons", "les personnes"),
    "EventMembers": ("events", "les événements"),
    "StudyMembers": ("studies", "les études"),
    "SampleMembers": ("samples", "les échantillons"),
    "VisitMembers": ("visits", "les consultations"),
}
GROUPS: dict[str, Label] = {
    "StudyArm": ("arm", "bras"),
    "Subgroup": ("subgroup", "sous-groupe"),
    "ExposureGroup": ("exposure group", "groupe exposé"),
    "ReferencePopulation": ("reference population", "population de référence"),
    "PooledPopulation": ("pooled population", "population regroupée"),
    "StudyPopulation": ("study population", "population de l’étude"),
}
PATIENTS = ("patients", "les patients")
PEOPLE = ("people", "les personnes")
P_SIGNS = {"EqualTo": "=", "LessThan": "<", "MoreThan": ">", "AtMost": "≤", "AtLeast": "≥", "About": "≈"}
CRITERIA: dict[str, tuple[Label, Label]] = {
    "DiagnosisCriterion": (
        ("with {t}", "avec un diagnostic {t:de}"),
        ("without {t}", "sans diagnostic {t:de}"),
    ),
    "AntibodyCriterion": (("with {t}", "avec {t}"), ("without {t}", "sans {t}")),
    "FindingCriterion": (
        ("with the finding “{t}”", "avec le constat « {t} »"),
        ("without the finding “{t}”", "sans le constat « {t} »"),
    ),
    "TreatmentCriterion": (
        ("with the treatment “{t}”", "avec le traitement « {t} »"),
        ("without the treatment “{t}”", "sans le traitement « {t} »"),
    ),
    "CharacteristicCriterion": (
        ("with the characteristic “{t}”", "avec la caractéristique « {t} »"),
        ("without the characteristic “{t}”", "sans la caractéristique « {t} »"),
    ),
    "FollowUpCriterion": (
        ("with a follow-up of {e}", "avec un suivi de {e}"),
        ("without a follow-up of {e}", "sans suivi de {e}"),
    ),
    "AgeCriterion": (("with an age of {e}", "avec un âge de {e}"), ("without an age of {e}", "sans un âge de {e}")),
    "WindowCriterion": (("seen {w}", "vus : {w}"), ("not seen {w}", "non vus : {w}")),
}
"""A criterion that is present, and one that is absent: ``t`` is its topic, ``e`` its figure, ``w`` its time."""
OTHER_CRITERION: tuple[Label, Label] = (("with {t}", "avec {t}"), ("without {t}", "sans {t}"))


class _French(str):
    """A French noun phrase that knows how ``de`` stands before it: ``{x:de}`` in a template."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        if spec != "de":
            return str(self)
        text = self.lstrip("« \u00a0")
        elided = text[:1] in _MUTE and not text.lower().startswith(_ASPIRATED)
        return f"d’{self!s}" if elided else f"de {self!s}"


def say(template: Label, **parts: Label) -> Label:
    """Return a template filled in both languages; French prints a no-break space before ``: ; %`` and in ``« »``.

    >>> say(("{t} of {x}", "{t} {x:de}"), t=("level", "taux"), x=("anti-Mi2", "anti-Mi2"))
    ('level of anti-Mi2', 'taux d’anti-Mi2')
    """
    english = template[0].format(**{name: part[0] for name, part in parts.items()})
    french = template[1].format(**{name: _French(part[1]) for name, part in parts.items()})
    for sign in (" :", " ;", " %", " »"):
        french = french.replace(sign, NBSP + sign[1])
    return english, french.replace("« ", "«" + NBSP)


def listed(parts: Sequence[Label], *, last: Label = ("and", "et"), separator: str = ", ") -> Label:
    """Return several phrases as one; with empty ``last`` the separator stands before the last too.

    >>> listed([("a", "a"), ("b", "b"), ("c", "c")])
    ('a, b and c', 'a, b et c')
    """
    french = separator.replace(";", f"{NBSP};")
    return _list([p[0] for p in parts], last[0], separator), _list([p[1] for p in parts], last[1], french)


def _list(words: list[str], last: str, separator: str) -> str:
    if not last or len(words) < 2:
        return separator.join(words)
    return f"{separator.join(words[:-1])} {last} {words[-1]}"


def number(value: Decimal | int) -> Label:
    """Return a number as each language prints it.

    >>> number(Decimal("45.30"))
    ('45.30', '45,30')
    """
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    text = text.replace("-", "−")
    return text, text.replace(".", ",")


def local(iri: str | None) -> str:
    """Return the local name of a term of the ontology, or nothing."""
    return iri[1:-1].removeprefix(ONTOLOGY) if iri and iri.startswith(f"<{ONTOLOGY}") else ""


class Fields:
    """A node whose fields are taken one by one; what nobody took is told at the end."""

    def __init__(self, node: Node) -> None:
        """Start with nothing taken."""
        self.node = node
        self.taken: set[str] = set()
        self.said: set[str] = set()

    def take(self, name: str) -> Any:
        """Return a field's value, or None where this node has no such field, and note that it is spoken."""
        self.taken.add(name)
        return getattr(self.node, name, None)

    def omits(self, local_name: str) -> bool:
        """Return whether the node leaves that unsaid, and note that the sentence tells so."""
        found = any(local(iri) == local_name for iri in getattr(self.node, "omits", ()))
        if found:
            self.said.add(local_name)
        return found

    def rest(self) -> Iterable[tuple[str, Any]]:
        """Return the fields that hold something and that nobody took."""
        for item in fields(self.node):
            value = getattr(self.node, item.name)
            if item.name not in self.taken | STRUCTURE | {"omits"} and value not in (None, (), ""):
                yield item.name, value

    def unsaid(self) -> list[str]:
        """Return what the node omits and the sentence has not told."""
        return [iri for iri in getattr(self.node, "omits", ()) if local(iri) not in self.said]


def capital(text: str) -> str:
    """Return a text with its first letter in upper case."""
    return text[:1].upper() + text[1:]
