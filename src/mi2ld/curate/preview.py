"""A dossier read back: what its facts say, as sentences, beside their places in the text.

In:   the nodes of one dossier, the vocabulary, and the text if its words are wanted.
Out:  prose of at most 80 columns, in the order of the text, so that a curator can read down the page and down the
      text at once.
"""

from __future__ import annotations

import bisect
import re
import textwrap
from pathlib import PurePath
from typing import TYPE_CHECKING

from mi2ld.curate.phrases import NBSP, listed, say
from mi2ld.curate.sentences import Speaker
from mi2ld.graph.nodes import (
    AnchorNode,
    GroupNode,
    InferenceNode,
    Node,
    PropositionNode,
    SelectorNode,
    StatementNode,
    StudyNode,
)
from mi2ld.problems import Mi2ldError, Problem, Where, suggest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mi2ld.curate.phrases import Label
    from mi2ld.dossier.vocabulary import Vocabulary
    from mi2ld.graph.nodes import DossierNodes

WIDTH = 80
_LINE_END = re.compile(r"\r\n|\r|\n")
LANGUAGES = ("en", "fr")
_WORDS = {
    "en": {
        "who": "Studies and groups",
        "facts": "What the text says",
        "inferred": "Inferred by the curator, stated by no document",
        "line": "line",
        "note": "Curator’s note: ",
        "colon": ":",
    },
    "fr": {
        "who": "Études et groupes",
        "facts": "Ce que dit le texte",
        "inferred": "Inféré par le curateur, énoncé par aucun document",
        "line": "ligne",
        "note": f"Note du curateur{NBSP}: ",
        "colon": f"{NBSP}:",
    },
}


