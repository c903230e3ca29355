"""A dossier's skeleton from a plain text: what can be told by its form, and a proposal for each figure.

In:   the bytes of a text, the vocabulary, and the names that mappings add.
Out:  the dossier as YAML. No sentence of the text is in it: places, figures, keys, and the titles and authors printed.

A proposal is an entry of ``studies``, ``groups`` or ``facts`` with a field ``proposal``. While the field stands,
``check`` tells of the entry and nothing reads it; a curator mends the entry and deletes the field.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mi2ld import names
from mi2ld.curate.bibliography import Bibliography, Publication, read_bibliography
from mi2ld.curate.figures import Scanner
from mi2ld.curate.passages import guess_language, split_lines, split_parts
from mi2ld.curate.proposal import OPEN, Proposal, merge_alike, name_proposals
from mi2ld.curate.propose import Proposer
from mi2ld.curate.words import dictionary_of, with_abbreviations
from mi2ld.dossier.proposals import MARK
from mi2ld.dossier.text import decode, digest_quote, sha256_of
from mi2ld.problems import Mi2ldError, Problem, Where, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from mi2ld.curate.passages import Part
    from mi2ld.dossier.vocabulary import Vocabulary
    from mi2ld.links.mappings import MappingSet
    from mi2ld.links.releases import Release

_STRUCTURED = re.compile(r"\b(?:background|objectives?|methods?|results?|conclusions?)\b\**\s*:", re.IGNORECASE)
_PLAIN = re.compile(r"[A-Za-z0-9](?:[\w./~%() +-]*[\w%)])?")
_NO_STRING = re.compile(r"true|false|yes|no|on|off|null|y|n|\d{6,}|\d{4}-\d\d(?:-\d\d)?", re.IGNORECASE)
_HEADER = (
    "# A draft by mi2ld new. An entry with a 'proposal' is a guess: mend it by the text and delete its 'proposal';",
    '# or delete it whole. "?" is what could not be told. No sentence of the text belongs in this file.',
)
_LANGUAGES = {"en": "English", "fr": "French"}
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,6}|#[xX][0-9A-Fa-f]{1,6});")
_ARTICLE_WORDS = 1500
_FLOW_WIDTH = 96


@dataclass(slots=True)
class Draft:
    """What was made of a text: the dossier's YAML, and what a person is told of it."""

    yaml: str
    language: str
    documents: int
    figures: int
    proposals: dict[str, Proposal] = field(default_factory=dict)
    warning: str = ""
    """That the text has HTML entities, with the place of the first; nothing where it has none."""

    @property
    def summary(self) -> str:
        """Return in a line what was made; all that is proposed of the study is one entry."""
        entries = {"study" if p.section == "studies" else key for key, p in self.proposals.items()}
        return (
            f"{self.documents} document(s) in {_LANGUAGES[self.language]}, {self.figures} figures in "
            f"{len(entries)} proposals to mend or delete"
        )


def draft_dossier(
    raw: bytes,
    path: Path,
    vocabulary: Vocabulary,
    *,
    key: str = "",
    language: str = "",
    sets: Iterable[MappingSet] = (),
    releases: Iterable[Release] = (),
) -> Draft:
    """Return the skeleton of a dossier for a text; the same input gives the same bytes.

    Raises:
        Mi2ldError: If the text is not UTF-8 (T102), holds no words (N101), is in neither language for sure (N102), or
            the key is none (N103).
    """
    text = decode(raw, path)
    if not re.search(r"[^\W\d_]", text):
        raise unreadable(path, "N101", "holds no words", "name a plain text: of a PDF, the text saved as UTF-8")
    language = language or guess_language(text)
    if not language:
        what = "is in English or French, but it cannot be told which"
        raise unreadable(path, "N102", what, "add --lang en or --lang fr")
    key = key or names.slug(path.stem)
    if not names.is_key(key):
        problem = Problem(Where(str(path)), "error", "N103", f"{key!r} is not a key", f"add --key {names.slug(key)}")
        raise Mi2ldError([problem], 2)
    words = with_abbreviations(dictionary_of(vocabulary, sets, releases), text, vocabulary.terms)
    mentions = [(m.start, m.end) for m in words.find(text)]
    proposer = Proposer(Scanner(text, vocabulary, mentions), words, vocabulary)
    parts = split_parts(text)
    pages = [read_bibliography(text, part) for part in parts]
    keys = _document_keys(text, parts, pages)
    made: list[Proposal] = []
    for document, part, page in zip(keys, parts, pages, strict=True):
        made.extend(proposer.propose(part, document, page.apparatus))
    named = name_proposals(merge_alike(made))
    publications = _publications(keys, pages)
    writer = _Writer(text, keys)
    yaml = writer.write(
        head={"dossier": key, "format": "1", "status": "draft"},
        source={"file": path.name, "sha256": sha256_of(raw), "lang": language},
        pages=list(zip(keys, parts, pages, strict=True)),
        publications=publications,
        named=named,
    )
    figures = sum(len(p.figures) for p in named.values())
    return Draft(yaml, language, len(parts), figures, named, _warn_of_entities(text, path))


