"""The one place that knows the order of the stages: dossiers, quads, links, inferred, checked, release."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from dataclasses import astuple, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mi2ld import __version__, names
from mi2ld.dossier.read import parse_dossier
from mi2ld.dossier.text import decode, read_bytes
from mi2ld.dossier.vocabulary import Vocabulary, read_vocabulary
from mi2ld.graph.agreement import DossierClaims, claims_of, find_agreements, find_fidelity
from mi2ld.graph.build import build_nodes
from mi2ld.graph.infer import infer_hierarchy, infer_nodes, infer_types
from mi2ld.graph.mapping import write_lines
from mi2ld.graph.ontology import ontology_files, ontology_triples, superclasses
from mi2ld.graph.publications import settle_publications
from mi2ld.problems import Mi2ldError, Problem, Where, is_failing, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from mi2ld.graph.nodes import Node
    from mi2ld.links.axioms import RefusedAxiom
    from mi2ld.links.mappings import Known, MappingSet
    from mi2ld.model import Dossier
    from mi2ld.resources import Project
    from mi2ld.validate.shapes import Shapes, Violation

Progress = "Callable[[str], None]"
GRAPHS = ("ontology", "links", "imports", "facts", "curation", "inferred", "computed", "metadata")


@dataclass
class Shard:
    """The quads of one dossier, as sorted N-Triples lines by graph, and what a message needs to name it."""

    key: str
    path: str
    status: str
    lines: dict[str, list[str]] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)
    claims: dict[str, Any] = field(default_factory=dict)
    """What another dossier's claims can be compared with (``graph.agreement``), as it is kept; empty if not asked for."""


@dataclass
class Graph:
    """All triples by graph: ``name -> sorted N-Triples lines``, in the order of ``GRAPHS``."""

    parts: dict[str, list[str]]
    version: str
    issued: str
    dossiers: list[Shard]

    def triples(self) -> list[str]:
        """Return every triple once, sorted."""
        return sorted(set().union(*self.parts.values()))

    def quads(self) -> Iterable[str]:
        """Return every quad, graph by graph."""
        for name, lines in self.parts.items():
            graph = names.mint_graph(name)
            for line in lines:
                yield f"{line[:-2]}{graph} .\n"


def _engines() -> list[str]:
    """Return the installed versions of what reads and checks; from the names of folders, since metadata takes 60 ms."""
    import click

    site = Path(click.__file__).parents[1]
    wanted = ("lark-", "pyyaml-", "pyoxigraph-", "shacl-")
    return sorted(n for n in os.listdir(site) if n.endswith(".dist-info") and n.lower().startswith(wanted))  # noqa: PTH208


def find_dossiers(paths: Sequence[Path], project: Project) -> list[Path]:
    """Return the dossier files that some paths name; a folder stands for its ``*.yaml``.

    Raises:
        Mi2ldError: If a path does not exist (code T103), or no dossier is found (T104).
    """
    found: list[Path] = []
    for path in paths or [project.facts]:
        if path.is_dir():
            found.extend(sorted(path.glob("*.yaml")))
        elif path.exists():
            found.append(path)
        else:
            raise unreadable(path, "T103", "does not exist", "name a dossier or a folder of dossiers")
    if not found:
        raise unreadable(paths[0] if paths else project.facts, "T104", "holds no dossier", "add a *.yaml, or name one")
    return found


def show_path(path: Path, project: Project) -> str:
    """Return a path as messages name it: from the current folder, or from the project, or as it is."""
    for base in (Path.cwd(), project.root):
        if path.is_absolute() and path.is_relative_to(base):
            return str(path.relative_to(base))
    return str(path)


def ontology_header(folder: Path) -> tuple[str, str]:
    """Return the version and the date of the ontology's header: the release takes both from there.

    Raises:
        Mi2ldError: If either is missing (code O101).
    """
    text = decode(read_bytes(folder / "mi2ld.ttl"), folder / "mi2ld.ttl")
    version = re.search(r'owl:versionInfo\s+"([^"]+)"', text)
    issued = re.search(r'dcterms:issued\s+"(\d{4}-\d{2}-\d{2})"', text)
    if version is None or issued is None:
        what = "the header has no owl:versionInfo or no dcterms:issued"
        raise unreadable(folder / "mi2ld.ttl", "O101", what, "write both in the ontology's header")
    return version[1], issued[1]


