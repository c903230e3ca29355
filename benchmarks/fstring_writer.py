"""The yardstick: writes given quads with compiled f-strings, one function per shape of node, from records in memory.

It takes a file of N-Quads, groups it into nodes, compiles one f-string function per distinct shape of node (its graph, its
predicates and the forms of their objects), and writes every node through its function. Reading and compiling are not what is
measured, so they happen in a parent process and only the writing child's processor time is reported by the caller.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main() -> None:
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    prepared = source.with_suffix(".records")
    if not prepared.exists():
        prepare(source, prepared)
    write(prepared, target)


def prepare(source: Path, prepared: Path) -> None:
    """Group the quads into records: a shape's number, the subject, and the objects in the shape's order."""
    nodes: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for line in source.open(encoding="utf-8"):
        subject, predicate, rest = line.split(" ", 2)
        value, graph = rest[:-3].rsplit(" ", 1)
        nodes.setdefault((graph, subject), []).append((predicate, value))
    shapes: dict[tuple[str, ...], int] = {}
    records = []
    for (graph, subject), pairs in nodes.items():
        shape = (graph if "/facts/" not in graph and "/curation/" not in graph else "", *(p for p, _ in pairs))
        number = shapes.setdefault(shape, len(shapes))
        records.append([number, subject, graph, *(v for _, v in pairs)])
    prepared.write_text(json.dumps([list(shapes), records]), encoding="utf-8")


def write(prepared: Path, target: Path) -> None:
    """Write the records; each shape is one function of one f-string."""
    shapes, records = json.loads(prepared.read_text(encoding="utf-8"))
    functions = []
    for _graph, *predicates in shapes:
        body = "".join(f"{{r[1]}} {p} {{r[{i}]}} {{r[2]}} .\\n" for i, p in enumerate(predicates, 3))
        functions.append(eval(f"lambda r: f'''{body}'''"))
    with target.open("w", encoding="utf-8", newline="\n") as stream:
        batch: list[str] = []
        for record in records:
            batch.append(functions[record[0]](record))
            if len(batch) > 1000:
                stream.write("".join(batch))
                batch.clear()
        stream.write("".join(batch))


if __name__ == "__main__":
    main()
