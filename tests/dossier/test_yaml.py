"""YAML: safe, bounded, and every node with its place."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from mi2ld.dossier.yaml import MAX_DEPTH, MAX_LINE, MappingNode, ScalarNode, read_yaml
from mi2ld.problems import Mi2ldError


def refusal(text: str) -> list[tuple[str, int, int]]:
    with pytest.raises(Mi2ldError) as caught:
        read_yaml(text, "f.yaml")
    return [(p.code, p.where.line, p.where.column) for p in caught.value.problems]


def bomb(levels: int = 60) -> str:
    lines = ["a0: &a0 [ha, ha]"]
    lines += [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, levels)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        pytest.param("a: [b\nc: d\n", "D101", 2, 2, id="an open bracket"),
        pytest.param("a: b: c", "D101", 1, 5, id="two colons"),
        pytest.param("a: 'b", "D101", 1, 6, id="an open quote"),
        pytest.param("a:\n\t- b", "D101", 2, 1, id="a tab for indentation"),
        pytest.param("a: b\n---\nc: d\n", "D101", 2, 1, id="a second document"),
        pytest.param("a: b\x00c", "D101", 1, 5, id="a NUL"),
        pytest.param("a: b\nc: d\x1be", "D101", 2, 5, id="an escape character"),
        pytest.param("a: b\x85c\ufffe", "D101", 1, 7, id="a non-character"),
        pytest.param("a: \ud800", "D101", 1, 4, id="half a surrogate pair"),
        pytest.param("a: *b", "D102", 1, 4, id="an alias"),
        pytest.param("a: [x, *b]", "D102", 1, 8, id="an alias in a list"),
        pytest.param("a: [x,*b]", "D102", 1, 7, id="an alias after a comma"),
        pytest.param('{"a":*b}', "D102", 1, 6, id="an alias after a quoted key"),
        pytest.param("*b : c", "D102", 1, 1, id="an alias as key"),
        pytest.param("a: &b c", "D102", 1, 4, id="an anchor"),
        pytest.param("a:\n  - &b\n    c: d", "D102", 2, 5, id="an anchor on a mapping"),
        pytest.param("a: !!python/object:os.system b", "D103", 1, 4, id="a tag that runs code"),
        pytest.param("a: !local b", "D103", 1, 4, id="a local tag"),
        pytest.param("a: ! b", "D103", 1, 4, id="the empty tag"),
        pytest.param("!!str a: b", "D103", 1, 1, id="a tag on a key"),
        pytest.param("a: !<tag:yaml.org,2002:str> b", "D103", 1, 4, id="a verbatim tag"),
        pytest.param("a: " + "[" * 100_000, "D104", 1, MAX_DEPTH + 3, id="100 000 brackets"),
        pytest.param("".join(" " * n + "-\n" for n in range(400)), "D104", 101, 101, id="400 nested dashes"),
        pytest.param("", "D106", 1, 1, id="an empty file"),
        pytest.param("\n# a comment\n", "D106", 1, 1, id="only a comment"),
        pytest.param("\ufeff", "D106", 1, 1, id="only a byte order mark"),
    ],
)
def test_it_refuses_at_the_place_of(text, code, line, column):
    assert refusal(text)[0] == (code, line, column)


def test_a_line_of_ten_megabytes_is_refused_at_once_at_its_line():
    started = time.process_time()
    assert refusal("a: b\nc: " + "x" * 10_000_000 + "\n") == [("D105", 2, 1)]
    assert time.process_time() - started < 1


def test_a_line_of_the_longest_length_is_read():
    text = "a: " + "x" * (MAX_LINE - 3) + "\nb: c\n"
    assert isinstance(read_yaml(text, "f"), MappingNode)
    assert refusal("a: " + "x" * (MAX_LINE - 2) + "\n") == [("D105", 1, 1)]


def test_a_thousand_million_laughs_are_refused_in_less_than_a_second():
    started = time.process_time()
    found = refusal(bomb())
    assert time.process_time() - started < 1
    assert found[0] == ("D102", 1, 5)


def test_every_alias_anchor_and_tag_of_a_file_is_told_at_once():
    assert refusal("a: &x b\nc: *x\nd: !t e\n") == [("D102", 1, 4), ("D102", 2, 4), ("D103", 3, 4)]


@pytest.mark.parametrize(
    "text",
    ["a: R&D", "a: b & c", "a: 'x *y'", "a: |\n  &b *c !d\n", "# &a *b !c\na: b", 'a: "[[[[{{{{"', "a: 5*3!"],
)
def test_a_word_with_the_same_marks_inside_is_no_alias_anchor_or_tag(text):
    assert isinstance(read_yaml(text, "f"), MappingNode)


@pytest.mark.parametrize("word", ["NO", "yes", "1.00", "2019-10", "0x1F", "null", "~", "1_000", "12:30:00"])
def test_no_scalar_is_typed_by_yaml(word):
    root = read_yaml(f"a: {word}\n", "f")
    assert isinstance(root, MappingNode)
    assert root.value[0][1].value == word


def test_each_node_knows_its_line_and_column():
    root = read_yaml("a:\n  - b\n  - {c: d}\n", "f")
    assert isinstance(root, MappingNode)
    first, second = root.value[0][1].value
    assert isinstance(first, ScalarNode)
    assert (first.start_mark.line, first.start_mark.column) == (1, 4)
    assert (second.value[0][1].start_mark.line, second.value[0][1].start_mark.column) == (2, 8)


def test_a_hundred_levels_are_read_and_one_more_is_not():
    # the mapping is the first level
    assert isinstance(read_yaml("a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1), "f"), MappingNode)
    assert refusal("a: " + "[" * MAX_DEPTH + "]" * MAX_DEPTH)[0][0] == "D104"


DEEP = {
    "brackets after a comment that closes as many": "'# ' + ']' * N + '\\na: ' + '[' * N",
    "brackets after a quoted text that closes as many": "'b: \"' + ']' * N + '\"\\na: ' + '[' * N",
    "explicit keys": "'? ' * N",
    "dashes with two blanks": "'-  ' * N",
    "dashes and explicit keys in turn": "'- ? ' * N",
}


@pytest.mark.parametrize("source", DEEP.values(), ids=DEEP)
@pytest.mark.parametrize("size", [101, 2_000, 100_000])
def test_a_nest_of_another_make_is_refused_too_and_ends_no_process(source, size):
    """In a process of its own, since a nest that is composed by recursion ends the process that reads it."""
    program = f"""
N = {size}
from mi2ld.dossier.yaml import read_yaml
from mi2ld.problems import Mi2ldError
try:
    read_yaml({source}, "f")
except Mi2ldError as error:
    print(error.problems[0].code)
else:
    print("read")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, f"exit {done.returncode}: {done.stderr[-300:]}"
    assert done.stdout.strip() == "D104"