class Stages:
    """The stages of a build over one project, with what they share read once."""

    def __init__(self, project: Project, *, cache: bool = True) -> None:
        """Read the vocabulary; the ontology's triples come from the cache when its files are unchanged."""
        self.project = project
        self.vocabulary: Vocabulary = read_vocabulary(project.ontology / "templates")
        self.use_cache = cache
        self._ontology: list[str] | None = None
        self._mapping_sets: list[MappingSet] | None = None

    # --- cache -----------------------------------------------------------------------------------------------

    def _code_digest(self) -> str:
        """Return a digest of the code and the vocabulary: what else a shard depends on besides its dossier."""
        digest = hashlib.sha256(__version__.encode())
        package = Path(__file__).parent
        files = [
            p
            for room in ("dossier", "graph")
            for p in sorted([*(package / room).glob("*.py"), *(package / room).glob("*.lark")])
        ]
        files += [package / name for name in ("names.py", "model.py", "pipeline.py", "problems.py")]
        files += sorted((self.project.ontology / "templates").glob("*.tsv")) + ontology_files(self.project.ontology)
        for path in files:
            content = path.read_bytes()
            digest.update(f"{path.name} {len(content)} ".encode() + content)
        digest.update(" ".join(_engines()).encode())
        return digest.hexdigest()

    def _cached(self, name: str, make: Callable[[], list[str]]) -> list[str]:
        """Return lines from the cache, else make and keep them; a cache that cannot be written is no fault."""
        path = self.project.cache / name
        if self.use_cache:
            kept: list[str] = []
            with contextlib.suppress(OSError, UnicodeDecodeError), path.open(encoding="utf-8", newline="\n") as stream:
                kept = stream.readlines()  # a literal may hold what str.splitlines takes for the end of a line
            if kept and kept[-1] == "# end\n":
                return kept[:-1]
        lines = make()
        if self.use_cache:
            _write_quietly(path, "".join(lines) + "# end\n")
        return lines

    def ontology(self) -> list[str]:
        """Return the triples of the ontology and its bridge, sorted."""
        if self._ontology is None:
            self._ontology = self._cached(
                f"ontology-{self._digest}.nt", lambda: ontology_triples(self.project.ontology, self.vocabulary)
            )
        return self._ontology

    @property
    def _digest(self) -> str:
        if not hasattr(self, "_digest_value"):
            self._digest_value = self._code_digest()[:32]
        return self._digest_value

    def superclasses(self) -> dict[str, set[str]]:
        """Return the named superclasses of each named class."""
        if not hasattr(self, "_superclasses"):
            # one line in fourteen is of the hierarchy: the others are not taken apart
            self._superclasses = superclasses(line for line in self.ontology() if "#subClassOf>" in line)
        return self._superclasses

    def entailed(self) -> list[str]:
        """Return the triples that the ontology alone entails and does not state, sorted."""

        def make() -> list[str]:
            lines, above = self.ontology(), self.superclasses()
            return sorted(infer_hierarchy(above, lines) | infer_types(lines, above))

        return self._cached(f"entailed-{self._digest}.nt", make)

    # --- stages ----------------------------------------------------------------------------------------------

    def read(self, path: Path) -> Dossier:
        """Return the records of a dossier file."""
        shown = show_path(path, self.project)
        return parse_dossier(decode(read_bytes(path), shown), shown, self.vocabulary)

    def shard(self, path: Path, texts: Path | None = None, *, alone: bool = False) -> Shard:
        """Return the quads of a dossier file, from the cache when nothing they depend on changed.

        A shard that stands ``alone`` is set beside no other, so that it needs no claims; what is kept has them.
        """
        shown = show_path(path, self.project)
        raw = read_bytes(path)
        key = hashlib.sha256(self._digest.encode() + shown.encode() + b"\0" + raw).hexdigest()[:32]
        cached = self.project.cache / f"shard-{key}.json"
        if self.use_cache and texts is None:
            try:
                kept = json.loads(cached.read_text(encoding="utf-8"))
                warnings = [_problem(item) for item in kept["warnings"]]
                return Shard(kept["key"], shown, kept["status"], kept["lines"], warnings, kept["claims"])
            except (OSError, ValueError, KeyError, TypeError):
                pass
        dossier = parse_dossier(decode(raw, shown), shown, self.vocabulary)
        shard = self._make_shard(dossier, texts, compared=self.use_cache or not alone)
        if self.use_cache and texts is None:
            kept = {"key": shard.key, "status": shard.status, "lines": shard.lines}
            kept["warnings"] = [astuple(item) for item in shard.warnings]
            kept["claims"] = shard.claims
            _write_quietly(cached, json.dumps(kept, ensure_ascii=False))
        return shard

    def _make_shard(self, dossier: Dossier, texts: Path | None, *, compared: bool) -> Shard:
        text = None
        if texts is not None:
            from mi2ld.validate.places import read_text, text_not_at_hand

            folders = (texts, self.project.notes)
            if any((folder / dossier.text_file).exists() for folder in folders):
                text = read_text(dossier, *folders)
            else:
                dossier.warnings = (*dossier.warnings, text_not_at_hand(dossier))
        made = build_nodes(dossier, self.vocabulary, text=text)
        lines = {}
        for name, nodes in (("facts", made.facts), ("curation", made.curation), ("computed", made.computed)):
            # a dict keeps the order of the nodes, much of which is sorted already
            lines[name] = sorted(dict.fromkeys(write_lines(nodes)))
        if dossier.status == "withdrawn":
            lines = {**_withdraw(lines, dossier.key), "inferred": []}
        else:
            every = (*made.facts, *made.curation, *made.computed)
            lines["inferred"] = sorted(infer_nodes(every, self.superclasses()))
        claims = claims_of(made).kept() if compared and dossier.status != "withdrawn" else {}
        return Shard(dossier.key, dossier.path, dossier.status, lines, list(dossier.warnings), claims)

    def add_effects(self, shard: Shard, path: Path) -> None:
        """Add to a shard the effects that its figures give: in a build only, since scipy costs a second to import."""
        from mi2ld.graph.effects import contradictions, effects, software

        if shard.status == "withdrawn":
            return

        def make() -> list[str]:
            dossier = self.read(path)
            nodes = build_nodes(dossier, self.vocabulary)
            made = effects(dossier.key, nodes)
            told = [astuple(problem) for problem in contradictions(nodes, made)]
            return [
                json.dumps([sorted(write_lines(made)), sorted(infer_nodes(made, self.superclasses())), told]) + "\n"
            ]

        key = hashlib.sha256(f"{self._digest} {software()} {shard.path} ".encode() + read_bytes(path)).hexdigest()[:32]
        computed, inferred, told = json.loads(self._cached(f"effects-{key}.json", make)[0])
        shard.warnings.extend(_problem(item) for item in told)
        shard.lines["computed"] = sorted({*shard.lines["computed"], *computed})
        shard.lines["inferred"] = sorted({*shard.lines["inferred"], *inferred})

    def places(self, paths: Iterable[Path]) -> dict[str, Where]:
        """Return the place of each node of some dossiers: which line made it."""
        found: dict[str, Where] = {}
        for path in paths:
            dossier = self.read(path)
            made = build_nodes(dossier, self.vocabulary)
            for node in (*made.facts, *made.curation, *made.computed):
                found.setdefault(node.iri[1:-1], node.origin)
        return found

    def shards(
        self, paths: Sequence[Path], texts: Path | None = None, progress: Callable[[str], None] | None = None
    ) -> list[Shard]:
        """Return the shards of some dossiers, in the order of their keys.

        Raises:
            Mi2ldError: With the problems of every dossier at once.
        """
        found: list[Shard] = []
        problems: list[Problem] = []
        exit_code = 1
        for path in paths:
            if progress:
                progress(show_path(path, self.project))
            try:
                found.append(self.shard(path, texts))
            except Mi2ldError as error:
                problems.extend(error.problems)
                exit_code = max(exit_code, error.exit_code)
        seen: dict[str, str] = {}
        for shard in found:
            if shard.key in seen:
                what = f"dossier {shard.key!r} stands in {seen[shard.key]} too"
                problems.append(Problem(Where(shard.path, 1, 1), "error", "D210", what, "give one of them another key"))
            seen[shard.key] = shard.path
        if problems:
            raise Mi2ldError(problems, exit_code)
        return sorted(found, key=lambda shard: shard.key)

    def graph(self, shards: Sequence[Shard], *, linked: bool = True) -> Graph:
        """Return the whole graph: ontology, links, imports, and every dossier's shard.

        Links and imports, which the shapes do not see, are left out if it is not to be ``linked``.
        """
        from mi2ld.graph.metadata import metadata_lines

        version, issued = ontology_header(self.project.ontology)
        inferred = set(self.entailed())
        computed: set[str] = set()
        parts: dict[str, list[str]] = {"ontology": self.ontology()}
        if linked:
            parts |= {"links": self.links(), "imports": self._imports()}
        owners = {pub: s.key for s in shards for pub in s.claims.get("own_text_of", {}).values()}
        facts = settle_publications({s.key: s.lines["facts"] for s in shards}, owners)
        for shard in shards:
            parts[f"facts/{shard.key}"] = facts[shard.key]
            parts[f"curation/{shard.key}"] = shard.lines["curation"]
            inferred.update(shard.lines["inferred"])
            computed.update(shard.lines["computed"])
        if across := self.across(shards):
            computed.update(write_lines(across))
            inferred.update(infer_nodes(across, self.superclasses()))
        parts["inferred"] = sorted(inferred)
        parts["computed"] = sorted(computed)
        parts["metadata"] = metadata_lines(version, issued, [s.key for s in shards])
        return Graph(parts, version, issued, list(shards))

    def across(self, shards: Sequence[Shard]) -> list[Node]:
        """Return what several dossiers give together: where they agree, and how they relay each other."""
        if len(shards) < 2:
            return []
        claims = [DossierClaims.of_kept(shard.claims) for shard in shards if shard.claims]
        broader = {
            term.iri: {names.term(local) for local in self.vocabulary.ancestors(term)}
            for term in self.vocabulary
            if not term.is_value
        }
        return [*find_agreements(claims), *find_fidelity(claims, broader)]

    @cached_property
    def known(self) -> Known:
        """Return what a mapping may name: the terms of the ontology, and the targets."""
        from mi2ld.links.mappings import Known
        from mi2ld.links.targets import read_targets

        start = f"<{names.ONTOLOGY}"
        terms = {line[len(start) : line.index(">")] for line in self.ontology() if line.startswith(start)}
        return Known(frozenset(terms), read_targets(self.project.targets))

    def mapping_sets(self) -> list[MappingSet]:
        """Return the mapping sets of the project."""
        from mi2ld.links.mappings import read_mapping_sets

        if self._mapping_sets is None:
            self._mapping_sets = read_mapping_sets(
                self.project.mappings, self.known, lambda path: show_path(path, self.project)
            )
        return self._mapping_sets

    def refused_axioms(self) -> list[RefusedAxiom]:
        """Return the axioms of other ontologies that their slices leave out."""
        from mi2ld.links.axioms import read_refused_axioms

        return read_refused_axioms(self.project.imports / "refused-axioms.tsv")

    def links(self) -> list[str]:
        """Return the SKOS triples of the mappings, their sets as RDF, and the refused axioms, sorted."""

        def make() -> list[str]:
            from mi2ld.links.axioms import axiom_lines
            from mi2ld.links.mappings import match_lines, set_lines

            sets = self.mapping_sets()
            matches = match_lines(m for found in sets for m in found.mappings)
            return sorted({*matches, *set_lines(sets), *axiom_lines(self.refused_axioms())})

        code = sorted((Path(__file__).parent / "links").glob("*.py"))
        data = [self.project.targets, *sorted(self.project.mappings.glob("*.sssom.tsv"))]
        data += sorted(self.project.imports.glob("*.tsv"))
        digest = hashlib.sha256(self._digest.encode() + b"".join(read_bytes(f) for f in (*code, *data)))
        return self._cached(f"links-{digest.hexdigest()[:32]}.nt", make)

    def check_links(self) -> list[Problem]:
        """Return what is wrong with the mappings among themselves, and with the slices."""
        from mi2ld.links.check import check_sets
        from mi2ld.links.slices import read_slices

        return check_sets(self.mapping_sets(), self.known, self.vocabulary, read_slices(self.project.imports))

    def warn_of_links(self) -> list[Problem]:
        """Return what ``check_links`` finds, for a build: a kind that nobody has mapped yet stops no release."""
        from mi2ld.links.check import warn_of_unmapped

        return warn_of_unmapped(self.check_links())

    def _imports(self) -> list[str]:
        from mi2ld.graph.store import canonical_lines, parse_file

        files = sorted(self.project.imports.glob("*.ttl"))
        digest = hashlib.sha256(b"".join(read_bytes(f) for f in files)).hexdigest()[:32]
        return self._cached(f"imports-{digest}.nt", lambda: canonical_lines([parse_file(f) for f in files]))

    @cached_property
    def shapes(self) -> Shapes:
        """Return the shapes of the project; their triples come from the cache when no file of theirs changed."""
        from mi2ld.validate.shapes import shape_lines, shapes_of

        return shapes_of(
            self._cached(f"shapes-{self._shapes_digest[:32]}.nt", lambda: shape_lines(self.project.shapes))
        )

    @cached_property
    def _shapes_digest(self) -> str:
        """Return a digest of what a check depends on besides the dossier: code, vocabulary, ontology and shapes."""
        files = sorted(self.project.shapes.glob("*.ttl")) + sorted((Path(__file__).parent / "validate").glob("*.py"))
        digest = hashlib.sha256(self._digest.encode())
        for file in files:
            digest.update(read_bytes(file))
        return digest.hexdigest()

    def check_dossier(self, path: Path, language: str = "en") -> tuple[list[Problem], list[Violation]]:
        """Return what is wrong with one dossier, of its form and by the shapes; from the cache when nothing changed.

        Raises:
            Mi2ldError: If the file cannot be read.
        """
        shown = show_path(path, self.project)
        key = "\0".join((self._shapes_digest, language, shown)).encode() + b"\0" + read_bytes(path)
        cached = self.project.cache / f"check-{hashlib.sha256(key).hexdigest()[:32]}.json"
        if self.use_cache:
            try:
                kept = json.loads(cached.read_text(encoding="utf-8"))
                return [_problem(item) for item in kept["problems"]], [_violation(item) for item in kept["violations"]]
            except (OSError, ValueError, KeyError, TypeError):
                pass
        violations: list[Violation] = []
        try:
            shard = self.shard(path)
            problems, violations = self.check(self.graph([shard], linked=False), [path], language)
            problems = [*problems, *shard.warnings]
        except Mi2ldError as error:
            if error.exit_code == 2:
                raise
            problems = list(error.problems)
        if self.use_cache:
            kept = {"problems": [astuple(p) for p in problems], "violations": [astuple(v) for v in violations]}
            _write_quietly(cached, json.dumps(kept, ensure_ascii=False))
        return problems, violations

    def check(self, graph: Graph, paths: Sequence[Path], language: str = "en") -> tuple[list[Problem], list[Violation]]:
        """Return what the shapes find in the graph: at the dossier lines that caused it, and as SHACL has it."""
        from mi2ld.validate.shapes import as_problems, validate

        lines = [line for name, part in graph.parts.items() if name not in ("imports", "links") for line in part]
        violations = validate(self.shapes, lines)
        serious = any(v.severity != "Info" for v in violations)
        places: Mapping[str, Where] = self.places(paths) if serious else {}
        return as_problems(violations, self.shapes, places, language), violations