class _Page:
    """The lines of a preview."""

    def __init__(
        self, nodes: DossierNodes, vocabulary: Vocabulary, text: str | None, languages: Sequence[str], fact: str
    ) -> None:
        self.nodes, self.text, self.fact = nodes, text, fact
        self.columns = [LANGUAGES.index(language) for language in languages]
        self.words = _WORDS[languages[0]]
        self.speaker = Speaker(nodes, vocabulary)
        self.by_iri: dict[str, Node] = self.speaker.by_iri
        self.order = {node.iri: number for number, node in enumerate(nodes.facts)}
        self.starts = _line_starts(text or "")
        self.out: list[str] = []

    # --- lines -----------------------------------------------------------------------------------------------

    def write(self, text: str, indent: int = 0, mark: str = "") -> None:
        """Add a paragraph."""
        first = " " * indent + mark
        self.out.append(
            textwrap.fill(
                text,
                WIDTH,
                initial_indent=first,
                subsequent_indent=" " * len(first),
                break_on_hyphens=False,
                break_long_words=False,
            )
        )

    def title(self, text: str, line: str = "─") -> None:
        """Add a heading, underlined."""
        self.out += [text, line * len(text), ""]

    def both(self, phrase: tuple[str, str], indent: int, mark: str = "") -> None:
        """Add a sentence in each language that is wanted."""
        for column in self.columns:
            self.write(phrase[column], indent, mark)
            mark = " " * len(mark)

    def notes(self, node: Node, indent: int) -> None:
        """Add the curator's notes on a node, in the languages that are wanted."""
        for text, language in node.notes:
            if language in {LANGUAGES[c] for c in self.columns}:
                self.write(_WORDS[language]["note"] + text, indent)

    # --- sections --------------------------------------------------------------------------------------------

    def groups(self) -> None:
        """Add who the studies and the groups are."""
        found = [n for n in self.nodes.facts if isinstance(n, (StudyNode, GroupNode))]
        if not found:
            return
        self.title(self.words["who"])
        for node in found:
            self.write(f"{_key(node)} [{_place(node.origin)}]")
            self.both(self.speaker.describe(node), 2)
            self.notes(node, 2)
            self.out.append("")

    def statements(self) -> int:
        """Add every place with what it says, in the order of the text; return how many propositions were said."""
        found = [n for n in self.nodes.facts if isinstance(n, StatementNode)]
        by_document: dict[str, list[StatementNode]] = {}
        for statement in sorted(found, key=lambda s: (*self.span(s), s.iri)):
            by_document.setdefault(statement.document, []).append(statement)
        return sum(self.document(statements) for statements in by_document.values())

    def document(self, statements: list[StatementNode]) -> int:
        """Add what one document says, under its name; return how many propositions were said."""
        told = [(statement, wanted) for statement in statements if (wanted := self.propositions(statement))]
        if not told:
            return 0
        habit = self.speaker.habit(statements)
        name = self.speaker.name(statements[0].document)
        self.title(" / ".join(dict.fromkeys(name[column] for column in self.columns)), "·")
        stance = self.speaker.name(habit[0])
        usual = listed([x for x in (stance, habit[1]) if x[0]], last=("", ""))
        self.both(say(("Unless a place tells otherwise: {x}.", "Sauf mention contraire : {x}."), x=usual), 0)
        self.out.append("")
        for statement, wanted in told:
            self.place(statement, habit)
            for proposition in wanted:
                self.write(f"{proposition.key} [{_place(proposition.origin)}]", 2, "• ")
                self.both(self.speaker.sentence(proposition), 4)
                self.notes(proposition, 4)
            self.out.append("")
        return sum(len(wanted) for _, wanted in told)

    def propositions(self, statement: StatementNode) -> list[PropositionNode]:
        """Return what a statement expresses, in the dossier's order, without the sides that a comparison tells."""
        nodes = [n for iri in statement.expresses if isinstance(n := self.by_iri.get(iri), PropositionNode)]
        told = {
            result.iri
            for comparison in nodes
            if comparison.based_on
            for result in nodes
            if self.speaker.is_told_by(result, comparison)
        }
        kept = [n for n in nodes if self.is_wanted(n) and (n.iri not in told or n.key == self.fact)]
        return sorted(kept, key=lambda n: (n.origin, self.order[n.iri]))

    def is_wanted(self, node: PropositionNode) -> bool:
        """Return whether a proposition belongs to the fact that is asked for."""
        return not self.fact or node.key == self.fact or node.key.startswith(f"{self.fact}--")

    def place(self, statement: StatementNode, habit: tuple[str, Label]) -> None:
        """Add where a statement stands, its words if the text is at hand, and what is not its document's habit."""
        start, end = self.span(statement)
        line = ""
        if self.text is not None:
            number = bisect.bisect_right(self.starts, start)
            line = f", {self.words['line']} {number}"
        self.write(f"[{start}–{end}{line}]")
        if self.text is not None:
            self.write("« " + " ".join(self.text[start:end].split()) + " »", 2)
        act = self.speaker.difference(statement, *habit)
        if act[0]:
            self.both((f"{act[0]}:", f"{act[1]}{NBSP}:"), 2)

    def span(self, statement: StatementNode) -> tuple[int, int]:
        """Return the offsets of a statement."""
        anchor = self.by_iri[statement.anchor]
        assert isinstance(anchor, AnchorNode)  # noqa: S101  (graph/statements.py makes one for each statement)
        for iri in anchor.selectors:
            selector = self.by_iri[iri]
            if isinstance(selector, SelectorNode) and selector.start is not None and selector.end is not None:
                return selector.start, selector.end
        return 0, 0

    def inferences(self) -> None:
        """Add what the curator inferred."""
        found = [n for n in self.nodes.curation if isinstance(n, InferenceNode)]
        if not found:
            return
        self.title(self.words["inferred"])
        for node in found:
            self.write(f"{_key(node)} [{_place(node.origin)}]", 2, "• ")
            self.both(self.speaker.inference(node), 4)
            self.notes(node, 4)
        self.out.append("")


def _key(node: Node) -> str:
    """Return the kind and the key of a node, from its IRI: a study and its population have one key."""
    parts = node.iri.strip("<>").split("/")
    return f"{parts[parts.index('id') + 1]} {parts[-1]}"


def _place(where: Where) -> str:
    return f"{PurePath(where.path).name}:{where.line}"


def _line_starts(text: str) -> list[int]:
    """Return the offset of each line's first character."""
    return [0, *(match.end() for match in _LINE_END.finditer(text))]


def preview(
    nodes: DossierNodes,
    vocabulary: Vocabulary,
    *,
    path: str,
    text: str | None = None,
    languages: Sequence[str] = LANGUAGES,
    fact: str = "",
) -> str:
    """Return a dossier as sentences beside their places, at most 80 columns wide.

    With ``text``, each place shows its words and its line. ``fact`` is the key of a fact, or of one proposition; then
    nothing else is told. A side of a comparison that the comparison tells already is not repeated.

    Raises:
        Mi2ldError: If no fact has that key (code C201).
    """
    page = _Page(nodes, vocabulary, text, languages, fact)
    if fact:
        if not page.statements():
            keys = {n.key for n in nodes.facts if isinstance(n, PropositionNode)}
            known = keys | {key.partition("--")[0] for key in keys}
            what = f"no fact has the key {fact!r}{suggest(fact, known)}"
            raise Mi2ldError([Problem(Where(path), "error", "C201", what, "name a key of facts")], 2)
    else:
        page.groups()
        page.title(page.words["facts"])
        page.statements()
        page.inferences()
    return "\n".join(page.out).rstrip("\n") + "\n"
