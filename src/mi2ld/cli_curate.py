"""The command line of a curator's day: from a text to a dossier, and from a dossier back to words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from mi2ld.resources import Project

PATH = click.Path(path_type=Path)


def _project() -> Project:
    from mi2ld.resources import find_project

    return find_project()


@click.command("new")
@click.argument("text", type=PATH)
@click.option("--out", type=PATH, metavar="FILE", help="The dossier to write; standard output if left out.")
@click.option("--key", default="", help="The dossier's key; made from the text's name if left out.")
@click.option("--lang", type=click.Choice(["en", "fr"]), help="Language of the text; told from its words if left out.")
@click.option(
    "--release",
    "releases",
    multiple=True,
    type=PATH,
    metavar="FILE",
    help="A release of HPO, for its synonyms and for phenotypes that are no row yet.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.option("--show", is_flag=True, help="Print each proposal beside the words of the text; write nothing.")
def new(
    text: Path, out: Path | None, key: str, lang: str | None, releases: tuple[Path, ...], force: bool, show: bool
) -> int:
    """Start a dossier from a plain text: its documents, and a proposal for each figure, with its place.

    A proposal is a guess. check tells of each and build refuses it, until you mend
    it and delete its field "proposal".

    \b
    Examples:
      mi2ld new paper.txt --out ontology/facts/paper.yaml
      mi2ld new paper.txt --show
      mi2ld new brief.txt --lang fr --release hp.obo --out brief.yaml
    """
    import shlex
    import shutil

    from mi2ld.curate.new import draft_dossier, show_proposals, write_draft
    from mi2ld.dossier.text import read_bytes
    from mi2ld.links.releases import read_release
    from mi2ld.links.slices import read_slices
    from mi2ld.pipeline import Stages

    if show and out:
        msg = "--show prints words of the text, which no file may hold: leave out --out"
        raise click.UsageError(msg)
    raw = read_bytes(text)
    stages = Stages(_project())
    held = [release for prefix, release in read_slices(stages.project.imports).items() if prefix == "HP"]
    draft = draft_dossier(
        raw,
        text,
        stages.vocabulary,
        key=key,
        language=lang or "",
        sets=stages.mapping_sets(),
        releases=[*held, *map(read_release, releases)],
    )
    if draft.warning:
        click.echo(draft.warning, err=True)
    if show:
        click.echo(show_proposals(draft, raw, text, min(shutil.get_terminal_size().columns, 100)), nl=False)
        return 0
    if out is None:
        click.echo(draft.yaml, nl=False)
    else:
        write_draft(draft, out, force=force)
    click.echo(f"{out or text}: {draft.summary}", err=True)
    if out is not None:
        click.echo(f'fill in each "?", then: mi2ld check {shlex.quote(str(out))} --watch', err=True)
    return 0


@click.command()
@click.option("--out", type=PATH, help="File to write; standard output if left out.")
def schema(out: Path | None) -> int:
    """Print the JSON Schema of a dossier, for completion and hover in an editor.

    \b
    Example, for an editor with yaml-language-server (VS Code: YAML by Red Hat):
      mi2ld schema --out .mi2ld-cache/dossier.schema.json
    and in a dossier's first line, the path from its folder:
      # yaml-language-server: $schema=../../.mi2ld-cache/dossier.schema.json
    """
    from mi2ld.curate.schema import schema_text
    from mi2ld.dossier.vocabulary import read_vocabulary

    text = schema_text(read_vocabulary(_project().ontology / "templates"))
    if out is None:
        click.echo(text, nl=False)
        return 0
    from mi2ld.curate.register import write_text

    write_text(out, text)
    return 0


@click.command()
@click.argument("dossier", type=PATH)
@click.option("--texts", type=PATH, required=True, help="Folder of the source texts, as they are now.")
@click.option(
    "--old", type=PATH, metavar="FILE", help="The text as it was; tells apart words that stand more than once."
)
@click.option("--partial", is_flag=True, help="Write what is found even if places are lost.")
@click.option("--dry-run", is_flag=True, help="Print the changes; write nothing.")
def reanchor(dossier: Path, texts: Path, old: Path | None, partial: bool, dry_run: bool) -> int:
    """Find the places again after the text was re-wrapped or edited: by digest, never by likeness.

    Offsets, the lines of the documents and the text's SHA-256 are written anew, nothing else. A place whose words are
    no longer in the text is told at its line.

    \b
    Examples:
      mi2ld reanchor my-paper.yaml --texts texts/
      mi2ld reanchor my-paper.yaml --texts texts/ --old my-paper-before.txt
    """
    from mi2ld.dossier.reanchor import reanchor_file
    from mi2ld.problems import Mi2ldError

    found = reanchor_file(dossier, texts, old=old, partial=partial, write=not dry_run)
    if dry_run:
        for line, before, after in found.changes:
            click.echo(f"{dossier}:{line}: {before} -> {after}")
    written = not dry_run and (partial or not found.problems)
    ending = "" if written else "; nothing written"
    click.echo(
        f"{dossier}: {found.found} of {found.places} places found, {len(found.changes)} change(s){ending}", err=True
    )
    if found.problems:
        raise Mi2ldError(found.problems)
    return 0


@click.group()
def register() -> None:
    """Keep the register of published ids: nothing in it is ever renamed or lost.

    \b
    Examples:
      mi2ld register add                  at a release: put in what it publishes
      mi2ld register check
      mi2ld register withdraw mi2:OldTerm --replaced-by mi2:NewTerm
    """


def _made() -> tuple[dict[str, list[str]], dict[str, str]]:
    """Return the lines of the graphs that hold ids, by name, and the status of each dossier."""
    from mi2ld.pipeline import Stages, find_dossiers

    project = _project()
    stages = Stages(project)
    shards = stages.shards(find_dossiers([], project))
    parts = {"ontology": stages.ontology()}
    for shard in shards:
        parts[f"facts/{shard.key}"] = shard.lines["facts"]
        parts[f"curation/{shard.key}"] = shard.lines["curation"]
    return parts, {shard.key: shard.status for shard in shards}


@register.command("add")
@click.option("--dry-run", is_flag=True, help="Count; write nothing.")
def register_add(dry_run: bool) -> int:
    """Put every id that a release would publish into the register: terms, and reviewed and published dossiers.

    What a withdrawn dossier made is marked as withdrawn. Refused while the register contradicts the dossiers.

    \b
    Example:
      mi2ld register add --dry-run
    """
    from mi2ld.curate.register import add_ids, check_register, promised_ids, read_register, write_register
    from mi2ld.pipeline import ontology_header, show_path
    from mi2ld.problems import Mi2ldError

    project = _project()
    path, shown, version = project.register, show_path(project.register, project), ontology_header(project.ontology)[0]
    parts, statuses = _made()
    if problems := check_register(path, parts, shown=shown):
        raise Mi2ldError(problems)
    before = read_register(path, shown=shown)
    after = add_ids(before, *promised_ids(parts, statuses), version)
    if not dry_run:
        write_register(path, after)
    gone = sum(r.status != "published" for r in after) - sum(r.status != "published" for r in before)
    click.echo(f"{shown}: {len(after) - len(before)} id(s) added, {gone} withdrawn, since {version}", err=True)
    return 0


@register.command("check")
@click.option(
    "--against", type=PATH, metavar="FILE", help="An older register, of the last release: its rows must still stand."
)
def register_check(against: Path | None) -> int:
    """Check the register against what the dossiers make, and against an older register.

    \b
    Example:
      git show v0.1.0:ontology/register.tsv > old.tsv
      mi2ld register check --against old.tsv
    """
    from mi2ld.curate.register import check_register, compare_registers, read_register
    from mi2ld.pipeline import show_path
    from mi2ld.problems import Mi2ldError

    project = _project()
    shown = show_path(project.register, project)
    problems = check_register(project.register, _made()[0], shown=shown)
    if against is not None:
        problems += compare_registers(read_register(against), read_register(project.register, shown=shown), shown)
    if problems:
        raise Mi2ldError(problems)
    return 0


@register.command("withdraw")
@click.argument("ids", nargs=-1, required=True, metavar="IRI...")
@click.option("--replaced-by", metavar="IRI", default="", help="The id that takes its place.")
def register_withdraw(ids: tuple[str, ...], replaced_by: str) -> int:
    """Mark ids of the register as withdrawn, or as replaced by another; an IRI or a CURIE.

    \b
    Example:
      mi2ld register withdraw mi2:OldTerm --replaced-by mi2:NewTerm
    """
    from mi2ld.curate.register import read_register, withdraw_id, write_register
    from mi2ld.names import expand
    from mi2ld.pipeline import ontology_header, show_path

    project = _project()
    shown = show_path(project.register, project)
    rows = read_register(project.register, shown=shown)
    version = ontology_header(project.ontology)[0]
    successor = expand(replaced_by) or replaced_by
    for iri in ids:
        rows = withdraw_id(rows, expand(iri) or iri, version, replaced_by=successor, shown=shown)
    write_register(project.register, rows)
    return 0


@click.command()
@click.argument("dossier", type=PATH)
@click.option("--texts", type=PATH, help="Folder of the source texts: shows the words and the line of each place.")
@click.option(
    "--lang",
    type=click.Choice(["en", "fr", "both"]),
    default="both",
    show_default=True,
    help="Language of the sentences.",
)
@click.option("--fact", default="", metavar="KEY", help="Only this fact, or this proposition of it.")
def preview(dossier: Path, texts: Path | None, lang: str, fact: str) -> int:
    """Read a dossier back as sentences, beside their places in the text.

    The sentences are made from the graph's nodes, not from the dossier's
    words: what they do not say, the data do not say.

    \b
    Examples:
      mi2ld preview my-paper.yaml
      mi2ld preview my-paper.yaml --texts texts/ --lang fr
      mi2ld preview my-paper.yaml --fact weakness-onset
    """
    from mi2ld.curate.preview import LANGUAGES
    from mi2ld.curate.preview import preview as run
    from mi2ld.graph.build import build_nodes
    from mi2ld.pipeline import Stages
    from mi2ld.validate.places import find_texts, read_text

    stages = Stages(_project())
    record = stages.read(dossier)
    text = None
    if texts is not None:
        find_texts(texts)
        text = read_text(record, texts)
    nodes = build_nodes(record, stages.vocabulary)
    languages = LANGUAGES if lang == "both" else (lang,)
    page = run(nodes, stages.vocabulary, path=str(dossier), text=text, languages=languages, fact=fact)
    click.echo(page, nl=False)
    return 0


def _pairs(values: tuple[str, ...], option: str) -> dict[str, str]:
    """Return ``LABEL=KEY`` options as a mapping; a label may hold an equals sign, a key may not."""
    found = {}
    for value in values:
        label, separator, key = value.rpartition("=")
        if not separator:
            msg = f"{option} {value!r} is not LABEL=KEY"
            raise click.UsageError(msg)
        found[label.strip()] = key.strip()
    return found


@click.command()
@click.argument("table", type=PATH)
@click.option("--into", type=PATH, help="The dossier that has the groups; its facts are added there.")
@click.option("--print", "only_print", is_flag=True, help="Print the facts; write nothing.")
@click.option("--said", required=True, metavar="DOCUMENT: PLACE", help="Where the document states them.")
@click.option("--when", default="", metavar="KEY", help="When, for rows without a time of their own; may be unstated.")
@click.option(
    "--name", "names", multiple=True, metavar="LABEL=KEY", help="What a label means; LABEL=- leaves it out. Repeat it."
)
@click.option("--names", "file", type=PATH, help="The same, from a CSV file of two columns: label, key.")
@click.option(
    "--unit", "units", multiple=True, metavar="[LABEL=]UNIT", help="The unit of a row, or of every measure without one."
)
@click.option("--percent", is_flag=True, help="12 (30) means 12 (30%) in every row; a number alone stays a number.")
def table(
    table: Path,
    into: Path | None,
    only_print: bool,
    said: str,
    when: str,
    names: tuple[str, ...],
    file: Path | None,
    units: tuple[str, ...],
    percent: bool,
) -> int:
    """Turn a paper's wide table into facts: rows are features, columns are arms.

    The header names groups by key, or by a label that --name explains; the first
    column names kinds by key, label or synonym. All of it is written, or nothing.

    \b
    Examples:
      mi2ld table t1.csv --print --said "paper: Table 1" --when baseline
      mi2ld table t2.csv --into my-paper.yaml --said "paper: 210-980~9f…" \\
        --name "Anti-SAE positive (n=20)=sae-pos" --name "Total=-"
    """
    from mi2ld.curate.cells import read_cells
    from mi2ld.curate.table import Wishes, read_table, render, write_facts
    from mi2ld.dossier.text import decode, read_bytes
    from mi2ld.pipeline import Stages

    if into is None and not only_print:
        msg = "name the dossier with --into, or print the facts with --print"
        raise click.UsageError(msg)
    document, separator, place = said.partition(":")
    if not separator or not document.strip() or not place.strip():
        msg = f"--said {said!r} is not DOCUMENT: PLACE"
        raise click.UsageError(msg)
    meanings = {}
    if file is not None:
        for row in read_cells(decode(read_bytes(file), file), str(file)):
            if any(row) and [cell.text.casefold() for cell in row] != ["label", "key"]:
                meanings[row[0].text] = row[1].text if len(row) > 1 else ""
    wishes = Wishes(
        said=(document.strip(), place.strip()),
        when=when,
        names={**meanings, **_pairs(names, "--name")},
        units=_pairs(tuple(u if "=" in u else f"={u}" for u in units), "--unit"),
        is_percent=percent,
    )
    stages = Stages(_project())
    record = stages.read(into) if into is not None else None
    text = decode(read_bytes(table), table)
    rows = read_table(text, str(table), stages.vocabulary, record, wishes)
    block = render(rows, wishes, record, table.name)
    if only_print:
        click.echo(block, nl=False)
    else:
        assert into is not None  # noqa: S101  (refused above)
        write_facts(into, block, stages.vocabulary)
        count = block.count("\n    said: ")
        click.echo(f"{into}: {count} fact(s) from {table}", err=True)
    return 0


COMMANDS: tuple[click.Command, ...] = (
    schema,
    reanchor,
    register,
    new,
    preview,
    table,
)
"""The commands that ``cli.py`` adds, in the order they are used."""
