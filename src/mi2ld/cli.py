"""The command line: arguments in, exit code out. Each command imports what it needs when it runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mi2ld import __version__
from mi2ld.cli_curate import COMMANDS
from mi2ld.cli_link import PROBLEM_FORMAT, link
from mi2ld.problems import Mi2ldError, Problem, as_json, as_tsv, is_failing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyoxigraph import Store

    from mi2ld.query.answers import Answer
    from mi2ld.query.catalogue import Parameter
    from mi2ld.resources import Project

PATH = click.Path(path_type=Path)
LANG = click.option(
    "--lang", type=click.Choice(["en", "fr"]), default="en", show_default=True, help="Language of what is printed."
)


_ORDER = (
    *("build", "show", "query", "diff"),
    *("new", "anchor", "check", "preview", "table", "verify", "reanchor", "format", "schema"),
    *("link", "register", "completion"),
)
"""The commands as ``--help`` lists them: asking, curating, keeping house."""


class _Group(click.Group):
    """A group that shows its commands in the order they are used, and guesses a mistyped one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self.commands, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from mi2ld.problems import suggest

            raise click.UsageError(error.message + suggest(args[0], self.commands), ctx) from None


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mi2ld")
def cli() -> None:
    """What clinical documents say about myositis autoantibodies, as linked data.

    \b
    Examples:
      mi2ld build                      facts to a checked release in dist/
      mi2ld show anti-mi2 --lang fr    all that is claimed of an antibody
      mi2ld query comparisons          one question of the catalogue
      mi2ld check my-paper.yaml        problems of a dossier, with their mends
    """


def _project() -> Project:
    from mi2ld.resources import find_project

    return find_project()


def _color(problem: Problem) -> str:
    text = str(problem)
    if not sys.stderr.isatty():
        return text
    color = {"error": "red", "warning": "yellow"}.get(problem.level, "blue")
    return text.replace(f" {problem.level} ", f" {click.style(problem.level, fg=color, bold=True)} ", 1)


def report(problems: Sequence[Problem], form: str = "text") -> None:
    """Print problems: as text to standard error, as data to standard output."""
    if form == "tsv":
        click.echo(as_tsv(problems), nl=False)
    elif form == "json":
        click.echo(as_json(problems), nl=False)
    else:
        for problem in sorted(problems):
            click.echo(_color(problem), err=True)


