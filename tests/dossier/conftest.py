"""A small dossier that is well formed, and the reading of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mi2ld.dossier.vocabulary import read_vocabulary

if TYPE_CHECKING:
    from pathlib import Path

    from mi2ld.dossier.vocabulary import Vocabulary

GOOD = f"""\
dossier: paper-1
format: 1
status: draft
curators: [me]
text: {{file: paper.txt, sha256: {"0" * 64}, lang: en}}

documents:
  paper:
    kind: abstract
    lines: 1-9
    sources: [pub]
    links:
      - {{to: "https://example.org/a", at: 1-9~{"a" * 16}}}

publications:
  pub:
    pmid: "1234567"
    said: {{paper: 10-19~{"b" * 16}}}

studies:
  trial:
    published-in: pub
    said: {{paper: 20-29~{"c" * 16}}}

groups:
  cases:
    kind: arm
    study: trial
    diagnosis: dermatomyositis
    size: 10
    said: {{paper: 30-39~{"d" * 16}}}
  controls:
    kind: arm
    study: trial
    size: 12
    said: {{paper: 40-49~{"e" * 16}}}
  some-cases:
    kind: subgroup
    part-of: cases
    said: {{paper: 50-59~{"f" * 16}}}

facts:
  fever-more:
    compare: fever
    group: {{is: cases, value: 50%}}
    versus: [{{is: controls, value: 25%}}]
    direction: more-frequent
    when: follow-up
    said: {{paper: {{at: 60-69~{"1" * 16}, hedge: {{is: may, words: may}}}}}}
  titre-strength:
    correlate: [anti-mi2-titre, muscle-strength]
    group: cases
    sign: unstated
    when: unstated
    said: {{paper: 70-79~{"2" * 16}}}
  antibody-lost:
    change: anti-mi2-undetectable
    group: {{is: cases, value: 3/10}}
    when: unstated
    said: {{paper: 80-89~{"3" * 16}}}
  conflict:
    claim: conflict
    of: [fever-more, titre-strength]
    said: {{paper: 90-99~{"4" * 16}}}
"""


@pytest.fixture(scope="session")
def good() -> str:
    """Return the text of a dossier without any problem."""
    return GOOD


@pytest.fixture(scope="session")
def vocabulary(repository: Path) -> Vocabulary:
    """Return the vocabulary of the checkout."""
    return read_vocabulary(repository / "ontology" / "templates")


@pytest.fixture(scope="session")
def real_dossier(repository: Path) -> Path:
    """Return the dossier of the two briefs."""
    return repository / "ontology" / "facts" / "mi2-2019.yaml"


@pytest.fixture(scope="session")
def release(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a default build of the checkout, made anew."""
    from mi2ld.pipeline import build
    from mi2ld.resources import Project

    out = tmp_path_factory.mktemp("release") / "dist"
    build(Project(repository), out, cache=False)
    return out
