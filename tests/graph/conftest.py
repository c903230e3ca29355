"""The nodes and the graph of the two briefs, and of a small dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mi2ld.dossier.read import parse_dossier, read_dossier
from mi2ld.dossier.vocabulary import read_vocabulary
from mi2ld.graph.build import build_nodes
from mi2ld.pipeline import Stages, find_dossiers
from mi2ld.resources import Project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mi2ld.dossier.vocabulary import Vocabulary
    from mi2ld.graph.nodes import DossierNodes
    from mi2ld.pipeline import Graph

HEAD = f"""\
dossier: small
format: 1
status: draft
curators: [me]
text: {{file: small.txt, sha256: {"0" * 64}, lang: en}}
documents:
  one: {{kind: news-brief, lines: 1-9}}
  two: {{kind: news-brief, lines: 10-19}}
publications:
  pub: {{pmid: "1234567", said: {{one: 1-9~{"9" * 16}}}}}
studies:
  trial: {{published-in: pub, said: {{one: 10-19~{"8" * 16}}}}}
groups:
  cases: {{kind: arm, study: trial, diagnosis: dermatomyositis, has: [anti-mi2], size: 58, said: {{one: 20-29~{"7" * 16}}}}}
  controls: {{kind: arm, study: trial, diagnosis: dermatomyositis, lacks: [anti-mi2], size: 143, said: {{one: 20-29~{"7" * 16}}}}}
facts:
"""


@pytest.fixture(scope="session")
def project(repository: Path) -> Project:
    """Return the project of the checkout."""
    return Project(repository)


@pytest.fixture(scope="session")
def vocabulary(project: Project) -> Vocabulary:
    """Return its vocabulary."""
    return read_vocabulary(project.ontology / "templates")


@pytest.fixture(scope="session")
def nodes(project: Project, vocabulary: Vocabulary) -> DossierNodes:
    """Return the nodes of the two briefs."""
    return build_nodes(read_dossier(project.facts / "mi2-2019.yaml", vocabulary), vocabulary)


@pytest.fixture(scope="session")
def graph(project: Project) -> Graph:
    """Return the whole graph of the checkout."""
    stages = Stages(project, cache=False)
    return stages.graph(stages.shards(find_dossiers([], project)))


@pytest.fixture(scope="session")
def make(vocabulary: Vocabulary) -> Callable[[str], DossierNodes]:
    """Return a function that makes the nodes of a small dossier with these facts."""
    return lambda facts: build_nodes(parse_dossier(HEAD + facts, "small.yaml", vocabulary), vocabulary)
