"""From a dossier file to its records, or to every problem of the file at once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mi2ld import names
from mi2ld.dossier import fields as form
from mi2ld.dossier.consistency import check_dossier
from mi2ld.dossier.proposals import find_proposal
from mi2ld.dossier.read_entities import EntityReading
from mi2ld.dossier.reading import LANGUAGE, UNSTATED, Pairs
from mi2ld.dossier.sides import check_sides
from mi2ld.dossier.text import decode, read_bytes
from mi2ld.dossier.yaml import MappingNode, Node, ScalarNode, read_yaml
from mi2ld.model import Dossier, Entity, Said
from mi2ld.problems import Mi2ldError, Problem, Where, is_failing, suggest

if TYPE_CHECKING:
    from mi2ld.dossier.vocabulary import Vocabulary

_RELEASED = ("ontology", "facts")
"""The folder whose dossiers are found by their keys."""
_TAKEN = ("document", "publication", "study", "group")
"""Keys that a fact may not have: the propositions of descriptions start with them."""
_SHA256 = re.compile(r"[0-9a-f]{64}")


class _DossierReading(EntityReading):
    """Reads one file."""

    # --- the file --------------------------------------------------------------------------------------------

    def dossier(self, root: Node) -> Dossier | None:
        top = self.pairs(root, "the dossier", form.TOP)
        for name in ("dossier", "format", "status", "curators", "text", "documents"):
            if name not in top:
                self.error(root, "D206", f"{name!r} is missing", f"add {name}: …")
        key = self._top_key(top)
        status = self._choice(top, "status", form.STATUSES)
        self._choice(top, "format", ("1",))
        text = self.pairs(top["text"][1], "text", ("file", "sha256", "lang")) if "text" in top else {}
        for name in ("file", "sha256", "lang"):
            if "text" in top and name not in text:
                self.error(top["text"][1], "D206", f"{name!r} is missing in text", f"add {name}: …")
        file = self.scalar(text["file"][1], "file") if "file" in text else None
        if file is not None and (Path(file).name != file or file in (".", "..") or "\\" in file):
            self.error(text["file"][1], "D405", f"{file!r} is no file name", "write the name alone, no folder")
        digest = (
            self.matched(text["sha256"][1], _SHA256, "SHA-256", "write 64 lower-case hex digits")
            if "sha256" in text
            else None
        )
        language = (
            self.matched(text["lang"][1], LANGUAGE, "language", "write a code such as fr") if "lang" in text else None
        )
        curators = (
            tuple(self.scalar(i, "curator") or "" for i in self.items(top["curators"][1])) if "curators" in top else ()
        )
        sections: dict[str, dict[str, Entity]] = {}
        for section in form.SECTIONS[:-1]:
            sections[section] = {
                k: self.entity(section, k, key_node, value) for k, key_node, value in self._keyed(top, section)
            }
        facts = {}
        for k, key_node, value in self._keyed(top, "facts"):
            if (fact := self.fact(k, key_node, value)) is not None:
                facts[k] = fact
        self._check_references(sections, {k for k, _, _ in self._keyed(top, "facts", quiet=True)})
        dossier = Dossier(
            key=key,
            path=self.path,
            status=status,
            where=Where(self.path, 1, 1),
            curators=curators,
            text_file=file or "",
            text_sha256=digest or "",
            language=language or "und",
            facts=facts,
            documents=sections["documents"],
            publications=sections["publications"],
            studies=sections["studies"],
            groups=sections["groups"],
        )
        self._check_manner(dossier)
        if not is_failing(self.problems):
            self.problems.extend([*check_dossier(dossier, self.lexicon), *check_sides(dossier)])
        return dossier

    def _top_key(self, top: Pairs) -> str:
        if "dossier" not in top:
            return ""
        key = self.scalar(top["dossier"][1], "dossier") or ""
        if key and not names.is_key(key):
            self.error(top["dossier"][1], "D209", f"{key!r} is not a key", f"write {names.slug(key)}")
        elif key and key != (stem := Path(self.path).stem) and Path(self.path).absolute().parts[-3:-1] == _RELEASED:
            what, fix = f"the dossier {key!r} is in the file of {stem!r}", f"name the file {key}.yaml, or write its key"
            self.problems.append(Problem(self.where(top["dossier"][1]), "warning", "D211", what, fix))
        return key

    def _choice(self, top: Pairs, name: str, allowed: tuple[str, ...]) -> str:
        if name not in top:
            return allowed[0]
        word = self.scalar(top[name][1], name) or ""
        if word and word not in allowed:
            what = f"{name} {word!r} is unknown{suggest(word, allowed)}"
            self.error(top[name][1], "D302", what, f"use one of: {', '.join(allowed)}")
        return word

    def _keyed(self, top: Pairs, section: str, *, quiet: bool = False) -> list[tuple[str, Node, Node]]:
        """Return the entries of a section; a bad key is a problem that proposes a good one."""
        if section not in top:
            return []
        if quiet:
            node = top[section][1]
            pairs = node.value if isinstance(node, MappingNode) else []
            return [(k.value, k, v) for k, v in pairs if isinstance(k, ScalarNode)]
        found = []
        for key, (key_node, value) in self.pairs(top[section][1], section).items():
            if problem := find_proposal(section, key, key_node, value, self.path):
                self.problems.append(problem)
            elif section == "facts" and key in _TAKEN:
                what = f"{key!r} is what descriptions are called"
                self.error(key_node, "D209", what, f"write {key}-result, or what the fact is about")
            elif names.is_key(key):
                found.append((key, key_node, value))
            else:
                self.error(key_node, "D209", f"{key[:80]!r} is not a key", f"write {names.slug(key)}")
        return found

    def _check_references(self, sections: dict[str, dict[str, Entity]], facts: set[Any]) -> None:
        known: dict[str, set[str]] = {name: set(entries) for name, entries in sections.items()}
        known["facts"] = facts
        known["sources"] = known["studies"] | known["publications"]
        # a study's population is the group with the study's key
        for key in sorted(known["groups"] & known["studies"]):
            where = sections["groups"][key].where
            self.error(where, "D304", f"{key!r} is a study too", "give the group another key")
        known["groups"] = known["groups"] | known["studies"]
        for section, key, where in self.references:
            if key not in known[section]:
                near = known[section] | ({UNSTATED} if section == "groups" and key != UNSTATED else set())
                what = f"{key!r} is not under {section}{suggest(key, near)}"
                self.error(where, "D303", what, f"name a key of {section}, or add it")
        for name in ("groups",):
            self._check_cycles(sections[name])

    def _check_cycles(self, groups: dict[str, Entity]) -> None:
        for key, entity in groups.items():
            seen, at = {key}, entity
            while (parent := at.first("part-of", inferred=True)) and parent.values and parent.values[0] in groups:
                at = groups[parent.values[0]]
                if at.key in seen:
                    self.error(entity.where, "D305", f"group {key!r} is part of itself", "mend part-of")
                    break
                seen.add(at.key)

    def _check_manner(self, dossier: Dossier) -> None:
        """One place of one document is one statement, so its hedge, wording and reading are one."""
        seen: dict[tuple[str, int, int], Said] = {}
        for said in dossier.all_said():
            other = seen.setdefault((said.document, said.place.start, said.place.end), said)
            if other.place.digest != said.place.digest:
                what = f"the place of line {other.place.where.line} has another digest"
                self.error(said.place.where, "D503", what, "run mi2ld verify, and mend the wrong one")
            elif other.manner != said.manner:
                what = f"the same place is hedged or worded otherwise in line {other.where.line}"
                self.error(said.where, "D504", what, "make them equal, or narrow one of the places")


def read_dossier(path: Path, vocabulary: Vocabulary, *, shown: str = "") -> Dossier:
    """Return the records of a dossier file; ``shown`` is the path that messages name.

    Raises:
        Mi2ldError: With all problems of the file (codes T1.. for bytes, D1.. for YAML, D2.. to D5.. for the form).
    """
    shown = shown or str(path)
    return parse_dossier(decode(read_bytes(path), shown), shown, vocabulary)


def parse_dossier(text: str, shown: str, vocabulary: Vocabulary) -> Dossier:
    """Return the records of a dossier's text.

    Raises:
        Mi2ldError: With all its problems.
    """
    reader = _DossierReading(shown, vocabulary)
    dossier = reader.dossier(read_yaml(text, shown))
    if is_failing(reader.problems) or dossier is None:
        raise Mi2ldError(reader.problems)
    dossier.warnings = tuple(reader.problems)
    return dossier