def _violation(kept: Sequence[str]) -> Violation:
    from mi2ld.validate.shapes import Violation

    return Violation(*kept)


def _problem(kept: Sequence[Any]) -> Problem:
    """Return a problem from its cached form."""
    where, *rest = kept
    return Problem(Where(*where), *rest)


def write_quads(project: Project, dossiers: Sequence[Path], out: Path, *, cache: bool = True) -> int:
    """Write the quads of some dossiers to a file as N-Quads, one dossier at a time; return how many.

    Facts, curation, computed and inferred stand in their graphs, sorted within each dossier. Nothing is checked by the
    shapes, and no more than one dossier is in memory.

    Raises:
        Mi2ldError: At the first dossier that cannot be read.
    """
    stages = Stages(project, cache=cache)
    count = 0
    with out.open("w", encoding="utf-8", newline="\n") as stream:
        for path in dossiers:
            shard = stages.shard(path, alone=True)
            for name, lines in shard.lines.items():
                graph = names.mint_graph(f"{name}/{shard.key}" if name in ("facts", "curation") else name)
                end = f"{graph} .\n"
                stream.write("".join([line[:-2] + end for line in lines]))
                count += len(lines)
    return count


def _withdraw(lines: dict[str, list[str]], dossier: str) -> dict[str, list[str]]:
    """Return deprecations in place of what a withdrawn dossier stated; what other dossiers may state too is left alone."""
    deprecated = f' <{names.PREFIXES["owl"]}deprecated> "true"^^<{names.PREFIXES["xsd"]}boolean> .\n'
    every = {line.split(" ", 1)[0] for part in lines.values() for line in part}
    own = re.compile(rf"<{re.escape(names.BASE)}id/[a-z]+/{re.escape(dossier)}/")
    subjects = {subject for subject in every if own.match(subject)}
    return {"facts": sorted(s + deprecated for s in subjects), "curation": [], "computed": []}


