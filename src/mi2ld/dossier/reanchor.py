"""Find the places of a dossier again after its text was wrapped anew or edited: by their digests, never by likeness.

In:   a dossier whose places fit a former text, the text as it is now, and that former text where there is one.
Out:  the dossier with new offsets, new lines of its documents and the new SHA-256; or a problem at each place that is lost.

The new text is put into the normal form of quotes (DESIGN.md section 3), so line breaks do not matter. A place is found
where a stretch of it has the digest of the place. Without the former text all stretches between two word boundaries are
digested, then, for what is still missing, all stretches about as long as the place was. With it the words are known, and
are looked for as they are.
"""

from __future__ import annotations

import bisect
import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mi2ld.dossier.anchor import PLACE, get_node, place_nodes, rewrite_scalars
from mi2ld.dossier.text import HYPHEN_BREAK, SPACE, decode, digest_quote, normalise_quote, read_bytes, sha256_of
from mi2ld.dossier.yaml import MappingNode, ScalarNode, read_yaml
from mi2ld.problems import Mi2ldError, Problem, Where

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from mi2ld.dossier.yaml import Node

Span = tuple[int, int]

_PIECE = re.compile(r"\w+|[^\w\s]|\s")
_LINE_END = re.compile(r"\r\n|\r|\n")
_GROWTH = 8
"""How many characters longer than its stretch a normal form may be: NFC takes a few characters apart."""
_SLACK = 16
"""How much shorter than its stretch a normal form may be, at least; else a quarter of the stretch."""
_SHOWN = 5


@dataclass(frozen=True, order=True, slots=True)
class Anchor:
    """A place as it stands in the dossier: its offsets in the former text, its digest, and its document."""

    start: int
    end: int
    digest: str
    document: str


@dataclass(frozen=True, slots=True)
class Normal:
    """The normal form of a text; for each of its characters, the stretch of the text that it stands for.

    ``joined`` are the hyphens after which a line break was dropped: a quote that starts at one has a space there.
    """

    words: str
    starts: list[int]
    ends: list[int]
    joined: frozenset[int]

    def stretch(self, span: Span) -> Span:
        """Return the offsets in the text of a stretch of the normal form."""
        return self.starts[span[0]], self.ends[span[1] - 1]


