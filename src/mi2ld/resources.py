"""Resources: where ontology/, shapes/ and queries/ are, in a checkout and in an installed wheel."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Project:
    """The folder that holds ``ontology/``, ``shapes/`` and ``queries/``."""

    root: Path

    @property
    def ontology(self) -> Path:
        """Return the folder of the ontology."""
        return self.root / "ontology"

    @property
    def mappings(self) -> Path:
        """Return the folder of the mapping sets."""
        return self.root / "ontology" / "mappings"

    @property
    def imports(self) -> Path:
        """Return the folder of the slices of other vocabularies."""
        return self.root / "ontology" / "imports"

    @property
    def targets(self) -> Path:
        """Return the table of the vocabularies that mappings lead to."""
        return self.root / "ontology" / "targets.tsv"

    @property
    def facts(self) -> Path:
        """Return the folder of the dossiers."""
        return self.root / "ontology" / "facts"

    @property
    def notes(self) -> Path:
        """Return the folder of reading notes: texts of our own that dossiers are anchored in."""
        return self.root / "ontology" / "notes"

    @property
    def register(self) -> Path:
        """Return the register of published ids."""
        return self.root / "ontology" / "register.tsv"

    @property
    def shapes(self) -> Path:
        """Return the folder of the shapes."""
        return self.root / "shapes"

    @property
    def queries(self) -> Path:
        """Return the folder of the catalogue queries."""
        return self.root / "queries"

    @property
    def dist(self) -> Path:
        """Return the folder that a build writes when no other is named."""
        return self.root / "dist"

    @property
    def cache(self) -> Path:
        """Return the folder of what a build may reuse; safe to delete."""
        return self.root / ".mi2ld-cache"


def find_project(start: Path | None = None) -> Project:
    """Return the nearest parent folder with ``ontology/templates``, else the package's own data."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "ontology" / "templates").is_dir():
            return Project(folder)
    packaged = Path(__file__).parent / "data"
    if packaged.is_dir():
        return Project(packaged)
    return Project(Path(__file__).parents[2])
