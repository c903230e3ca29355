"""What the README shows is what the commands print."""

from __future__ import annotations

import re
import shlex

import pytest

from mi2ld.cli import main

README_BLOCK = re.compile(r"```text\n\$ mi2ld ([^\n]+)\n(.*?)```", re.S)


def blocks(repository):
    return README_BLOCK.findall((repository / "README.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("number", range(5))
def test_a_question_of_the_readme_has_the_answer_it_shows(number, repository, release, capsys):
    command, shown = blocks(repository)[number]
    assert main([*shlex.split(command), "--data", str(release)]) == 0
    printed = iter([line.rstrip() for line in capsys.readouterr().out.splitlines()])
    wanted = [line.rstrip() for line in shown.splitlines() if line.strip() and line.strip() != "…"]
    missing = [line for line in wanted if line not in printed]  # an iterator: the lines stand in this order
    assert missing == []


def test_the_readme_shows_five_questions(repository):
    assert len(blocks(repository)) == 5


@pytest.mark.parametrize(
    "command",
    [
        "",
        "build",
        "new",
        "check",
        "verify",
        "anchor",
        "reanchor",
        "preview",
        "table",
        "schema",
        "register",
        "register add",
        "register check",
        "register withdraw",
        "format",
        "show",
        "query",
        "diff",
        "link",
        "link check",
        "link refresh",
        "link slice",
        "link suggest",
        "link accept",
        "link refuse",
        "link absent",
        "link gaps",
        "link fetch",
    ],
)
def test_help_shows_each_example_on_a_line_of_its_own(command, capsys):
    assert main([*command.split(), "--help"]) == 0
    assert re.search(r"(?m)^    mi2ld ", capsys.readouterr().out)
