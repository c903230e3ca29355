"""What each field of a dossier is for, in English and French: the words that an editor shows over it."""

from __future__ import annotations

SECTIONS: dict[str, tuple[str, str]] = {
    "dossier": (
        "The key of this dossier, in every IRI that it makes.",
        "La clé de ce dossier, dans chacun de ses IRI.",
    ),
    "format": ("The version of the form of this file.", "La version de la forme de ce fichier."),
    "status": (
        "How far the work is: draft, reviewed, published; withdrawn builds only deprecations.",
        "L’avancement : brouillon, relu, publié ; un dossier retiré ne produit que des dépréciations.",
    ),
    "curators": ("Who wrote it.", "Qui l’a rédigé."),
    "text": ("The source text: its file, SHA-256 and language.", "Le texte source : fichier, SHA-256 et langue."),
    "documents": ("The documents in the text, by key.", "Les documents du texte, par clé."),
    "publications": ("The publications that are cited, by key.", "Les publications citées, par clé."),
    "studies": ("The studies that are reported, by key.", "Les études rapportées, par clé."),
    "groups": ("The groups that results are about, by key.", "Les groupes dont parlent les résultats, par clé."),
    "facts": ("What the documents state, by key.", "Ce que les documents énoncent, par clé."),
    "note": ("A remark in both languages.", "Une remarque dans les deux langues."),
}
"""The keys at the top of a dossier."""

KINDS: dict[str, tuple[str, str]] = {
    "compare": (
        "One group against others, or an unstated one.",
        "Un groupe face à d’autres, ou à un groupe non énoncé.",
    ),
    "associate": (
        "An antibody goes with something; no group is named.",
        "Un anticorps va avec quelque chose, sans groupe nommé.",
    ),
    "proportion": ("How often something is found in a group.", "La fréquence de quelque chose dans un groupe."),
    "measure": ("How much of a measure a group has.", "La valeur d’une mesure dans un groupe."),
    "correlate": ("Measures that go together.", "Des mesures qui varient ensemble."),
    "change": ("What becomes of a group.", "Ce que devient un groupe."),
    "trend": ("A course over time or along a measure.", "Une évolution dans le temps ou selon une mesure."),
    "predict": ("What foretells an outcome.", "Ce qui prédit une issue."),
    "diagnose": ("How well a test detects something.", "La capacité d’un test à détecter quelque chose."),
    "pool": ("A result pooled over studies.", "Un résultat combiné de plusieurs études."),
    "state": ("An attribute of a kind.", "Un attribut d’une notion."),
    "claim": (
        "A conflict, a hypothesis, a call for evidence or a recommendation.",
        "Un conflit, une hypothèse, un appel à des preuves ou une recommandation.",
    ),
}
"""The kinds of fact."""

CLAIMS: dict[str, tuple[str, str]] = {
    "conflict": (
        "Facts that contradict one another, as the document says.",
        "Des faits qui se contredisent, selon le document.",
    ),
    "hypothesis": ("Something may serve as something.", "Quelque chose pourrait servir à quelque chose."),
    "evidence-needed": ("The document asks for more evidence.", "Le document demande d’autres preuves."),
    "recommendation": ("The document recommends an action.", "Le document recommande une action."),
}
"""The kinds of claim."""

PROPOSAL = (
    "What mi2ld new found here. Mend the entry against the text, then delete this; build refuses it until then.",
    "Ce que mi2ld new a trouvé ici. Corriger l’entrée d’après le texte, puis supprimer ceci ; build la refuse d’ici là.",
)
"""The mark of an entry that no curator has taken over yet."""

GROUP_KINDS: dict[str, tuple[str, str]] = {
    "arm": ("An arm of a study.", "Un bras d’une étude."),
    "subgroup": ("Part of another group.", "Une partie d’un autre groupe."),
    "exposure": ("Members that were exposed to something.", "Des membres exposés à quelque chose."),
    "reference": (
        "A population to compare with: general, literature, healthy.",
        "Une population de référence : générale, de la littérature, saine.",
    ),
    "pooled": ("Members of several studies together.", "Les membres de plusieurs études réunis."),
}
"""The kinds of group."""

