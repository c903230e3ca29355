"""An editor's day: the real language server, with the schema, completes, explains and warns."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from lsprotocol import types
from pygls.lsp.client import LanguageClient

from mi2ld.curate.schema import schema_text
from mi2ld.dossier.vocabulary import read_vocabulary

HERE = Path(__file__).parent / "language-server"
SERVER = HERE / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
WAIT_SECONDS = 60

HEAD = f"""\
dossier: paper-1
format: 1
status: draft
curators: [me]
text: {{file: paper.txt, sha256: {"0" * 64}, lang: en}}
documents:
  paper: {{kind: abstract, lines: 1-9}}
groups:
  cases: {{kind: arm, size: 10, said: {{paper: 1-2~{"a" * 16}}}}}
facts:
"""
SAID = f"    said: {{paper: 60-69~{'1' * 16}}}\n"
GOOD = f"""\
  fever-more:
    compare: fever
    group: cases
    versus: unstated
    direction: more-frequent
    when: follow-up
{SAID}"""


@pytest.fixture(scope="module")
def node() -> str:
    """Return the path of Node; skip without it or without the server."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("no node: on Debian, apt-get install nodejs npm")
    if not SERVER.exists():
        pytest.skip("no yaml-language-server: make editor")
    return found


@pytest.fixture(scope="module")
def schema(repository, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("schema") / "dossier.schema.json"
    path.write_text(schema_text(read_vocabulary(repository / "ontology" / "templates")), encoding="utf-8")
    return path


class Editor:
    """A client with one open document."""

    def __init__(self, client: LanguageClient, uri: str, diagnostics: asyncio.Queue) -> None:
        self.client = client
        self.uri = uri
        self.diagnostics = diagnostics
        self.text = ""

    async def open(self, text: str) -> list[types.Diagnostic]:
        """Open the document, and return what the server warns of."""
        self.text = text
        item = types.TextDocumentItem(uri=self.uri, language_id="yaml", version=1, text=text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        told = await asyncio.wait_for(self.diagnostics.get(), WAIT_SECONDS)
        return list(told.diagnostics)

    def position(self, before: str) -> types.Position:
        """Return the position behind the only occurrence of some text."""
        assert self.text.count(before) == 1, before
        head = self.text[: self.text.index(before) + len(before)]
        return types.Position(head.count("\n"), len(head) - head.rfind("\n") - 1)

    async def complete(self, before: str) -> dict[str, str]:
        """Return what is offered behind some text: label and documentation."""
        at = types.CompletionParams(types.TextDocumentIdentifier(self.uri), self.position(before))
        found = await asyncio.wait_for(self.client.text_document_completion_async(at), WAIT_SECONDS)
        items = found if isinstance(found, list) else found.items
        return {item.label: getattr(item.documentation, "value", item.documentation) or "" for item in items}

    async def hover(self, before: str) -> str:
        """Return what is shown over the last character of some text."""
        behind = self.position(before)
        at = types.HoverParams(
            types.TextDocumentIdentifier(self.uri), types.Position(behind.line, behind.character - 1)
        )
        found = await asyncio.wait_for(self.client.text_document_hover_async(at), WAIT_SECONDS)
        return found.contents.value


@asynccontextmanager
async def editor(node: str, schema: Path, *, modeline: bool):
    """Start the server; with the schema in its settings, or with none but the document's first line."""
    client = LanguageClient("mi2ld-tests", "1")
    diagnostics: asyncio.Queue = asyncio.Queue()
    settings = {
        "validate": True,
        "hover": True,
        "completion": True,
        "schemaStore": {"enable": False},
        "schemas": {} if modeline else {schema.as_uri(): "*.yaml"},
    }

    @client.feature("workspace/configuration")
    def configuration(params: types.ConfigurationParams) -> list:
        return [settings if item.section == "yaml" else {} for item in params.items]

    @client.feature("client/registerCapability")
    def register(_params: types.RegistrationParams) -> None:
        return None

    @client.feature("textDocument/publishDiagnostics")
    def published(params: types.PublishDiagnosticsParams) -> None:
        diagnostics.put_nowait(params)

    await client.start_io(node, str(SERVER), "--stdio")
    item = types.ClientCompletionItemOptions(snippet_support=True, documentation_format=[types.MarkupKind.Markdown])
    able = types.ClientCapabilities(
        workspace=types.WorkspaceClientCapabilities(configuration=True),
        text_document=types.TextDocumentClientCapabilities(
            completion=types.CompletionClientCapabilities(completion_item=item),
            hover=types.HoverClientCapabilities(content_format=[types.MarkupKind.Markdown]),
        ),
    )
    await client.initialize_async(types.InitializeParams(capabilities=able))
    client.initialized(types.InitializedParams())
    try:
        yield Editor(client, (schema.parent / "paper-1.yaml").as_uri(), diagnostics)
    finally:
        await asyncio.wait_for(client.shutdown_async(None), WAIT_SECONDS)
        client.exit(None)
        await client.stop()


def ask(node: str, schema: Path, text: str, questions, *, modeline: bool = False):
    """Return what the server warns of in a document, and what the questions find out."""

    async def run():
        async with editor(node, schema, modeline=modeline) as opened:
            warnings = await opened.open(text)
            return warnings, await questions(opened) if questions else None

    return asyncio.run(run())


def test_the_server_is_one_that_is_known_to_work(node):
    told = subprocess.run([node, str(SERVER), "--version"], capture_output=True, text=True, check=True).stdout
    assert tuple(int(part) for part in told.strip().split(".")[:2]) >= (1, 19)


def test_a_good_dossier_and_the_real_one_have_no_warning(node, schema, repository):
    warnings, _ = ask(node, schema, HEAD + GOOD, None)
    assert warnings == []
    for path in sorted((repository / "ontology" / "facts").glob("*.yaml")):
        warnings, _ = ask(node, schema, path.read_text(encoding="utf-8"), None)
        assert [w.message for w in warnings] == [], path.name


def test_a_new_fact_is_offered_the_kinds_of_fact(node, schema):
    async def questions(opened):
        return await opened.complete("  new-one:\n    c")

    _, offered = ask(node, schema, HEAD + GOOD + "  new-one:\n    c\n", questions)
    assert {"compare", "associate", "proportion", "correlate", "change", "state", "claim"} <= set(offered)
    assert "Un groupe face à d’autres" in offered["compare"]


def test_a_fact_is_offered_the_fields_of_its_kind_and_no_others(node, schema):
    async def questions(opened):
        return await opened.complete("    direction: more-frequent\n    s")

    text = HEAD + "  x:\n    compare: fever\n    group: cases\n    direction: more-frequent\n    s\n" + SAID
    _, offered = ask(node, schema, text, questions)
    assert {"versus", "when", "aspect", "site", "significance"} <= set(offered)
    assert not {"with", "sign", "attribute", "group", "direction"} & set(offered)
    assert offered["when"].startswith("The time: ")
    assert "*Le temps : " in offered["when"]


def test_a_direction_is_offered_the_words_that_may_stand_with_their_labels(node, schema):
    async def questions(opened):
        return await opened.complete("    direction: ")

    _, offered = ask(node, schema, HEAD + GOOD.replace("more-frequent", ""), questions)
    assert {"more-frequent", "less-severe", "no-difference", "unstated"} <= set(offered)
    assert "fever" not in offered
    assert offered["more-frequent"] == "**more frequent**.\n\n*plus fréquent.*"
    assert "A direction in which a difference was looked for and none was found." in offered["no-difference"]
    assert "pas de différence trouvée" in offered["no-difference"]


def test_a_claim_and_a_group_are_offered_their_own_words(node, schema):
    async def questions(opened):
        return (
            await opened.complete("    claim: "),
            await opened.complete("    kind: "),
            await opened.complete("    has: anti-"),
        )

    text = HEAD.replace("facts:\n", "  low:\n    kind: \n    has: anti-\nfacts:\n") + "  x:\n    claim: \n"
    _, (claims, kinds, antibodies) = ask(node, schema, text, questions)
    assert {"conflict", "hypothesis", "evidence-needed", "recommendation"} <= set(claims)
    assert {"arm", "subgroup", "exposure", "reference", "pooled"} <= set(kinds)
    assert "anti-mi2" in antibodies
    assert "fever" not in antibodies


def test_hovering_a_value_shows_its_field_and_the_term_in_both_languages_and_no_other_term(node, schema):
    async def questions(opened):
        return await opened.hover("    direction: more-freq"), await opened.hover("    compare: fev")

    _, (direction, topic) = ask(node, schema, HEAD + GOOD, questions)
    assert "Which way the result goes, or unstated." in direction
    assert "*Le sens du résultat, ou unstated.*" in direction
    assert "`more-frequent`: **more frequent**" in direction
    assert "plus fréquent" in direction
    assert "less-frequent" not in direction
    assert "One group against others, or an unstated one." in topic
    assert "`fever`: **fever**" in topic
    assert "fièvre" in topic
    assert "calcinosis" not in topic


def test_hovering_a_key_shows_what_it_is_for(node, schema):
    async def questions(opened):
        return await opened.hover("    vers"), await opened.hover("    grou")

    _, (versus, group) = ask(node, schema, HEAD + GOOD, questions)
    assert "What it is compared with, or unstated." in versus
    assert "*Ce à quoi il est comparé, ou unstated.*" in versus
    assert "The group the result is about" in group


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n")


def test_a_wrong_key_a_wrong_word_and_a_missing_field_are_warned_of_at_their_lines(node, schema):
    text = HEAD + GOOD.replace("    when: follow-up\n", "    colour: red\n").replace("more-frequent", "upwards")
    warnings, _ = ask(node, schema, text, None)
    told = {(w.range.start.line, w.message.split(".")[0]) for w in warnings}
    assert (line_of(text, "colour"), "Property colour is not allowed") in told
    assert (line_of(text, "direction: upwards"), "Value is not accepted") in told
    assert any(message == 'Missing property "when"' for _, message in told)
    assert len(told) == 3


def test_the_first_line_of_a_dossier_can_name_the_schema(node, schema):
    async def questions(opened):
        return await opened.complete("status: ")

    head = f"# yaml-language-server: $schema={schema.name}\n" + HEAD.replace("status: draft", "status: ")
    _, offered = ask(node, schema, head + GOOD, questions, modeline=True)
    assert {"draft", "reviewed", "published", "withdrawn"} <= set(offered)