@dataclass(slots=True)
class Reanchoring:
    """What was found: the scalars to write anew, with line, old and new value, and what was not found."""

    changes: list[tuple[int, str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    places: int = 0
    found: int = 0


# --- the normal form of a text, with its offsets -----------------------------------------------------------------


def _clusters(text: str) -> Iterator[Span]:
    """Return the shortest stretches that can be composed (NFC) each by itself."""
    start = 0
    for at in range(1, len(text) + 1):
        if at < len(text):
            before, after = text[start:at], text[at]
            apart = unicodedata.normalize("NFC", before) + unicodedata.normalize("NFC", after)
            if unicodedata.combining(after) or unicodedata.normalize("NFC", before + after) != apart:
                continue
        yield start, at
        start = at


def _compose(text: str) -> tuple[str, list[int], list[int]]:
    """Return the text in NFC, and where each character of it begins and ends in the text."""
    if unicodedata.is_normalized("NFC", text):
        return text, list(range(len(text))), list(range(1, len(text) + 1))
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        composed = unicodedata.normalize("NFC", text[start:end])
        parts.append(composed)
        starts.extend([start] * len(composed))
        ends.extend([end] * len(composed))
    return "".join(parts), starts, ends


def normalise_text(text: str) -> Normal:
    r"""Return the normal form of a whole text with the way back to its offsets.

    >>> normal = normalise_text("les auto-\nanticorps  anti-Mi2\n")
    >>> normal.words, normal.stretch((4, 18))
    ('les auto-anticorps anti-Mi2 ', (4, 19))
    """
    composed, starts, ends = _compose(text)
    kept: list[int] = []
    joined_at: set[int] = set()
    at = 0
    for hyphen in HYPHEN_BREAK.finditer(composed):
        kept.extend(range(at, hyphen.start() + 1))
        joined_at.add(len(kept) - 1)
        at = hyphen.end()
    kept.extend(range(at, len(composed)))
    joined = "".join(composed[i] for i in kept)
    words: list[str] = []
    first: list[int] = []
    last: list[int] = []
    hyphens: set[int] = set()
    at = 0
    for blank in (*SPACE.finditer(joined), None):
        end = blank.start() if blank else len(joined)
        hyphens.update(i - at + len(first) for i in joined_at if at <= i < end)
        words.append(joined[at:end])
        first.extend(starts[i] for i in kept[at:end])
        last.extend(ends[i] for i in kept[at:end])
        if blank:
            words.append(" ")
            first.append(starts[kept[blank.start()]])
            last.append(ends[kept[blank.end() - 1]])
            at = blank.end()
    return Normal("".join(words), first, last, frozenset(hyphens))


# --- finding digests ---------------------------------------------------------------------------------------------


def _digest(digested: hashlib._Hash) -> str:
    return digested.hexdigest()[:16]


def _search_words(words: str, wanted: set[str], longest: int) -> dict[str, list[Span]]:
    """Return the stretches between word boundaries, up to a length, that have a digest that is wanted."""
    found: dict[str, list[Span]] = {}
    pieces = [(m.start(), m.end(), m[0].encode()) for m in _PIECE.finditer(words)]
    for first, (start, _, head) in enumerate(pieces):
        if head == b" ":
            continue
        digested = hashlib.sha256()
        for number in range(first, len(pieces)):
            _, end, encoded = pieces[number]
            if end - start > longest:
                break
            digested.update(encoded)
            if encoded != b" " and (digest := _digest(digested)) in wanted:
                found.setdefault(digest, []).append((start, end))
    return found


def _search_characters(words: str, digest: str, lengths: range, starts: Iterable[int], lead: str = "") -> list[Span]:
    """Return the stretches from some starts, of some lengths, that have a digest.

    ``lead`` stands for the first character: the hyphen of a broken word with the space that a quote has there.
    """
    found = []
    for start in starts:
        if words[start] == " ":
            continue
        head = lead + words[start + 1 : start + lengths.start] if lead else words[start : start + lengths.start]
        digested = hashlib.sha256(head.encode())
        for end in range(start + lengths.start, min(start + lengths.stop, len(words) + 1)):
            if end > start + lengths.start:
                digested.update(words[end - 1].encode())
            if _digest(digested) == digest:
                found.append((start, end))
    return found


def find_digests(normal: Normal, anchors: Iterable[Anchor]) -> dict[str, list[Span]]:
    """Return where the words of some places stand now, by digest; a digest that is nowhere is left out."""
    length: dict[str, int] = {}
    for anchor in anchors:
        length[anchor.digest] = max(length.get(anchor.digest, 0), anchor.end - anchor.start)
    found = _search_words(normal.words, set(length), max(length.values(), default=0) + _GROWTH)
    for digest, raw in length.items():
        if digest in found:
            continue
        lengths = range(max(1, raw - max(_SLACK, raw // 4)), raw + _GROWTH + 1)
        spans = _search_characters(normal.words, digest, lengths, range(len(normal.words)))
        for hyphen in sorted(normal.joined):
            lead = normal.words[hyphen] + " "
            spans += _search_characters(normal.words, digest, lengths, [hyphen], lead)
        if spans:
            found[digest] = sorted(set(spans))
    return found


def find_words(words: str, sought: str) -> list[Span]:
    """Return all stretches that are the words, overlapping ones too.

    >>> find_words("aba ababa", "aba")
    [(0, 3), (4, 7), (6, 9)]
    """
    found = []
    at = words.find(sought)
    while at >= 0:
        found.append((at, at + len(sought)))
        at = words.find(sought, at + 1)
    return found


# --- which occurrence --------------------------------------------------------------------------------------------


def _longest_rise(pairs: list[tuple[Anchor, Span]]) -> list[tuple[Anchor, Span]]:
    """Return the most places whose order in the new text is that of the former one."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_, span) in enumerate(pairs):
        at = bisect.bisect_right(ends, span[0])
        before.append(tails[at - 1] if at else -1)
        if at == len(ends):
            ends.append(span[0])
            tails.append(number)
        else:
            ends[at] = span[0]
            tails[at] = number
    chain = []
    number = tails[-1] if tails else -1
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]


def _agrees(old: int, other: int, new: int, new_other: int) -> bool:
    """Return whether two offsets stand in the new text as they stood in the former one."""
    return new <= new_other if old < other else new >= new_other if old > other else True


def _fits(anchor: Anchor, span: Span, pivots: list[tuple[Anchor, Span]]) -> bool:
    """Return whether a stretch lies to all pivots as the place did: before, behind, inside or around."""
    for other, known in pivots:
        if anchor.start == other.start and span[0] != known[0]:
            return False
        if anchor.end == other.end and span[1] != known[1]:
            return False
        if not (
            _agrees(anchor.start, other.start, span[0], known[0])
            and _agrees(anchor.end, other.end, span[1], known[1])
            and _agrees(anchor.start, other.end, span[0], known[1])
            and _agrees(anchor.end, other.start, span[1], known[0])
        ):
            return False
    return True


def _pair_in_order(anchors: list[Anchor], spans: list[Span]) -> dict[Anchor, Span]:
    """Return each place with its stretch, where there are as many places of a wording as stretches."""
    offsets = sorted({(a.start, a.end) for a in anchors})
    if len(offsets) != len(spans):
        return {}
    by_offset = dict(zip(offsets, sorted(spans), strict=True))
    return {a: by_offset[a.start, a.end] for a in anchors}


def choose_occurrences(anchors: list[Anchor], found: dict[str, list[Span]]) -> dict[Anchor, Span]:
    """Return the stretch of each place for which only one is possible.

    A wording that stands as often as it has places keeps their order. Where it stands more often, the places that are
    sure say which stretch lies to them as the place did; if several do, none is taken.
    """
    by_digest: dict[str, list[Anchor]] = {}
    for anchor in sorted(anchors):
        by_digest.setdefault(anchor.digest, []).append(anchor)
    chosen: dict[Anchor, Span] = {}
    for digest, same in by_digest.items():
        chosen |= _pair_in_order(same, found.get(digest, []))
    while True:
        pivots = _longest_rise(sorted(chosen.items()))
        more: dict[Anchor, Span] = {}
        for digest, same in by_digest.items():
            left = [a for a in same if a not in chosen]
            taken = {chosen[a] for a in same if a in chosen}
            open_spans = {
                a: tuple(s for s in found.get(digest, ()) if s not in taken and _fits(a, s, pivots)) for a in left
            }
            for spans in set(open_spans.values()):
                more |= _pair_in_order([a for a in left if open_spans[a] == spans], list(spans))
        if not more:
            return chosen
        chosen |= more


# --- documents ---------------------------------------------------------------------------------------------------


def _line_starts(text: str) -> list[int]:
    return [0, *(m.end() for m in _LINE_END.finditer(text) if m.end() < len(text)), len(text)]


@dataclass(slots=True)
class _Document:
    """A document with its lines, where its places were, and where they are now."""

    key: str
    node: ScalarNode
    first: int
    last: int
    places: list[tuple[Anchor, Span]]

    @property
    def hull(self) -> Span:
        return min(s[0] for _, s in self.places), max(s[1] for _, s in self.places)


def _keeps_lines(documents: list[_Document], text: str) -> bool:
    """Return whether each document's lines still hold its places and no other's."""
    starts = _line_starts(text)
    for document in documents:
        if not document.places or document.last >= len(starts):
            return False
        low, high = starts[document.first - 1], starts[document.last]
        for other in documents:
            if not other.places:
                continue
            inside = low <= other.hull[0] and other.hull[1] <= high
            apart = other.hull[1] <= low or other.hull[0] >= high
            if not (inside if other is document else apart):
                return False
    return True


def _margins(document: _Document, normal: Normal, new: dict[Span, Span], old: str) -> Span:
    """Return the stretch of a document: its places, and the words that stood around them if they still do."""
    low, high = document.hull
    starts = _line_starts(old)
    if document.last >= len(starts):
        return low, high
    first, first_span = min(document.places, key=lambda p: p[0].start)
    last, last_span = max(document.places, key=lambda p: p[0].end)
    head = normalise_quote(old[starts[document.first - 1] : first.start])
    tail = normalise_quote(old[last.end : starts[document.last]])
    span, end_span = new[first_span], new[last_span]
    before = normal.words[: span[0]].rstrip(" ")
    behind = len(normal.words) - len(normal.words[end_span[1] :].lstrip(" "))
    if head and before.endswith(head):
        low = min(low, normal.starts[len(before) - len(head)])
    if tail and normal.words.startswith(tail, behind):
        high = max(high, normal.ends[behind + len(tail) - 1])
    return low, high


# --- a file ------------------------------------------------------------------------------------------------------


class _File:
    """A dossier file that is anchored again."""

    def __init__(self, path: Path, texts: Path, old: Path | None) -> None:
        self.path = path
        self.source = decode(read_bytes(path), path)
        self.root = read_yaml(self.source, str(path))
        head = get_node(self.root, "text")
        file, self.sha256 = get_node(head, "file"), get_node(head, "sha256")
        if not isinstance(file, ScalarNode) or "/" in file.value:
            raise Mi2ldError(
                [Problem(Where(str(path), 1, 1), "error", "D206", "no text.file", "add text: {file: NAME}")]
            )
        raw = read_bytes(texts / file.value)
        self.digest = sha256_of(raw)
        self.text = decode(raw, texts / file.value)
        self.normal = normalise_text(self.text)
        self.old = self._read_old(old)
        self.nodes = list(self._anchors())
        self.edits: list[tuple[ScalarNode, str]] = []
        self.problems: list[Problem] = []

    def where(self, node: Node) -> Where:
        return Where(str(self.path), node.start_mark.line + 1, node.start_mark.column + 1)

    def _read_old(self, old: Path | None) -> str | None:
        if old is None:
            return None
        raw = read_bytes(old)
        if isinstance(self.sha256, ScalarNode) and sha256_of(raw) != self.sha256.value:
            what = f"{old} is not the text that the places fit: its SHA-256 is {sha256_of(raw)}"
            fix = "name the text as it was, or leave --old out"
            raise Mi2ldError([Problem(self.where(self.sha256), "error", "A203", what, fix)])
        return decode(raw, old)

    def _anchors(self) -> Iterator[tuple[Anchor, ScalarNode]]:
        for key, value in self.root.value if isinstance(self.root, MappingNode) else ():
            documents = value.value if key.value == "documents" and isinstance(value, MappingNode) else [(None, value)]
            for document, node in documents:
                for owner, scalar in place_nodes(node, document.value if document else ""):
                    if PLACE.fullmatch(scalar.value):
                        offsets, _, digest = scalar.value.partition("~")
                        start, _, end = offsets.partition("-")
                        yield Anchor(int(start), int(end), digest, owner), scalar

    def find(self) -> dict[str, list[Span]]:
        """Return where each digest stands now; a stretch counts only if it has the digest by itself."""
        found: dict[str, list[Span]] = {}
        for digest, spans in self._find().items():
            stretches = {span: self.normal.stretch(span) for span in spans}
            found[digest] = [s for s in spans if digest_quote(self.text[slice(*stretches[s])]) == digest]
        return found

    def _find(self) -> dict[str, list[Span]]:
        anchors = {anchor for anchor, _ in self.nodes}
        if self.old is None:
            return find_digests(self.normal, anchors)
        found: dict[str, list[Span]] = {}
        before = normalise_text(self.old)
        for anchor in sorted(anchors):
            words = normalise_quote(self.old[anchor.start : anchor.end])
            if anchor.digest not in found and digest_quote(words) == anchor.digest:
                found[anchor.digest] = self._same_occurrences(before, words, anchors)
        rest = [a for a in anchors if not found.get(a.digest)]
        return {**found, **find_digests(self.normal, rest)}

    def _same_occurrences(self, before: Normal, words: str, anchors: set[Anchor]) -> list[Span]:
        """Return where words stand now; of as many as there were, only those that are places."""
        now, then = find_words(self.normal.words, words), find_words(before.words, words)
        if len(now) != len(then):
            return now
        used = {before.stretch(span): number for number, span in enumerate(then)}
        digest = digest_quote(words)
        numbers = {
            number
            for anchor in anchors
            if anchor.digest == digest
            for (start, end), number in used.items()
            if anchor.start <= start and end <= anchor.end
        }
        return [now[number] for number in sorted(numbers)]

    def anchor(self) -> dict[Anchor, Span]:
        """Note the new place of each anchor, or a problem; return the spans that were found."""
        found = self.find()
        chosen = choose_occurrences([anchor for anchor, _ in self.nodes], found)
        for anchor, node in self.nodes:
            if anchor in chosen:
                start, end = self.normal.stretch(chosen[anchor])
                held = digest_quote(self.text[anchor.start : anchor.end]) == anchor.digest
                if not (held and anchor.start <= start and end <= anchor.end):
                    self.edits.append((node, f"{start}-{end}~{anchor.digest}"))
            else:
                self._miss(anchor, node, found.get(anchor.digest, []))
        return chosen

    def _miss(self, anchor: Anchor, node: ScalarNode, spans: list[Span]) -> None:
        place = f"{anchor.start}-{anchor.end}"
        if not spans:
            what = f"the words of the place {place} are no longer in the text"
            fix = 'type them as the text has them now ("first words … last words"), then mi2ld anchor'
            self.problems.append(Problem(self.where(node), "error", "A201", what, fix))
            return
        offsets = (self.normal.stretch(span) for span in spans[:_SHOWN])
        shown = ", ".join(f"{start}-{end}~{anchor.digest}" for start, end in offsets)
        what = f"the words of the place {place} stand {len(spans)} times in the text, and which it is is not sure"
        fix = f"write the one that is meant: {shown}{', …' if len(spans) > _SHOWN else ''}; or give --old"
        self.problems.append(Problem(self.where(node), "error", "A202", what, fix))

    def lines(self, chosen: dict[Anchor, Span]) -> None:
        """Note the new lines of each document."""
        documents = list(self._documents(chosen))
        if self.old is None and _keeps_lines(documents, self.text):
            return
        starts = _line_starts(self.text)
        taken: dict[int, str] = {}
        back = {self.normal.stretch(span): span for span in chosen.values()}
        for document in documents:
            if not document.places:
                if any(anchor.document == document.key for anchor, _ in self.nodes):
                    continue  # its places are told as lost; once they are mended, so are the lines
                what = f"no place of document {document.key!r} is found, so its lines are not known"
                fix = f"mend lines, now {document.first}-{document.last}"
                self.problems.append(Problem(self.where(document.node), "error", "A204", what, fix))
                continue
            low, high = document.hull if self.old is None else _margins(document, self.normal, back, self.old)
            first, last = bisect.bisect_right(starts, low), bisect.bisect_left(starts, high)
            shared = next((taken[n] for n in range(first, last + 1) if n in taken), None)
            if shared:
                what = f"documents {shared!r} and {document.key!r} stand in one line of the text"
                fix = "break the line between them"
                self.problems.append(Problem(self.where(document.node), "error", "A204", what, fix))
                continue
            taken.update(dict.fromkeys(range(first, last + 1), document.key))
            if (first, last) != (document.first, document.last):
                self.edits.append((document.node, f"{first}-{last}"))

    def _documents(self, chosen: dict[Anchor, Span]) -> Iterator[_Document]:
        documents = get_node(self.root, "documents")
        for key, value in documents.value if isinstance(documents, MappingNode) else ():
            node = get_node(value, "lines")
            match = re.fullmatch(r"([1-9]\d{0,8})-([1-9]\d{0,8})", node.value) if isinstance(node, ScalarNode) else None
            if match and isinstance(node, ScalarNode):
                places = [(a, self.normal.stretch(s)) for a, s in chosen.items() if a.document == key.value]
                yield _Document(key.value, node, int(match[1]), int(match[2]), places)


def reanchor_file(
    path: Path, texts: Path, *, old: Path | None = None, partial: bool = False, write: bool = True
) -> Reanchoring:
    """Anchor a dossier to its text as it is now; return what changed and what is lost.

    Nothing is written while a problem is left, unless ``partial`` allows it; then lost places stay as they are.

    Raises:
        Mi2ldError: If a file cannot be read, or the former text is not the one the places fit (code A203).
    """
    file = _File(path, texts, old)
    chosen = file.anchor()
    file.lines(chosen)
    if isinstance(file.sha256, ScalarNode) and file.sha256.value != file.digest:
        file.edits.append((file.sha256, file.digest))
    result = Reanchoring(
        changes=sorted((n.start_mark.line + 1, str(n.value), new) for n, new in file.edits),
        problems=sorted(file.problems),
        places=len(file.nodes),
        found=sum(anchor in chosen for anchor, _ in file.nodes),
    )
    if write and file.edits and (partial or not file.problems):
        rewrite_scalars(path, file.source, file.edits)
    return result