def _warn_of_entities(text: str, path: Path) -> str:
    """Return what is to be told of the HTML entities of a text: places and figures count each as its letters."""
    found = [m for m in _ENTITY.finditer(text) if html.unescape(m[0]) != m[0]]
    if not found:
        return ""
    first = found[0].start()
    line = next(number for number, held in reversed(list(enumerate(split_lines(text), 1))) if held.start <= first)
    count = f"{len(found)} HTML entities stand in the text, the first" if len(found) > 1 else "an HTML entity:"
    return (
        f"{path}:{line}: warning: {count} {found[0][0]!r}\n"
        "  fix: put the sign in its stead (Python: html.unescape), and begin again: places count characters"
    )


def write_draft(draft: Draft, out: Path, *, force: bool = False) -> None:
    """Write a draft, whole or not at all.

    Raises:
        Mi2ldError: If the file is there and ``force`` is not given (N104), or cannot be written (N105).
    """
    if out.exists() and not force:
        raise unreadable(out, "N104", "is there already", "name another file, or add --force to write over it")
    part = out.with_name(out.name + ".part")
    try:
        part.write_text(draft.yaml, encoding="utf-8", newline="\n")
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        what = f"cannot be written: {error.strerror or error}"
        raise unreadable(out, "N105", what, "name a file in a folder that is there and may be written") from None


def show_proposals(draft: Draft, raw: bytes, path: Path, width: int = 80) -> str:
    """Return the proposals beside the words of the text that they come from, for a terminal; never for a file."""
    import textwrap

    text = decode(raw, path)
    lines: list[str] = []
    for key, proposal in draft.proposals.items():
        values = ", ".join(figure.value for figure in proposal.figures)
        lines += [f"{'study' if proposal.section == 'studies' else key}  {proposal.section}  {values}"]
        for document, clause in proposal.said.items():
            words = " ".join(text[clause.start : clause.end].split())
            start = f"  {document} {clause.start}-{clause.end}: "
            lines += textwrap.wrap(words, width, initial_indent=start, subsequent_indent="    ")
    return "\n".join(lines) + "\n" if lines else "no figures found\n"


# --- documents and publications ----------------------------------------------------------------------------------


def _kind_of(text: str, part: Part, page: Bibliography) -> str:
    """Return the kind of a document by its form: news have a series, abstracts an identifier or labelled sections."""
    words = text[part.start : part.end]
    if page.series:
        return "news-brief"
    if len(words.split()) > _ARTICLE_WORDS:
        return "journal-article"
    if len(_STRUCTURED.findall(words)) > 1 or any(p.pmid or p.doi for p in page.publications):
        return "abstract"
    return OPEN


def _document_keys(text: str, parts: list[Part], pages: list[Bibliography]) -> list[str]:
    """Return a key for each document: its kind where there is one of it, the series' name, else a number."""
    wanted = []
    for part, page in zip(parts, pages, strict=True):
        stem = _slug(text[slice(*page.series)]) if page.series else _kind_of(text, part, page)
        wanted.append(stem if names.is_key(stem) else "document")
    return [key if wanted.count(key) == 1 else f"{key}-{wanted[: at + 1].count(key)}" for at, key in enumerate(wanted)]


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return names.slug("".join(c for c in plain if not unicodedata.combining(c)))