def _progress() -> Callable[[str], None]:
    """Return a reporter that tells, after a second, what is being done; on a terminal only."""
    import time

    started = time.monotonic()
    if not sys.stderr.isatty():
        return lambda _message: None

    def say(message: str) -> None:
        if time.monotonic() - started > 1:
            click.echo(f"\r\x1b[K{message}", err=True, nl=False)

    return say


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0 well, 1 problems found, 2 wrong use or unreadable input."""
    try:
        code = cli.main(
            args=list(arguments) if arguments is not None else None, prog_name="mi2ld", standalone_mode=False
        )
        sys.stdout.flush()
    except Mi2ldError as error:
        report(error.problems)
        return error.exit_code
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.Abort:
        click.echo("stopped", err=True)
        return 1
    except click.ClickException as error:
        error.show()
        return 2
    except BrokenPipeError:
        # the reader of a pipe has gone: not our fault, and nothing to say
        sys.stdout = open("/dev/null", "w")  # noqa: PTH123, SIM115
        return 0
    return code if isinstance(code, int) else 0


@cli.command()
@click.argument("dossiers", nargs=-1, type=PATH)
@click.option("--out", type=PATH, help="Folder of the release; dist/ of the project if left out.")
@click.option(
    "--texts", type=PATH, help="Folder of the texts: adds their words to this local build. Do not publish it."
)
@click.option("--no-cache", is_flag=True, help="Make everything anew.")
def build(dossiers: tuple[Path, ...], out: Path | None, texts: Path | None, no_cache: bool) -> int:
    """Build a checked release from the dossiers, all or nothing.

    \b
    Examples:
      mi2ld build
      mi2ld build --out /tmp/release ontology/facts/mi2-2019.yaml
    """
    from mi2ld.pipeline import build as run

    project = _project()
    target = out or project.dist
    graph, problems = run(project, target, dossiers, texts=texts, cache=not no_cache, progress=_progress())
    report(problems)
    count = len(graph.triples())
    click.echo(f"{target}: {count} triples of {len(graph.dossiers)} dossier(s), {len(problems)} warning(s)")
    return 0


def _watch(paths: Sequence[Path], form: str, lang: str, *, cache: bool) -> int:
    """Check at each save, and tell what changed on standard error."""
    from mi2ld.curate.watch import Watch

    if form != "text":
        msg = "--watch prints text; leave --format out"
        raise click.UsageError(msg)
    Watch(_project(), paths, language=lang, cache=cache, say=lambda line: click.echo(line, err=True), tell=_color).run()
    return 0


@cli.command()
@click.argument("paths", nargs=-1, type=PATH)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "tsv", "json", "shacl"]),
    default="text",
    show_default=True,
    help="text goes to standard error; tsv, json and the SHACL report (Turtle) to standard output.",
)
@LANG
@click.option("--no-cache", is_flag=True, help="Check everything anew.")
@click.option("--watch", is_flag=True, help="Check again at each save, until Ctrl-C.")
def check(paths: tuple[Path, ...], form: str, lang: str, no_cache: bool, watch: bool) -> int:
    """Check dossiers: their form, their words, and the rules of the shapes.

    \b
    Examples:
      mi2ld check
      mi2ld check my-paper.yaml --format json
      mi2ld check my-paper.yaml --format shacl > report.ttl
      mi2ld check my-paper.yaml --watch
    """
    if watch:
        return _watch(paths, form, lang, cache=not no_cache)
    from mi2ld.pipeline import check as run

    problems, results = run(_project(), paths, language=lang, cache=not no_cache)
    if form == "shacl":
        from mi2ld.query.answers import Answer, write_answer

        click.echo(write_answer(Answer([], [], lines=sorted(results)), "turtle"), nl=False)
        form = "text"
    report(problems, form)
    return 1 if is_failing(problems) else 0


@cli.command()
@click.argument("dossiers", nargs=-1, type=PATH)
@click.option("--texts", type=PATH, required=True, help="Folder of the source texts.")
@click.option("--uncovered/--no-uncovered", default=True, help="List what no place holds.")
@PROBLEM_FORMAT
def verify(dossiers: tuple[Path, ...], texts: Path, uncovered: bool, form: str) -> int:
    """Re-read every place of the dossiers in their texts.

    \b
    Example:
      mi2ld verify --texts ../shared/sources
    """
    from mi2ld.pipeline import Stages, find_dossiers
    from mi2ld.validate.places import find_texts, read_text, text_not_at_hand
    from mi2ld.validate.places import verify as run

    project = _project()
    stages = Stages(project)
    problems: list[Problem] = []
    find_texts(texts)
    for path in find_dossiers(list(dossiers), project):
        dossier = stages.read(path)
        folders = (texts, project.notes)
        if not dossiers and not any((folder / dossier.text_file).exists() for folder in folders):
            problems.append(text_not_at_hand(dossier))
            continue
        try:
            found = run(dossier, read_text(dossier, *folders))
        except Mi2ldError as error:
            problems.extend(error.problems)
            continue
        problems.extend(found.problems)
        if form == "text":
            share = 100 * found.covered / found.total if found.total else 0
            click.echo(f"{found.dossier}: {found.holding} of {found.places} places hold")
            click.echo(
                f"{found.dossier}: they cover {found.covered} of {found.total} non-blank characters ({share:.1f} %)"
            )
            for line, text in found.uncovered if uncovered else ():
                click.echo(f"  line {line}: {text}")
    report(problems, form)
    return 1 if is_failing(problems) else 0


@cli.command()
@click.argument("dossier", type=PATH)
@click.option("--texts", type=PATH, required=True, help="Folder of the source texts.")
@click.option("--dry-run", is_flag=True, help="Print the places; write nothing.")
def anchor(dossier: Path, texts: Path, dry_run: bool) -> int:
    """Turn typed words ("first words … last words") into places.

    \b
    Example: at: "une nécrose … plus élevés" becomes at: 4276-4365~172a….
      mi2ld anchor my-paper.yaml --texts texts/
    """
    from mi2ld.dossier.anchor import anchor_file

    found = anchor_file(dossier, texts, write=not dry_run)
    for line, words, place in found:
        click.echo(f"{dossier}:{line}: {place}  {words}")
    done = "found, nothing written" if dry_run else "anchored"
    click.echo(f"{dossier}: {len(found)} place(s) {done}", err=True)
    return 0


@cli.command("format")
@click.argument("dossiers", nargs=-1, type=PATH)
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit 1 if a file would change.")
def format_(dossiers: tuple[Path, ...], only_check: bool) -> int:
    """Put dossiers into canonical layout: UTF-8, line feeds, no blank at a line's end.

    \b
    Examples:
      mi2ld format
      mi2ld format --check my-paper.yaml
    """
    from mi2ld.dossier.layout import format_file
    from mi2ld.pipeline import find_dossiers

    changed = [p for p in find_dossiers(list(dossiers), _project()) if format_file(p, write=not only_check)]
    for path in changed:
        click.echo(f"{path}: {'would change' if only_check else 'formatted'}")
    return 1 if only_check and changed else 0


@cli.command()
@click.argument("name")
@LANG
@click.option("--data", type=PATH, help="Release folder; dist/ of the project if left out.")
@click.option("--computed", is_flag=True, help="List all that is computed of it, with its method and all its digits.")
def show(name: str, lang: str, data: Path | None, computed: bool) -> int:
    """Show all that is claimed of an antibody, a phenotype, a disease, a study, a document, a publication or a dossier.

    NAME is a key, a label in English or French, a PMID, an author, a CURIE or an
    IRI; case, accents and hyphens do not count.

    \b
    Examples:
      mi2ld show anti-mi2
      mi2ld show calcinosis --lang fr
      mi2ld show jhu
      mi2ld show PMID:31594859
    """
    from mi2ld.query.run import load_release
    from mi2ld.query.show import show as run

    click.echo(run(load_release(data or _project().dist), name, lang, computed=computed), nl=False)
    return 0


def _print_answer(answer: Answer, form: str, store: Store | None, lang: str) -> None:
    """Print an answer; a table has the labels of a release and the width of the terminal, and no row is told."""
    import shutil

    from mi2ld.query.answers import write_answer
    from mi2ld.query.tables import labels_of

    label = labels_of(store, lang) if store is not None and form == "table" else None
    text = write_answer(answer, form, label=label, width=shutil.get_terminal_size().columns)
    click.echo(text, nl=False)
    if answer.columns and not answer.rows:
        click.echo({"en": "no rows", "fr": "aucune ligne"}[lang], err=True)


@cli.command()
@click.argument("name", required=False)
@click.option(
    "--param", "parameters", multiple=True, metavar="KEY=VALUE", help="A parameter: an IRI, a CURIE or a key."
)
@click.option(
    "--format", "form", default="table", show_default=True, help="table, csv, tsv, json, xml; turtle, nt, rdf, jsonld."
)
@click.option("--data", type=PATH, help="Release folder; dist/ of the project if left out.")
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint instead.")
@click.option(
    "--allow-service",
    "allowed",
    multiple=True,
    metavar="URL",
    help="Let SERVICE call this endpoint, and no other; repeat it for each.",
)
@click.option("--timeout", type=float, default=30, show_default=True, help="Seconds a query may take.")
@click.option("--list", "listing", is_flag=True, help="List the questions of the catalogue.")
@LANG
def query(
    name: str | None,
    parameters: tuple[str, ...],
    form: str,
    data: Path | None,
    endpoint: str | None,
    allowed: tuple[str, ...],
    timeout: float,
    listing: bool,
    lang: str,
) -> int:
    """Answer a question of the catalogue, a query file, or a query from standard input (-).

    \b
    Examples:
      mi2ld query --list
      mi2ld query comparisons
      mi2ld query by-hpo --param term=HP:0002088 --format csv
      mi2ld query my.rq --endpoint http://localhost:7878/query
      mi2ld query federated/uniprot \\
        --allow-service https://sparql.uniprot.org/sparql
    """
    from mi2ld.query import run as runner
    from mi2ld.query.catalogue import find_query, is_name, list_questions

    project = _project()
    if listing or name is None:
        click.echo(list_questions(project.queries, lang))
        return 0
    if endpoint and allowed:
        msg = "--allow-service is for a query of a release; an endpoint calls the services of a query itself"
        raise click.UsageError(msg)
    known: dict[str, Parameter] = {}
    from mi2ld.dossier.text import decode, read_bytes

    if name == "-":
        text = decode(sys.stdin.buffer.read(), "standard input")
    elif Path(name).suffix == ".rq" or ("/" in name and not is_name(name)):
        text = decode(read_bytes(Path(name)), name)
    else:
        item = find_query(project.queries, name)
        text = item.text
        known = {p.name: p for p in item.parameters}
    store = None if endpoint else runner.load_release(data or project.dist)
    bindings: dict[str, str] = {}
    for parameter in parameters:
        key, separator, value = parameter.partition("=")
        if not separator:
            msg = f"--param {parameter!r} is not KEY=VALUE"
            raise click.UsageError(msg)
        is_text = key in known and known[key].kind == "text"
        bindings[key] = value if is_text else runner.resolve_parameter(store, key, value)
    missing = [p for p in known.values() if p.name not in bindings]
    for item_parameter in missing:
        if item_parameter.kind == "text":
            bindings[item_parameter.name] = item_parameter.example
        else:
            fix = f"add --param {item_parameter.name}={item_parameter.example}"
            msg = f"the query {name} needs a parameter: {fix}"
            raise click.UsageError(msg)
    if endpoint:
        answer = runner.run_remote(endpoint, text, bindings, name=name, timeout_seconds=timeout)
    else:
        assert store is not None  # noqa: S101  (loaded above, for mypy)
        answer = runner.run_local(store, text, bindings, name=name, timeout_seconds=timeout, allow_services=allowed)
    _print_answer(answer, form, store, lang)
    return 0


@cli.command()
@click.argument("old", type=PATH)
@click.argument("new", type=PATH)
@LANG
def diff(old: Path, new: Path, lang: str) -> int:
    """Show what two releases say otherwise, proposition by proposition.

    \b
    Example:
      mi2ld diff release-0.1.0 dist
    """
    from mi2ld.query.diff import diff as run
    from mi2ld.query.run import load_release

    click.echo(run(load_release(old), load_release(new), lang), nl=False)
    return 0


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> int:
    """Print the completion script of a shell.

    \b
    Example:
      mi2ld completion bash >> ~/.bashrc
    """
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None  # noqa: S101  (the choice allows only shells that click knows)
    click.echo(found(cli, {}, "mi2ld", "_MI2LD_COMPLETE").source())
    return 0


for _command in (*COMMANDS, link):
    cli.add_command(_command)


def run() -> None:
    """Run the command line and exit."""
    import os

    if "_MI2LD_COMPLETE" in os.environ:
        cli(prog_name="mi2ld")
    sys.exit(main())


if __name__ == "__main__":
    run()
