"""The command line of links: slices, checks, candidates and decisions about other vocabularies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mi2ld.links.mappings import MappingSet
    from mi2ld.links.releases import Release
    from mi2ld.pipeline import Stages
    from mi2ld.problems import Problem

PATH = click.Path(path_type=Path)
RELEASES = click.option(
    "--release", "releases", multiple=True, type=PATH, metavar="FILE", help="A release, as its makers publish it."
)
LABELS = click.option("--labels", type=PATH, metavar="FILE", help="French labels of HPO (a Babelon table).")
PREFIX = click.option("--prefix", default="", metavar="PREFIX", help="Take a table for a release of this prefix.")
PROBLEM_FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "tsv", "json"]),
    default="text",
    show_default=True,
    help="text goes to standard error, tsv and json to standard output.",
)
MATCHES = ("exact", "close", "broad", "narrow", "related")


@click.group()
def link() -> None:
    """Link kinds with HPO, MeSH, Mondo and others; check the links against their releases.

    \b
    Examples:
      mi2ld link check --release hp.obo
      mi2ld link suggest calcinosis --release hp.obo
      mi2ld link slice --from hp.obo --labels hp-fr.babelon.tsv
    """


def _stages() -> Stages:
    from mi2ld.pipeline import Stages
    from mi2ld.resources import find_project

    return Stages(find_project())


def _read(paths: tuple[Path, ...], labels: Path | None, prefix: str) -> list[Release]:
    """Return the releases of some files; those of one vocabulary are read as one."""
    from mi2ld.links.releases import read_release, read_translations, with_translations
    from mi2ld.links.slices import merge_releases

    found = merge_releases([read_release(path, prefix=prefix) for path in paths])
    if labels is None:
        return found
    translations = read_translations(labels)
    return [with_translations(release, translations) for release in found]


@link.command("check")
@RELEASES
@LABELS
@PREFIX
@click.option(
    "--with",
    "others",
    multiple=True,
    type=PATH,
    metavar="FILE",
    help="Follow the exact matches of this SSSOM file too.",
)
@PROBLEM_FORMAT
def check_(releases: tuple[Path, ...], labels: Path | None, prefix: str, others: tuple[Path, ...], form: str) -> int:
    """Check every mapping, and against a release: unknown and obsolete ids, labels and parents that changed.

    Reads the files that it is given and fetches nothing.

    \b
    Examples:
      mi2ld link check
      mi2ld link check --release hp.obo --labels hp-fr.babelon.tsv
      mi2ld link check --release mesh.tsv --format json
    """
    from mi2ld.cli import report
    from mi2ld.links.chains import read_exact_matches
    from mi2ld.links.check import check_release, check_sets
    from mi2ld.links.slices import read_slices, without_refused
    from mi2ld.problems import is_failing

    stages = _stages()
    sets, slices = stages.mapping_sets(), read_slices(stages.project.imports)
    foreign = [pair for path in others for pair in read_exact_matches(path)]
    problems = check_sets(sets, stages.known, stages.vocabulary, slices, foreign)
    checked = 0
    for release in _read(releases, labels, prefix):
        problems += check_release(sets, without_refused(release, stages.refused_axioms()), slices)
        checked += sum(m.prefix in release.prefixes for s in sets for m in s.mappings)
    report(problems, form)
    if form == "text":
        rows = sum(len(s.mappings) for s in sets)
        against = f", {checked} of them against {len(releases)} release(s)" if releases else ""
        click.echo(f"{rows} mappings in {len(sets)} sets{against}: {len(problems)} problem(s)")
    return 1 if is_failing(problems) else 0


@link.command()
@RELEASES
@LABELS
@PREFIX
@click.option("--dry-run", is_flag=True, help="Print the changes; write nothing.")
def refresh(releases: tuple[Path, ...], labels: Path | None, prefix: str, dry_run: bool) -> int:
    """Bring mappings up to a release where that is safe, list the rest, and slice again.

    \b
    Example:
      mi2ld link refresh --release hp.obo --labels hp-fr.babelon.tsv
    """
    from mi2ld.cli import report
    from mi2ld.links.check import alternatives, check_mapping, check_sets
    from mi2ld.links.edit import set_texts, write_texts
    from mi2ld.links.refresh import refresh_sets, summary, take_back
    from mi2ld.links.slices import find_losses, read_slices, slice_texts, used_curies
    from mi2ld.problems import is_failing

    stages = _stages()
    sets = stages.mapping_sets()
    found = _read(releases, labels, prefix)

    def is_clean(changed: Sequence[MappingSet]) -> bool:
        return not is_failing(check_sets(changed, stages.known, stages.vocabulary, {}))

    left: list[Problem] = []
    texts: dict[Path, str] = {}
    turns: list[Release | None] = [*found] or [None]
    for release in turns:
        before = sets
        sets, changes, rest = refresh_sets(before, stages.vocabulary, release)
        undone = take_back(before, sets, is_clean)
        changes = [c for c in changes if c.where not in {m.where for m in undone}]
        if release:
            aliases = alternatives(release)
            rest += [p for m in undone for p in check_mapping(m, release, aliases)]
        left += rest
        for line in summary(changes):
            click.echo(line)
    texts |= set_texts(sets)
    held = read_slices(stages.project.imports)
    for given in found:
        lost = find_losses(given, held, used_curies(sets, given.prefixes))
        left += lost
        texts |= {} if lost else slice_texts(stages, sets, given)
    written = [] if dry_run else write_texts(texts)
    for path in written:
        click.echo(f"{path}: written")
    report(left)
    return 1 if is_failing(left) else 0


@link.command("slice")
@click.option(
    "--from",
    "sources",
    multiple=True,
    required=True,
    type=PATH,
    metavar="FILE",
    help="A release; several are read as one.",
)
@LABELS
@PREFIX
@click.option("--force", is_flag=True, help="Cut even if the slice would lose something.")
@click.option("--all", "whole", is_flag=True, help="Write every term of the release, with no axiom left out.")
@click.option("--out", type=PATH, help="The file to write; ontology/imports/<target>.ttl if left out.")
def slice_(
    sources: tuple[Path, ...], labels: Path | None, prefix: str, whole: bool, out: Path | None, force: bool
) -> int:
    """Cut a release to the terms that the mappings name and all that is above them, as Turtle.

    \b
    Examples:
      mi2ld link slice --from hp.obo --labels hp-fr.babelon.tsv
      mi2ld link slice --from terms.tsv --prefix UBERON
      mi2ld link slice --from hp.obo --all --out hp.ttl
    """
    from mi2ld.links.edit import write_texts
    from mi2ld.links.slices import find_losses, read_slices, slice_texts, used_curies
    from mi2ld.problems import Mi2ldError

    if whole and out is None:
        msg = "--all needs --out, so that no slice is overwritten"
        raise click.UsageError(msg)
    stages = _stages()
    texts: dict[Path, str] = {}
    sets, held = stages.mapping_sets(), read_slices(stages.project.imports)
    for release in _read(sources, labels, prefix):
        lost = [] if out or force else find_losses(release, held, used_curies(sets, release.prefixes))
        if lost:
            raise Mi2ldError(lost)
        texts |= slice_texts(stages, sets, release, out, whole=whole)
    written = write_texts(texts)
    for path, text in texts.items():
        state = "written" if path in written else "unchanged"
        click.echo(f"{path}: {text.count('rdfs:label')} terms, {state}")
    return 0


@link.command("suggest")
@click.argument("term")
@RELEASES
@LABELS
@PREFIX
@click.option("--limit", type=click.IntRange(1, 200), default=8, show_default=True, help="How many candidates.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def suggest_(term: str, releases: tuple[Path, ...], labels: Path | None, prefix: str, limit: int, form: str) -> int:
    """Show terms of other vocabularies that may match a key of the vocabulary, or any words, in English or French.

    \b
    Examples:
      mi2ld link suggest calcinosis --release hp.obo
      mi2ld link suggest "faiblesse des muscles" --release hp.obo --labels hp-fr.babelon.tsv
    """
    from mi2ld.links.slices import read_slices
    from mi2ld.links.suggest import suggest, write_candidates

    stages = _stages()
    known = stages.vocabulary.terms.get(term)
    names = [term] if known is None else sorted({known.label_en, known.label_fr, known.short_en, known.short_fr} - {""})
    given = _read(releases, labels, prefix)
    covered = {p for release in given for p in release.prefixes}
    slices = [r for p, r in read_slices(stages.project.imports).items() if p not in covered]
    found = suggest(names, [*given, *slices], limit=limit)
    rows = stages.mapping_sets()
    click.echo(write_candidates(found, rows, known.local if known else "", form), nl=False)
    return 0


_COMMENTS = (
    click.option("--comment", default="", help="Why, in English."),
    click.option("--comment-fr", default="", help="Why, in French."),
    click.option("--set", "set_name", default="", metavar="NAME", help="The mapping set, where several would do."),
    click.option("--date", required=True, metavar="YYYY-MM-DD", help="The day of the decision."),
    click.option(
        "--author", default="mi2ld:team", show_default=True, metavar="CURIE", help="Who decided, such as orcid:0000-…."
    ),
)


def _with_comments(function: Callable[..., int]) -> Callable[..., int]:
    """Return the command with the options that every decision has."""
    for option in reversed(_COMMENTS):
        function = option(function)
    return function


@link.command()
@click.argument("kind")
@click.argument("match", type=click.Choice(MATCHES))
@click.argument("curie")
@RELEASES
@PREFIX
@_with_comments
@click.option("--confidence", type=click.FloatRange(0, 1), help="How sure the match is, where that is in doubt.")
def accept(kind: str, match: str, curie: str, confidence: float | None, **options: object) -> int:
    """Take a candidate as a match of a kind: a row of the mapping set.

    \b
    Example:
      mi2ld link accept fever exact HP:0001945 --release hp.obo --date 2026-11-25
    """
    return _decide(kind, match, curie, confidence=confidence, **options)


@link.command()
@click.argument("kind")
@click.argument("curie")
@RELEASES
@PREFIX
@_with_comments
def refuse(kind: str, curie: str, **options: object) -> int:
    """Refuse a candidate that tempts: a row with predicate_modifier Not, so that nobody proposes it again.

    \b
    Example:
      mi2ld link refuse calcinosis HP:0000934 --date 2026-11-25 --comment "of joints" --comment-fr "articulaire"
    """
    return _decide(kind, "exact", curie, negated=True, **options)


@link.command()
@click.argument("kind")
@click.argument("prefix")
@_with_comments
@click.option("--propose", is_flag=True, help="Propose a new term to that vocabulary.")
def absent(kind: str, prefix: str, propose: bool, **options: object) -> int:
    """Say that a vocabulary has no term for a kind, and why.

    \b
    Example:
      mi2ld link absent relapse HP --date 2026-11-25 --comment "no such class" --comment-fr "absent de HPO"
    """
    return _decide(kind, "exact", "sssom:NoTermFound", prefix=prefix, propose=propose, **options)


def _decide(kind: str, match: str, curie: str, **options: object) -> int:
    from mi2ld.links.decide import Decision, decide
    from mi2ld.links.edit import set_texts, write_texts

    stages = _stages()
    sets = stages.mapping_sets()
    paths: Any = options.pop("releases", ())
    releases = _read(paths, None, str(options.pop("prefix", "")) if paths else "")
    changed = decide(Decision(kind, match, curie, **options), stages, sets, releases)  # type: ignore[arg-type]
    for path in write_texts(set_texts([changed])):
        click.echo(f"{path}: written")
    return 0


@link.command()
@click.option("--out", type=PATH, help="The page to write; standard output if left out.")
def gaps(out: Path | None) -> int:
    """Write the page of what HPO, Mondo and MeSH lack for this field, ready to be filed with them.

    \b
    Example:
      mi2ld link gaps --out docs/gaps.md
    """
    from mi2ld.links.edit import write_texts
    from mi2ld.links.gaps import write_gaps
    from mi2ld.links.slices import read_slices

    stages = _stages()
    text = write_gaps(stages, stages.mapping_sets(), read_slices(stages.project.imports))
    if out is None:
        click.echo(text, nl=False)
    elif write_texts({out: text}):
        click.echo(f"{out}: written")
    return 0


@link.command()
@click.argument("prefix")
@click.option("--out", type=PATH, required=True, help="The file to write.")
@click.option("--url", help="Another address than that of ontology/targets.tsv.")
@click.option("--timeout", type=float, default=60, show_default=True, help="Seconds without an answer.")
def fetch(prefix: str, out: Path, url: str | None, timeout: float) -> int:
    """Fetch the newest release of a vocabulary. The one command of links that uses the network.

    \b
    Example:
      mi2ld link fetch HP --out hp.obo
    """
    from mi2ld.links.fetch import fetch_release

    stages = _stages()
    size = fetch_release(stages.known.targets, prefix, out, url=url or "", timeout_seconds=timeout)
    click.echo(f"{out}: {size} bytes")
    return 0