def _publications(keys: list[str], pages: list[Bibliography]) -> dict[str, dict[str, Publication]]:
    """Return the publications by key, each by the documents that print it; one title is one publication."""
    found: dict[str, dict[str, Publication]] = {}
    titles: dict[str, str] = {}
    for document, page in zip(keys, pages, strict=True):
        for publication in page.publications:
            _divide(publication, titles, found, document)
            folded = publication.title.casefold()
            key = titles.get(folded, "") if folded else ""
            if not key:
                key = f"p{len(found) + 1}"
                if folded:
                    titles[folded] = key
            found.setdefault(key, {})[document] = publication
    return found


def _divide(
    publication: Publication, titles: dict[str, str], found: dict[str, dict[str, Publication]], document: str
) -> None:
    """Take off a title that begins with that of another publication: two sources in a row."""
    for title, key in titles.items():
        if publication.title.casefold().startswith(title + " "):
            start, _ = publication.places["title"]
            other = next(iter(found[key].values()))
            length = other.places["title"][1] - other.places["title"][0]
            found[key][document] = Publication(title=other.title, places={"title": (start, start + length)})
            publication.title = publication.title[len(title) :].strip()
            publication.places["title"] = (start + length, publication.places["title"][1])
            return


# --- YAML --------------------------------------------------------------------------------------------------------


