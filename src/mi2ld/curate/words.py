"""The words of a text that the vocabulary knows, in English and French: a dictionary, not an understanding.

In:   the vocabulary, the words of ``words.tsv``, and names that a mapping leads to (HPO labels and synonyms).
Out:  mentions: which key, where. Case, accents, hyphens, plurals and elision do not count; the longest name wins.

The names are few (some thousands) and are looked up word by word in a tree of dictionaries: pyahocorasick and flashtext
match characters, and would need every spelling of a name written out.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mi2ld.dossier.vocabulary import Term, Vocabulary
    from mi2ld.links.mappings import MappingSet
    from mi2ld.links.releases import Release

CUES = frozenset(("Direction", "DirectionWord", "TimeFrame", "Significance", "CorrelationStrength", "CorrelationSign"))
"""The value classes whose words are looked for; other values say nothing of a figure."""

_THINGS = frozenset(("PhenotypeKind", "OutcomeKind"))
_NO_WORDS = frozenset(("values", "documents", "statistics", "units", "populations"))
_MATCHES = frozenset(("skos:exactMatch", "skos:closeMatch", "skos:narrowMatch"))
_TOKEN = re.compile(r"[α-ωΑ-Ω]|[^\W\d_α-ωΑ-Ω]+|\d+(?:[.,:]\d+)*")
_JOINED = re.compile(r"[\s*\-\u2010-\u2013/’'ʼ]*")
_GREEK = dict(
    zip("αβγδεκλμσ", ("alpha", "beta", "gamma", "delta", "epsilon", "kappa", "lambda", "mu", "sigma"), strict=True)
)
_PREFIX = re.compile(r"(auto|anti)(?=[a-z]{3})")
_LIGHT = frozenset(("a", "an", "the", "of", "de", "d", "des", "du", "l", "la", "le", "les", "un", "une", "s"))
_SPELLINGS = ((re.compile(r"(?:ae|oe)(?=[a-z])"), "e"), (re.compile(r"is(?=ing$|ed$|ation$)"), "iz"))
_ENDINGS = (
    ("aux", "al"),
    ("ies", "y"),
    ("ie", "y"),
    ("ives", "if"),
    ("ive", "if"),
    ("ifs", "if"),
    ("eux", "eu"),
    ("euse", "eu"),
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the text in the form in which words are compared."""

    form: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A key of the vocabulary, or the CURIE and label of a term that no key is mapped to, where the text names it."""

    key: str
    start: int
    end: int


@dataclass(slots=True)
class _Node:
    after: dict[str, _Node] = field(default_factory=dict)
    names: list[tuple[str, str]] = field(default_factory=list)  # key, and the spelling where case counts


def fold_word(word: str) -> list[str]:
    """Return a word in the forms that are compared: no case, accent, plural or British spelling, prefixes apart.

    >>> fold_word("Autoanticorps"), fold_word("nécrotisants"), fold_word("γ")
    (['auto', 'anti', 'corp'], ['necrotizing'], ['gamma'])
    """
    plain = _unaccented(word)
    found = []
    while match := _PREFIX.match(plain):
        found.append(match[1])
        plain = plain[match.end() :]
    stem = _stem(plain)
    return [*found, _equals().get(stem, stem)]


def _unaccented(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c)).replace("œ", "oe").replace("æ", "ae")
    return _GREEK.get(plain, plain)


def _stem(word: str) -> str:
    for pattern, plain in _SPELLINGS:
        word = pattern.sub(plain, word) if len(word) > 4 else word
    for ending, plain in _ENDINGS:
        if len(word) > len(ending) + 2 and word.endswith(ending):
            return word[: -len(ending)] + plain
    if len(word) > 3 and word[-1] in "sx" and word[-2] != "s":
        word = word[:-1]
    if len(word) > 3 and re.search("[bt]re$", word):  # titre, fibre
        return word[:-2] + "er"
    return word.rstrip("e") if len(word) > 4 else word


@cache
def _rows() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the rows of ``words.tsv``: a key, or ``=`` for words of one meaning, and the words of both languages."""
    lines = (files("mi2ld.curate") / "words.tsv").read_text(encoding="utf-8").splitlines()[1:]
    rows = (line.split("\t") for line in lines if line)
    return tuple((row[0], tuple(w.strip() for cell in row[1:] for w in cell.split("|") if w.strip())) for row in rows)


@cache
def _equals() -> dict[str, str]:
    """Return the stems that mean the same, each with the first of its row."""
    found: dict[str, str] = {}
    for key, words in _rows():
        if key == "=":
            stems = [_stem(_unaccented(word)) for word in words]
            for stem in stems:
                found.setdefault(stem, stems[0])
    return found