def _write_quietly(path: Path, text: str) -> None:
    """Write a cache file whole or not at all; a full or read-only disk costs only time."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def build(
    project: Project,
    out: Path,
    dossiers: Sequence[Path] = (),
    *,
    texts: Path | None = None,
    cache: bool = True,
    progress: Callable[[str], None] | None = None,
) -> tuple[Graph, list[Problem]]:
    """Build a release folder from dossiers; return its graph and the warnings.

    The old folder stays until the new one is whole.

    Raises:
        Mi2ldError: With every problem found; then nothing is written.
    """
    from mi2ld.curate.register import check_register, register_lines
    from mi2ld.publish.release import write_release
    from mi2ld.validate.shapes import report_lines

    say = progress or (lambda _message: None)
    stages = Stages(project, cache=cache)
    paths = find_dossiers(list(dossiers), project)
    shards = stages.shards(paths, texts, progress)
    at = {show_path(path, project): path for path in paths}
    for shard in shards:
        stages.add_effects(shard, at[shard.path])
    say("checking")
    graph = stages.graph(shards)
    problems, violations = stages.check(graph, paths)
    problems = [*problems, *(w for shard in shards for w in shard.warnings), *stages.warn_of_links()]
    shown = show_path(project.register, project)
    problems += check_register(project.register, graph.parts, complete=not dossiers, shown=shown)
    if is_failing(problems):
        raise Mi2ldError(problems)
    graph.parts["metadata"] = sorted({*graph.parts["metadata"], *register_lines(project.register)})
    say("writing")
    write_release(graph, stages, out, problems=problems, report=report_lines(violations, stages.shapes))
    return graph, problems


def check(
    project: Project, dossiers: Sequence[Path] = (), *, language: str = "en", cache: bool = True
) -> tuple[list[Problem], list[str]]:
    """Return every problem of some dossiers, of their form and of the shapes, and the SHACL report as N-Triples lines.

    Each file is checked with the vocabulary and never with its siblings. A file whose form has problems makes no
    graph, so it is not in the report.

    Raises:
        Mi2ldError: If a path cannot be read.
    """
    from mi2ld.validate.shapes import report_lines

    stages = Stages(project, cache=cache)
    problems: list[Problem] = []
    violations: set[Violation] = set()
    for path in find_dossiers(list(dossiers), project):
        found, results = stages.check_dossier(path, language)
        problems.extend(found)
        violations.update(results)
    return sorted(problems), report_lines(sorted(violations), stages.shapes)