class _Writer:
    """Writes a dossier; every place is made from the text, so that it holds."""

    def __init__(self, text: str, documents: list[str]) -> None:
        self.text = text
        self.documents = documents

    def place(self, start: int, end: int) -> str:
        """Return a place, blanks at its ends left out."""
        words = self.text[start:end]
        start += len(words) - len(words.lstrip())
        end = start + len(words.strip())
        return f"{start}-{end}~{digest_quote(self.text[start:end])}"

    def write(
        self,
        *,
        head: dict[str, str],
        source: dict[str, str],
        pages: list[tuple[str, Part, Bibliography]],
        publications: dict[str, dict[str, Publication]],
        named: dict[str, Proposal],
    ) -> str:
        lines = [*_HEADER, *(f"{name}: {scalar(value)}" for name, value in head.items())]
        lines += ["curators: [] # who reads the text and answers for the facts", f"text: {flow(source)}", ""]
        sections: dict[str, dict[str, Any]] = {
            "documents": {},
            "publications": {},
            "studies": {},
            "groups": {},
            "facts": {},
        }
        sections["documents"] = {key: self._document(key, part, page, publications) for key, part, page in pages}
        sections["publications"] = {key: self._publication(by) for key, by in publications.items()}
        sections["studies"] = self._studies(named, publications)
        for key, proposal in named.items():
            if proposal.section != "studies":
                sections[proposal.section][key] = self._entry(proposal, bool(sections["studies"]))
        for section, entries in sections.items():
            if entries:
                lines += [f"{section}:"]
                lines += [line for name, entry in entries.items() for line in (*block({name: entry}, 2), "")]
        return "\n".join(lines).rstrip("\n") + "\n"

    def _document(
        self, key: str, part: Part, page: Bibliography, publications: dict[str, dict[str, Publication]]
    ) -> dict[str, Any]:
        entry: dict[str, Any] = {"kind": _kind_of(self.text, part, page)}
        entry["lines"] = f"{part.lines[0].number}-{part.lines[-1].number}"
        own = [p for k, by in publications.items() if (p := by.get(key)) and p.title]
        title = page.title or (own[0].places["title"] if len(own) == 1 and entry["kind"] == "abstract" else None)
        for name, span in (("title", title), ("series", page.series)):
            if span:
                entry[name] = {"is": " ".join(self.text[slice(*span)].split()), "at": self.place(*span)}
        if sources := [k for k, by in publications.items() if key in by]:
            entry["sources"] = sources
        links = [{"to": self.text[slice(*span)], "at": self.place(*span)} for span in page.links]
        if links := [link for link in links if names.is_iri(link["to"])]:
            entry["links"] = links
        if page.headings:
            entry["headings"] = [self.place(*span) for span in page.headings]
        return entry

    def _publication(self, by: dict[str, Publication]) -> dict[str, Any]:
        """Return a publication's entry: each field from the first document that prints it."""
        entry: dict[str, Any] = {}
        for document, printed in by.items():
            for name in ("title", "authors", "journal", "issued", "pmid", "doi"):
                value = getattr(printed, name)
                if not value or name in entry:
                    continue
                entry[name] = self._field(name, value, printed, document)
                if name == "authors" and printed.et_al:
                    entry["et-al"] = True
        entry["said"] = {document: self.place(*printed.place) for document, printed in by.items()}
        return entry

    def _field(self, name: str, value: Any, printed: Publication, document: str) -> Any:
        if name == "title":
            return {"en" if _looks_english(value) else "fr": value}
        if name == "pmid" and printed.pmid_is_guessed:
            return {"is": value, "inferred": True}
        if printed.places[name] == printed.place:
            return list(value) if name == "authors" else value
        stated = {document: self.place(*printed.places[name])}
        return {"is": list(value) if name == "authors" else value, "said": stated}

    def _studies(self, named: dict[str, Proposal], publications: dict[str, dict[str, Publication]]) -> dict[str, Any]:
        """Return the one study that all figures about a study are proposed of."""
        found = [p for p in named.values() if p.section == "studies"]
        if not found:
            return {}
        entry: dict[str, Any] = {MARK: self._mark(found)}
        if len(publications) == 1:
            ((key, by),) = publications.items()
            said = {document: self.place(*printed.place) for document, printed in by.items()}
            entry["published-in"] = {"is": key, "said": said}
        values: dict[str, list[dict[str, Any]]] = {}
        for proposal in found:
            for name, value in proposal.fields.items():
                given = dict(value) if isinstance(value, dict) else {"is": value}
                values.setdefault(name, []).append({**given, "said": self._said(proposal)})
        entry.update({name: given[0] if len(given) == 1 else given for name, given in values.items()})
        return {"study": entry}

    def _entry(self, proposal: Proposal, in_study: bool) -> dict[str, Any]:
        entry: dict[str, Any] = {MARK: self._mark([proposal])}
        entry.update(proposal.fields)
        if proposal.section == "groups" and in_study:
            entry = {MARK: entry.pop(MARK), "kind": entry.pop("kind"), "study": "study", **entry}
        return {**entry, "said": self._said(proposal)}

    def _mark(self, proposals: list[Proposal]) -> dict[str, Any]:
        """Return what a proposal rests on: its figures with their places, and the keys near them."""
        found: dict[str, Any] = {
            "figures": [{"is": f.value, "at": self.place(f.start, f.end)} for p in proposals for f in p.figures]
        }
        for name in ("near", "unknown"):
            if keys := list(dict.fromkeys(k for p in proposals for k in getattr(p, name))):
                found[name] = keys
        return found

    def _said(self, proposal: Proposal) -> dict[str, str]:
        return {document: self.place(clause.start, clause.end) for document, clause in proposal.said.items()}


def _looks_english(title: str) -> bool:
    return guess_language(title) != "fr" and not re.search(r"[éèêàçœ]", title)


def scalar(value: str | bool) -> str:
    """Return a string as YAML: bare where that is safe everywhere, else in double quotes; a truth value bare."""
    if isinstance(value, bool):
        return str(value).lower()
    if _PLAIN.fullmatch(value) and not _NO_STRING.fullmatch(value) and ": " not in value and " #" not in value:
        return value
    return json.dumps(value, ensure_ascii=False)


def flow(value: Any) -> str:
    """Return a value in YAML's flow style."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(k)}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value)


def block(entry: dict[str, Any], indent: int) -> Iterator[str]:
    """Yield the lines of a mapping in YAML's block style; what fits in a line stands in flow style."""
    start = " " * indent
    for name, value in entry.items():
        line = f"{start}{scalar(name)}: {flow(value)}"
        if not isinstance(value, (dict, list)) or (indent > 2 and len(line) <= _FLOW_WIDTH):
            yield line
        elif isinstance(value, dict):
            yield f"{start}{scalar(name)}:"
            yield from block(value, indent + 2)
        else:
            yield f"{start}{scalar(name)}:"
            yield from (f"{start}  - {flow(item)}" for item in value)
