"""What a text prints of publications: titles, authors, journals, dates, PubMed ids, DOIs and addresses, by their form.

In:   the text and its documents.
Out:  publications, each with the places that state it; links; and the stretches that state nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mi2ld.curate.citations import AUTHOR, references
from mi2ld.curate.passages import find_headings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mi2ld.curate.passages import Line, Part

_PMID = re.compile(r"\bPMID:?\s*(\d{1,8})\b")
_PUBMED = re.compile(r"https?://(?:www\.ncbi\.nlm\.nih\.gov/pubmed|pubmed\.ncbi\.nlm\.nih\.gov)/(\d{1,8})\b")
_DOI = re.compile(r"\b(?:doi:?\s*|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/[^\s<>\"]+)", re.IGNORECASE)
_LINK = re.compile(r"https?://[^\s<>\"]+")
_AUTHORS = re.compile(rf"(?P<names>{AUTHOR}(?:[,;]\s+{AUTHOR})*)(?P<more>[,;]?\s+et al)?\.?")
_NOTE_NUMBERS = re.compile(r"\s?\(\d+(?:,\s?\d+)*\)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CITATION = re.compile(
    rf"(?:\d+\.\s+)?(?P<journal>[A-ZÀ-Þ][^\d.;:]{{2,80}}?)\.?\s+(?P<year>(?:19|20)\d\d)"
    rf"(?:\s+(?P<month>(?:{'|'.join(_MONTHS)})[a-z]*))?"
    r"(?:\s+(?P<day>\d{1,2}))?(?=[\s;:.,]|$)",
    re.IGNORECASE,
)
_SOURCES = re.compile(
    r"(?:sources?|references?|références?|bibliographie|bibliography|further reading)\s*:?", re.IGNORECASE
)
_APPARATUS = re.compile(
    r"(?:author information|affiliations?|copyright|©"
    r"|conflicts? of interest|erratum in|comment (?:in|on)|keywords|mots[- ]clés)\b"
    r"|\(\d+\)|DOI:|PMC?ID:",
    re.IGNORECASE,
)
_SERIES = re.compile(r"(?:brève|brief|news|communiqué|actualité)\b.{0,40}", re.IGNORECASE)

Span = tuple[int, int]


@dataclass(slots=True)
class Publication:
    """A publication: what is printed of it, and where; ``title`` stands as printed, its white space made plain."""

    title: str = ""
    authors: tuple[str, ...] = ()
    et_al: bool = False
    journal: str = ""
    issued: str = ""
    pmid: str = ""
    doi: str = ""
    pmid_is_guessed: bool = False
    places: dict[str, Span] = field(default_factory=dict)
    """Field to place; ``title`` or, without one, the first other is where the document states the publication."""

    @property
    def place(self) -> Span:
        """Return where the document states it."""
        return self.places.get("title") or next(iter(self.places.values()))


@dataclass(slots=True)
class Bibliography:
    """What one document prints about itself and about publications."""

    publications: list[Publication] = field(default_factory=list)
    links: list[Span] = field(default_factory=list)
    title: Span | None = None
    series: Span | None = None
    headings: list[Span] = field(default_factory=list)
    apparatus: list[Span] = field(default_factory=list)
    """Stretches that state no result: references, affiliations, identifiers."""


def read_bibliography(text: str, part: Part) -> Bibliography:
    """Return what a document prints of its own title and of publications."""
    found = Bibliography(links=[_without_stop(text, *m.span()) for m in _LINK.finditer(text, part.start, part.end)])
    paragraphs = list(_paragraphs(part))
    found.apparatus = [*found.links, *_apparatus(part, paragraphs)]
    _read_headings(part, found)
    for at, paragraph in enumerate(paragraphs):
        found.publications.extend(_publications(text, paragraphs, at, found))
        first = paragraph[0]
        if at == 0 and (match := _CITATION.match(first.text)) and len(paragraphs) > 2 and match["month"]:
            found.apparatus.append((first.start, paragraph[-1].end))
    _read_identifiers(text, part, found)
    return found


def is_series(text: str) -> bool:
    """Return whether a heading names a series of short news, such as a patients' association's."""
    return bool(_SERIES.fullmatch(text))


def _without_stop(text: str, start: int, end: int) -> Span:
    return start, start + len(text[start:end].rstrip(".,;:)"))


def _paragraphs(part: Part) -> Iterator[list[Line]]:
    """Yield runs of lines between blank lines; a heading is a run of its own."""
    headings = find_headings(part)
    run: list[Line] = []
    for line in part.lines:
        if line.is_blank or line.number in headings:
            if run:
                yield run
            run = []
            if line.number in headings:
                yield [line]
        else:
            run.append(line)
    if run:
        yield run


def _apparatus(part: Part, paragraphs: list[list[Line]]) -> Iterator[Span]:
    headings = find_headings(part)
    in_sources = False
    for paragraph in paragraphs:
        first = paragraph[0]
        if first.number in headings:
            in_sources = bool(_SOURCES.fullmatch(first.text)) or (in_sources and not first.text[:1].isupper())
        if in_sources or _APPARATUS.match(first.text) or _authors(_joined(paragraph)):
            yield first.start, paragraph[-1].end
        else:
            yield from references(paragraph)


def _authors(words: str) -> re.Match[str] | None:
    """Return the match of a list of authors: two or more, or one with others."""
    match = _AUTHORS.fullmatch(words)
    return match if match and (match["more"] or re.search(r"[,;]\s", match["names"])) else None


def _joined(lines: list[Line]) -> str:
    return " ".join(line.text for line in lines)


def _read_headings(part: Part, found: Bibliography) -> None:
    numbers = find_headings(part)
    for line in part.lines:
        if line.number not in numbers or any(s <= line.start < e for s, e in found.apparatus if e > line.end):
            continue
        place = (line.start, line.end)
        if found.series is None and is_series(line.text):
            found.series = place
        elif found.title is None and len(line.text.split()) > 3:
            found.title = place
        elif found.title is not None:
            found.headings.append(place)


def _publications(text: str, paragraphs: list[list[Line]], at: int, found: Bibliography) -> Iterator[Publication]:
    """Yield the publications whose authors stand in a paragraph: the title is above them, the journal below."""
    paragraph = paragraphs[at]
    whole = _authors(_joined(paragraph))
    if whole:
        title = paragraphs[at - 1] if at else []
        if title and not _SOURCES.fullmatch(title[0].text):
            yield _publication(text, title, paragraph, whole, [])
        return
    for number, line in enumerate(paragraph):
        match = _authors(line.text)
        if match and number:
            yield _publication(text, paragraph[:number], [line], match, paragraph[number + 1 : number + 2])


def _publication(
    text: str, title: list[Line], lines: list[Line], match: re.Match[str], after: list[Line]
) -> Publication:
    names = tuple(name.strip() for name in re.split(r"[,;]\s+", _NOTE_NUMBERS.sub("", match["names"])))
    found = Publication(authors=names, et_al=bool(match["more"]))
    start, end = title[0].start, title[-1].end
    found.title = " ".join(text[start:end].split()).rstrip(".")
    end -= text[start:end].endswith(".")
    found.places["title"] = (start, end)
    last = lines[-1].end
    found.places["authors"] = (lines[0].start, last - text[lines[0].start : last].endswith("."))
    if after and (citation := _CITATION.match(after[0].text)):
        _take_citation(found, citation, after[0].start)
    return found


def _take_citation(found: Publication, citation: re.Match[str], offset: int) -> None:
    found.journal = citation["journal"].strip()
    found.places["journal"] = (offset + citation.start("journal"), offset + citation.end("journal"))
    found.issued = citation["year"]
    last = "year"
    if citation["month"]:
        found.issued += f"-{_MONTHS.index(citation['month'][:3].lower()) + 1:02}"
        last = "month"
        if citation["day"]:
            found.issued += f"-{int(citation['day']):02}"
            last = "day"
    found.places["issued"] = (offset + citation.start("year"), offset + citation.end(last))


def _read_identifiers(text: str, part: Part, found: Bibliography) -> None:
    """Give the document's one PubMed id and DOI to its publication; make one if it has none."""
    pmids = {m[1]: m for pattern in (_PUBMED, _PMID) for m in pattern.finditer(text, part.start, part.end)}
    dois = {m[1].rstrip(".,;)"): m for m in _DOI.finditer(text, part.start, part.end)}
    if not (pmids or dois) or len(found.publications) > 1:
        return
    if not found.publications:
        found.publications.append(Publication())
        if found.title:
            found.publications[0].title = " ".join(text[slice(*found.title)].split())
            found.publications[0].places["title"] = found.title
    publication = found.publications[0]
    if len(pmids) == 1:
        ((publication.pmid, match),) = pmids.items()
        publication.places["pmid"] = match.span()
        publication.pmid_is_guessed = match.re is _PUBMED
    if len(dois) == 1:
        ((publication.doi, match),) = dois.items()
        publication.places["doi"] = (match.start(1), match.start(1) + len(publication.doi))
    first = next((line for line in part.lines if not line.is_blank), None)
    citation = _CITATION.match(first.text) if first else None
    if first and citation and citation["month"] and not publication.journal:
        _take_citation(publication, citation, first.start)
