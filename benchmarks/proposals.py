"""Measure the proposals of ``mi2ld new`` on the two briefs, against the dossier that was curated by hand.

Usage: python benchmarks/proposals.py [--texts ../shared/sources] [--misses]

Gold is ``ontology/facts/mi2-2019.yaml``: each number of a value, where the place of that value prints it; the terms of
a fact and of its groups, at the fact's places; the kind of each fact. The rules and ``words.tsv`` were written with
these briefs at hand, so the table says what they do at best; two pages are few, and no other text has gold.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mi2ld.curate.bibliography import read_bibliography
from mi2ld.curate.new import draft_dossier
from mi2ld.curate.passages import split_parts
from mi2ld.curate.words import CUES, dictionary_of, with_abbreviations
from mi2ld.dossier.vocabulary import read_vocabulary
from mi2ld.dossier.yaml import MappingNode, Node, ScalarNode, read_yaml

ROOT = Path(__file__).parents[1]
DOSSIER = ROOT / "ontology" / "facts" / "mi2-2019.yaml"
TERMS = (
    "compare",
    "proportion",
    "correlate",
    "change",
    "associate",
    "with",
    "under",
    "by",
    "in",
    "is",
    "state",
    "subject",
)
CRITERIA = ("has", "lacks", "diagnosis", "finding", "treatment")
TOPICS = ("compare", "proportion", "change", "correlate", "measure")


@dataclass(frozen=True)
class Ratio:
    """How many of how many, and what was missed."""

    what: str
    right: int
    of: int
    misses: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        return self.right / self.of if self.of else 0.0


@dataclass
class Gold:
    """What one entry of the curated dossier states in one document."""

    key: str
    kind: str
    start: int
    end: int
    terms: set[str]
    topics: set[str]
    numbers: list[str] = field(default_factory=list)


def plain(node: Node) -> Any:
    if isinstance(node, MappingNode):
        return {k.value: plain(v) for k, v in node.value}
    return node.value if isinstance(node, ScalarNode) else [plain(item) for item in node.value]


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def places(said: dict[str, Any] | None) -> list[tuple[int, int]]:
    found = []
    for items in (said or {}).values():
        for item in as_list(items):
            place = item["at"] if isinstance(item, dict) else item
            start, end = re.match(r"(\d+)-(\d+)", place).groups()
            found.append((int(start), int(end)))
    return found


def words_of(value: Any) -> set[str]:
    """Return the keys that a field names."""
    found = set()
    for item in as_list(value):
        found |= words_of(item.get("is")) if isinstance(item, dict) else {item}
    return found


def read_gold(path: Path) -> list[Gold]:
    root = plain(read_yaml(path.read_text(encoding="utf-8"), str(path)))
    groups = {key: set().union(*(words_of(g.get(c)) for c in CRITERIA)) for key, g in root["groups"].items()}
    found = []
    for section in ("studies", "groups"):
        for key, entity in root[section].items():
            for name in ("size", "follow-up"):
                given = entity.get(name)
                value = given if isinstance(given, dict) else {"is": given}
                if given is not None:
                    for start, end in places(value.get("said") or entity.get("said")):
                        terms = groups.get(key, set())
                        found.append(Gold(key, section, start, end, terms, set(), [value["is"]]))
    for key, fact in root["facts"].items():
        kind = next(
            k for k in ("compare", "associate", "proportion", "correlate", "change", "state", "claim") if k in fact
        )
        sides = [s for name in ("group", "versus") for s in as_list(fact.get(name))]
        named = [s["is"] if isinstance(s, dict) else s for s in sides]
        terms = set().union(*(words_of(fact.get(name)) for name in TERMS), *(groups.get(g, set()) for g in named))
        topics = set().union(*(words_of(fact.get(name)) for name in TOPICS))
        numbers = [s["value"] for s in sides if isinstance(s, dict) and "value" in s]
        for start, end in places(fact["said"]):
            found.append(Gold(key, kind, start, end, terms, topics, numbers))
    return found


def positions(gold: Gold, text: str) -> set[int]:
    """Return where the place of an entry prints the numbers of its values."""
    found = set()
    for number in re.findall(r"\d+(?:\.\d+)?", " ".join(gold.numbers)):
        match = re.compile(rf"(?<![\w.,]){re.escape(number)}(?!\d|[.,]\d)").search(text, gold.start, gold.end)
        if match:
            found.add(match.start())
    return found


def measure(texts: Path) -> list[Ratio]:
    """Return the figures of the table.

    Raises:
        FileNotFoundError: If the text of the briefs is not in the folder.
    """
    path = texts / "anti-mi2-briefs-fr.txt"
    raw = path.read_bytes()
    text = raw.decode()
    vocabulary = read_vocabulary(ROOT / "ontology" / "templates")
    gold = read_gold(DOSSIER)
    draft = draft_dossier(raw, path, vocabulary)
    at: dict[int, list[Gold]] = {}
    for entry in gold:
        for position in positions(entry, text):
            at.setdefault(position, []).append(entry)
    return [
        *numbers(draft, at, text),
        *kinds(draft, at),
        *near_terms(draft, at, vocabulary),
        *dictionary(text, gold, vocabulary),
    ]


def hits(figure: Any, at: dict[int, list[Gold]]) -> list[Gold]:
    return [g for position, entries in at.items() if figure.start <= position < figure.end for g in entries]


def numbers(draft: Any, at: dict[int, list[Gold]], text: str) -> list[Ratio]:
    figures = [f for p in draft.proposals.values() for f in p.figures]
    wrong = [f for f in figures if not hits(f, at)]
    missed = [p for p in at if not any(f.start <= p < f.end for f in figures)]
    return [
        Ratio("numbers: precision", len(figures) - len(wrong), len(figures), tuple(f.value for f in wrong)),
        Ratio("numbers: recall", len(at) - len(missed), len(at), tuple(text[p : p + 12] for p in missed)),
    ]


def kinds(draft: Any, at: dict[int, list[Gold]]) -> list[Ratio]:
    right, of, misses = 0, 0, []
    told, topics, wrong = 0, 0, []
    for key, proposal in draft.proposals.items():
        kind = proposal.section if proposal.section != "facts" else proposal.kind
        for figure in proposal.figures:
            found = hits(figure, at)
            if found:
                of += 1
                right += kind in {g.kind for g in found}
                if kind not in {g.kind for g in found}:
                    misses.append(f"{key} ({figure.value}): {'/'.join(sorted({g.kind for g in found}))}")
        gold = {t for f in proposal.figures for g in hits(f, at) for t in g.topics}
        if proposal.section == "facts" and gold:
            topics += 1
            main = proposal.fields[proposal.kind]
            told += bool(set(as_list(main)) & gold)
            if not set(as_list(main)) & gold:
                wrong.append(f"{key}: {'/'.join(sorted(gold))}")
    return [
        Ratio("kinds: right", right, of, tuple(misses)),
        Ratio("topics of facts: right", told, topics, tuple(wrong)),
    ]


def near_terms(draft: Any, at: dict[int, list[Gold]], vocabulary: Any) -> list[Ratio]:
    right = proposed = wanted = 0
    extra, missed = [], []
    for key, proposal in draft.proposals.items():
        gold = {t for f in proposal.figures for g in hits(f, at) for t in g.terms if t in vocabulary.terms}
        near = set(proposal.near)
        right += len(near & gold)
        proposed += len(near)
        wanted += len(gold)
        extra += [f"{key}: {t}" for t in sorted(near - gold)]
        missed += [f"{key}: {t}" for t in sorted(gold - near)]
    return [
        Ratio("terms near a figure: precision", right, proposed, tuple(extra)),
        Ratio("terms near a figure: recall", right, wanted, tuple(missed)),
    ]


def dictionary(text: str, gold: list[Gold], vocabulary: Any) -> list[Ratio]:
    """Return how well names are found at all: of the terms of each fact, and of the names found at its places."""
    words = with_abbreviations(dictionary_of(vocabulary), text, vocabulary.terms)
    apparatus = [span for part in split_parts(text) for span in read_bibliography(text, part).apparatus]
    mentions = []
    for mention in words.find(text):
        term = vocabulary.terms.get(mention.key)
        if not any(s <= mention.start < e for s, e in apparatus) and term and not CUES & set(term.classes):
            mentions.append(mention)
    wanted = {
        (g.start, g.end, t): g for g in gold for t in g.terms if t in vocabulary.terms and g.kind not in ("studies",)
    }
    found = {w for w in wanted if any(w[0] <= m.start and m.end <= w[1] and m.key == w[2] for m in mentions)}
    placed = [m for m in mentions if any(g.start <= m.start and m.end <= g.end for g in gold)]
    fitting = [m for m in placed if any(g.start <= m.start and m.end <= g.end and m.key in g.terms for g in gold)]
    lost = tuple(f"{wanted[w].key}: {w[2]}" for w in sorted(set(wanted) - found))
    return [
        Ratio(
            "names at the places of entries: precision",
            len(fitting),
            len(placed),
            tuple(m.key for m in placed if m not in fitting),
        ),
        Ratio("names at the places of entries: recall", len(found), len(wanted), lost),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "--texts", type=Path, default=Path(os.environ.get("MI2LD_TEXTS") or ROOT.parent / "shared" / "sources")
    )
    parser.add_argument("--misses", action="store_true", help="list what was missed or wrong")
    options = parser.parse_args()
    if not (options.texts / "anti-mi2-briefs-fr.txt").is_file():
        print(f"skipped: the text of the briefs is not in {options.texts}, and not in the repository", file=sys.stderr)
        return 0
    for ratio in measure(options.texts):
        print(f"{ratio.what:<44} {ratio.right:>3} of {ratio.of:>3}  {ratio.share:6.1%}")
        for miss in ratio.misses if options.misses else ():
            print(f"    {' '.join(miss.split())}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