def tokenise(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the words of a stretch of text; a number and the letters beside it are words of their own.

    >>> [t.form for t in tokenise("TIF1-γ")] == [t.form for t in tokenise("Tif-1gamma")]
    True
    """
    found = []
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        at = match.start()
        for form in fold_word(match[0]):
            found.append(Token(form, at, match.end()))
    return found


class Dictionary:
    """Names of things, to be found in a text."""

    def __init__(self) -> None:
        """Make an empty dictionary."""
        self._root = _Node()

    def add(self, key: str, name: str, *, exact: bool = False) -> None:
        """Add a name of a key; an ``exact`` one must stand in that case (``DM``, not ``dm``)."""
        forms = [t.form for t in tokenise(name) if t.form not in _LIGHT or _is_bound(name, t)]
        if not forms:
            return
        node = self._root
        for form in forms:
            node = node.after.setdefault(form, _Node())
        spelling = _plain(name) if exact else ""
        if (key, spelling) not in node.names:
            node.names.append((key, spelling))

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Mention]:
        """Return what the text names, in order, the longest name at each place; none overlaps another."""
        tokens = tokenise(text, start, end)
        found: list[Mention] = []
        at = 0
        while at < len(tokens):
            best = self._longest(text, tokens, at)
            if best is None:
                at += 1
                continue
            key, last = best
            found.append(Mention(key, tokens[at].start, tokens[last].end))
            at = last + 1
        return found

    def _longest(self, text: str, tokens: list[Token], first: int) -> tuple[str, int] | None:
        node = self._root
        best: tuple[str, int] | None = None
        for at in range(first, len(tokens)):
            token = tokens[at]
            if at > first and not _JOINED.fullmatch(text, tokens[at - 1].end, max(token.start, tokens[at - 1].end)):
                break
            after = node.after.get(token.form)
            if after is None:
                if at > first and token.form in _LIGHT:
                    continue
                break
            node = after
            if (
                text[token.end : token.end + 1].isalnum()
                or text[tokens[first].start - 1 : tokens[first].start].isalnum()
            ):
                continue
            spelled = _plain(text[tokens[first].start : token.end])
            for key, exact in node.names:
                if not exact or spelled in (exact, exact + "s"):
                    best = key, at
                    break
        return best


def _is_bound(name: str, token: Token) -> bool:
    """Return whether a short word is part of a name: the La of ``anti-La``, the A of ``cN-1A``."""
    before = name[token.start - 1 : token.start]
    return before.isalnum() or before == "-" or name[token.start].isupper()


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name)


def _is_acronym(name: str) -> bool:
    return len(_plain(name)) <= 6 and sum(c.isupper() for c in name) >= 2 and " " not in name.strip()


def dictionary_of(
    vocabulary: Vocabulary, sets: Iterable[MappingSet] = (), releases: Iterable[Release] = ()
) -> Dictionary:
    """Return the dictionary of a vocabulary, and of the HPO names that lead to it.

    A name of an HPO term leads to the key that the term is an exact, close or narrower match of. Of a release that has
    synonyms (a whole one, not a slice), every other phenotype is known by its CURIE and label.
    """
    found = Dictionary()
    # the first name added wins where two keys share one: labels before words.tsv, both before HPO
    for key, name, exact in (*_vocabulary_names(vocabulary), *_word_names(vocabulary)):
        found.add(key, name, exact=exact)
    local = _mapped(sets, vocabulary)
    for release in releases:
        whole = any(term.synonyms for term in release.terms.values())
        phenotypes = release.ancestors(()) if not whole else _below(release, "HP:0000118")
        for curie in sorted(release.terms):
            term = release.terms[curie]
            key = local.get(curie, f"{curie} {term.label}" if curie in phenotypes else "")
            if key and not term.obsolete:
                synonyms = [s.text for s in term.synonyms if s.scope == "exact" and len(s.text) > 4]
                for name in (term.label, term.french, *synonyms):
                    found.add(key, name, exact=_is_acronym(name))
    return found


def _vocabulary_names(vocabulary: Vocabulary) -> Iterator[tuple[str, str, bool]]:
    labels = {t.label_en for t in vocabulary} | {t.short_en for t in vocabulary} | {t.label_fr for t in vocabulary}
    things = {_plain(name) for t in vocabulary if _THINGS & set(t.classes) for name in _names(t)}
    for term in filter(_has_words, vocabulary):
        if not CUES & set(term.classes):
            yield term.key, term.key, False
        for name in _names(term):
            if "TimeFrame" in term.classes and _plain(name.split()[-1]) in things:
                continue  # "in remission" says more often who is than when
            for form in (name, *(other for other in _variants(term, name) if other not in labels)):
                yield term.key, form, _is_acronym(form)
    yield from _measure_names(vocabulary)


def _measure_names(vocabulary: Vocabulary) -> Iterator[tuple[str, str, bool]]:
    """Yield the labels of the levels of antibodies with the antibody's other names: ``anti-Mi2 antibody titre``."""
    antibodies = [t for t in vocabulary if "AntibodyKind" in t.classes]
    for term in vocabulary:
        if term.extra.get("measure_of"):
            for name in _names(term):
                yield from ((term.key, longer, False) for longer in _with_full_names(name, antibodies))


def _names(term: Term) -> list[str]:
    cells = (term.label_en, term.label_fr, term.short_en, term.short_fr)
    return list(dict.fromkeys(name.strip() for cell in cells for name in cell.split("|") if name.strip()))


def _has_words(term: Term) -> bool:
    return term.file not in _NO_WORDS or bool(CUES & set(term.classes))


def _variants(term: Term, name: str) -> Iterator[str]:
    """Return other forms of a label: ``anti-X`` as ``X antibody`` and ``X``; ``X level`` as ``X``."""
    if "AntibodyKind" in term.classes and (match := re.search(r"\banti-(\S+)", name)):
        bare = match[1]
        yield f"anti-{bare}"
        for pattern in ("{} antibody", "{} autoantibody", "anti-{} antibody", "anticorps anti-{}", "anticorps {}"):
            yield pattern.format(bare)
        if len(_plain(bare)) >= 3:
            yield bare
    if "MeasureKind" in term.classes:
        shorter = re.sub(r"^(?:taux|concentration) (?:de |des |d’)|^serum |\b(?: level| concentration)$", "", name)
        if shorter != name:
            yield shorter


def _with_full_names(name: str, antibodies: Iterable[Term]) -> Iterator[str]:
    for antibody in antibodies:
        for short, full in ((antibody.short_en, antibody.label_en), (antibody.short_fr, antibody.label_fr)):
            if short in name and full not in name:
                yield name.replace(short, full)
                yield name.replace(short, f"{short} antibody")


def _word_names(vocabulary: Vocabulary) -> Iterator[tuple[str, str, bool]]:
    for key, words in _rows():
        if key in vocabulary.terms:
            yield from ((key, word, _is_acronym(word)) for word in words)


def _mapped(sets: Iterable[MappingSet], vocabulary: Vocabulary) -> dict[str, str]:
    """Return HPO terms by what they are a match of, exact before close before narrower."""
    found: dict[str, tuple[int, str]] = {}
    for mapping in (m for s in sets for m in s.mappings):
        term = vocabulary.by_local.get(mapping.subject)
        if term is None or mapping.prefix != "HP" or mapping.negated or mapping.predicate not in _MATCHES:
            continue
        rank = sorted(_MATCHES).index(mapping.predicate)
        rank = {0: 1, 1: 0, 2: 2}[rank]
        if mapping.object not in found or (rank, term.key) < found[mapping.object]:
            found[mapping.object] = rank, term.key
    return {curie: key for curie, (_, key) in found.items()}


def _below(release: Release, top: str) -> set[str]:
    return {curie for curie in release.terms if curie != top and top in release.ancestors([curie])}


def with_abbreviations(found: Dictionary, text: str, vocabulary: Mapping[str, Term]) -> Dictionary:
    """Add to a dictionary the abbreviations that a text explains, ``interstitial lung disease (ILD)``; return it.

    After Schwartz and Hearst (2003), with the long form already known: it must hold the short form's letters in order.
    """
    for mention in found.find(text):
        match = re.compile(r"[\s]*\(\s*([^\W\d_][\w-]{1,9}?)s?\s*[);,]").match(text, mention.end)
        if match and sum(c.isupper() for c in match[1]) >= 2 and _fits(match[1], text[mention.start : mention.end]):
            term = vocabulary.get(mention.key)
            if term is None or not CUES & set(term.classes):
                found.add(mention.key, match[1], exact=True)
    return found


def _fits(short: str, long: str) -> bool:
    """Return whether the letters of the short form stand in the long one in order, the first at a word's start."""
    letters = [c for c in short.casefold() if c.isalnum()]
    rest = long.casefold()
    at = -1
    for number, letter in enumerate(letters):
        at = rest.find(letter, at + 1)
        if at < 0 or (number == 0 and at and rest[at - 1].isalnum()):
            return False
    return True