STATUSES: dict[str, tuple[str, str]] = {
    "draft": ("Not yet read by a second person.", "Pas encore relu par une autre personne."),
    "reviewed": ("Read by a second person.", "Relu par une autre personne."),
    "published": ("Published: its keys are never renamed.", "Publié : ses clés ne sont jamais renommées."),
    "withdrawn": ("Withdrawn: only deprecations are built.", "Retiré : seules des dépréciations sont produites."),
}
"""How far a dossier is."""

FIELDS: dict[str, tuple[str, str]] = {
    "across": ("The measure along which the trend runs.", "La mesure selon laquelle va la tendance."),
    "action": ("What is recommended.", "Ce qui est recommandé."),
    "adjusted-for": ("What the result is adjusted for.", "Les facteurs d’ajustement du résultat."),
    "adjustment": ("Whether the result is crude or adjusted.", "Résultat brut ou ajusté."),
    "age": ("The age of the members.", "L’âge des membres."),
    "aim": ("What the study is for.", "Le but de l’étude."),
    "aim-of": ("What the aim is about.", "L’objet de ce but."),
    "aligned-with": ("Facts that say the same otherwise.", "Des faits qui disent la même chose autrement."),
    "among": ("The wider kind among which it holds.", "L’ensemble parmi lequel cela vaut."),
    "analysis": ("The set of members that was analysed.", "La population d’analyse."),
    "ancestry": ("The ancestry of the members.", "L’ascendance des membres."),
    "antibody": ("The antibody.", "L’anticorps."),
    "approximation": ("How near the figure is.", "Le degré d’approximation du chiffre."),
    "as": ("Fields that this document states otherwise.", "Les champs que ce document énonce autrement."),
    "aspect": (
        "What is higher or lower: frequency, severity, level …",
        "Ce qui est plus ou moins élevé : fréquence, gravité, taux …",
    ),
    "assessed-by": ("The instrument of the study.", "L’instrument de l’étude."),
    "assesses": ("What the study measures.", "Ce que l’étude mesure."),
    "assessment-mode": ("How the study measures.", "La façon de mesurer."),
    "at": (
        'The place START-END~DIGEST; while writing, "first words … last words", then mi2ld anchor.',
        "L’emplacement DÉBUT-FIN~EMPREINTE ; en rédigeant, « premiers mots … derniers mots », puis mi2ld anchor.",
    ),
    "attribute": ("Which attribute is stated.", "L’attribut énoncé."),
    "authors": ("The authors as cited.", "Les auteurs tels que cités."),
    "because": ("The facts that are the reason.", "Les faits qui en sont la raison."),
    "broader-than": ("Facts that say the same more sharply.", "Des faits qui disent la même chose plus précisément."),
    "by": (
        "The method or instrument; under said, the publication whose authors say it.",
        "La méthode ou l’instrument ; sous said, la publication dont les auteurs parlent.",
    ),
    "centres": ("How many centres took part.", "Le nombre de centres."),
    "characteristic": (
        "What the members are: sex, ancestry, habits.",
        "Ce que sont les membres : sexe, ascendance, habitudes.",
    ),
    "cohort-source": ("Where the cohort is drawn from.", "L’origine de la cohorte."),
    "country": ("The country.", "Le pays."),
    "design": ("The design of the study.", "Le type d’étude."),
    "diagnosis": ("The diagnosis of the members.", "Le diagnostic des membres."),
    "direction": ("Which way the result goes, or unstated.", "Le sens du résultat, ou unstated."),
    "doi": ("The DOI, as 10.…/…", "Le DOI, sous la forme 10.…/…"),
    "effect": (
        "The size of the effect: a ratio or difference as printed.",
        "La taille de l’effet : rapport ou différence tels qu’imprimés.",
    ),
    "endpoint": ("Whether the end point is primary, secondary …", "Critère principal, secondaire …"),
    "enrolled": ("When members were enrolled: 2002/2018.", "La période d’inclusion : 2002/2018."),
    "et-al": (
        "Whether the list of authors ends in “et al.”",
        "La liste des auteurs se termine-t-elle par « et al. » ?",
    ),
    "file": ("The name of the file of the text, without its folder.", "Le nom du fichier du texte, sans son dossier."),
    "finding": ("What all members have.", "Ce que tous les membres présentent."),
    "follow-up": ("How long the members were followed.", "La durée de suivi des membres."),
    "for": ("What it is for.", "Ce à quoi cela sert."),
    "from": ("Where the trend begins, or what predicts.", "Le début de la tendance, ou ce qui prédit."),
    "group": (
        "The group the result is about: a key, or {is: KEY, value: FIGURE}.",
        "Le groupe du résultat : une clé, ou {is: CLÉ, value: CHIFFRE}.",
    ),
    "has": ("Antibodies that the members have.", "Les anticorps présents chez les membres."),
    "headings": ("The places of the headings.", "Les emplacements des intertitres."),
    "hedge": ("The words that weaken the statement.", "Les mots qui atténuent l’énoncé."),
    "in": ("The disease it holds in.", "La maladie concernée."),
    "inferred": (
        "true: the curator infers it, no document states it.",
        "true : déduit par le curateur, énoncé par aucun document.",
    ),
    "is": ("The value itself.", "La valeur elle-même."),
    "issued": (
        "The date of publication: 2019, 2019-10 or 2019-10-08.",
        "La date de parution : 2019, 2019-10 ou 2019-10-08.",
    ),
    "jointly": ("true: one result over all comparators.", "true : un seul résultat pour tous les groupes comparés."),
    "journal": ("The journal.", "La revue."),
    "kind": ("What kind of thing it is.", "La sorte de chose."),
    "label": ("Its name in both languages.", "Son nom dans les deux langues."),
    "lacks": ("Antibodies that the members do not have.", "Les anticorps absents chez les membres."),
    "lang": ("The language of the text.", "La langue du texte."),
    "lines": ("Its lines in the text: FIRST-LAST.", "Ses lignes dans le texte : PREMIÈRE-DERNIÈRE."),
    "links": ("The links that the document prints.", "Les liens que le document imprime."),
    "marker": ("A marker with its threshold.", "Un marqueur et son seuil."),
    "members": ("What is counted: persons, events or studies.", "Ce qui est compté : personnes, événements ou études."),
    "note": SECTIONS["note"],
    "of": ("What it is about.", "Ce dont il s’agit."),
    "omits": ("Fields that this document leaves unsaid.", "Les champs que ce document passe sous silence."),
    "outcome": ("The outcome.", "L’issue."),
    "outcomes": ("The outcome, or several that came together.", "L’issue, ou plusieurs survenues ensemble."),
    "p": (
        "The p-value: 0.03, < 0.001, significant, not significant.",
        "La valeur p : 0.03, < 0.001, significant, not significant.",
    ),
    "part-of": ("The group it is part of.", "Le groupe dont il fait partie."),
    "participants": ("How many participants were pooled.", "Le nombre de participants réunis."),
    "per": ("The step that the estimate is per.", "Le pas auquel se rapporte l’estimation."),
    "pmid": ("The PubMed id, digits alone.", "L’identifiant PubMed, chiffres seuls."),
    "population": ("Where a reference population comes from.", "L’origine d’une population de référence."),
    "published-in": ("The publication that reports the study.", "La publication qui rapporte l’étude."),
    "qualifier": (
        "How the document qualifies it: often, for example …",
        "La nuance du document : souvent, par exemple …",
    ),
    "quantifier": ("A quantity in words: all, most, some.", "Une quantité en mots : tous, la plupart, certains."),
    "reading": ("How the curator reads the words.", "La lecture que fait le curateur."),
    "registry": ("The number in a registry: NCT01234567.", "Le numéro de registre : NCT01234567."),
    "reported-by": ("The study or publication that reported it.", "L’étude ou la publication qui l’a rapporté."),
    "role": ("Its role.", "Son rôle."),
    "said": (
        "Where each document states it: {DOCUMENT: PLACE}.",
        "Où chaque document l’énonce : {DOCUMENT: EMPLACEMENT}.",
    ),
    "same-as": ("The publication that it is the same as.", "La publication à laquelle elle est identique."),
    "series": ("The series of the document.", "La série du document."),
    "setting": ("Where the study took place: hospital, registry …", "Le cadre de l’étude : hôpital, registre …"),
    "severity": ("How severe it is.", "Sa gravité."),
    "sha256": ("The SHA-256 of the text.", "L’empreinte SHA-256 du texte."),
    "sign": ("The sign of the correlation, or unstated.", "Le signe de la corrélation, ou unstated."),
    "significance": ("Whether it is significant, in the document’s words.", "La significativité, selon le document."),
    "site": ("Where in the body.", "Où dans le corps."),
    "size": ("How many members: 58, >500.", "Le nombre de membres : 58, >500."),
    "sources": ("The publications that the document lists.", "Les publications que le document cite."),
    "statistic": ("Which statistic the figure is.", "La statistique dont il s’agit."),
    "strength": ("How strong the correlation is.", "La force de la corrélation."),
    "studies": ("How many studies were pooled.", "Le nombre d’études réunies."),
    "study": ("The study it belongs to.", "L’étude à laquelle il appartient."),
    "subject": ("What it is about.", "Son sujet."),
    "test": ("The test.", "Le test."),
    "threshold": ("The cut-off, as printed.", "Le seuil, tel qu’imprimé."),
    "title": ("Its title.", "Son titre."),
    "to": ("Where it leads or ends.", "Où cela mène ou finit."),
    "topic": ("What the result is about.", "Ce sur quoi porte le résultat."),
    "traceable": (
        "true: though unidentified, it can be found.",
        "true : bien que non identifiée, elle peut être retrouvée.",
    ),
    "treatment": ("The treatment that all members have.", "Le traitement de tous les membres."),
    "under": ("The treatment it holds under.", "Le traitement sous lequel cela vaut."),
    "unidentified": ("true: the document does not name it.", "true : le document ne la nomme pas."),
    "untreated": ("Treatments that the members have not had.", "Les traitements que les membres n’ont pas reçus."),
    "urgency": ("How urgent it is.", "Son urgence."),
    "value": (
        "The figure as printed: 12/40 (30%), OR 3.2 (95% CI 1.4–7.3).",
        "Le chiffre tel qu’imprimé : 12/40 (30%), OR 3.2 (95% CI 1.4–7.3).",
    ),
    "variables": ("The measures that go together.", "Les mesures qui varient ensemble."),
    "versus": ("What it is compared with, or unstated.", "Ce à quoi il est comparé, ou unstated."),
    "when": (
        "The time: a frame, {within: 6 months, after: EVENT}, or unstated.",
        "Le temps : un cadre, {within: 6 months, after: ÉVÉNEMENT}, ou unstated.",
    ),
    "window": ("The time window of the group.", "La fenêtre de temps du groupe."),
    "with": ("What it goes with.", "Ce avec quoi il va."),
    "within": ("The longest time.", "La durée la plus longue."),
    "without": ("What no member has.", "Ce qu’aucun membre ne présente."),
    "wording": ("How the document words it.", "La formulation du document."),
    "after": ("The event that it comes after, or unstated.", "L’événement qu’il suit, ou unstated."),
    "before": ("The event that it comes before, or unstated.", "L’événement qu’il précède, ou unstated."),
    "words": ("The hedging words, five at most.", "Les mots qui atténuent, cinq au plus."),
}
"""Fields of facts and of the things that documents speak of; a field that is not here shows its classes instead."""
