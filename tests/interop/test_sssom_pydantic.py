"""sssom-pydantic, the other implementation of SSSOM, reads every mapping set in full and writes the same rows back."""

from __future__ import annotations

import sssom_pydantic

from mi2ld import names


def in_order(rows):
    return sorted(sorted(row.items()) for row in rows)


def as_row(mapping) -> dict[str, str]:
    """Return the slots of a mapping as cells of a table."""
    slots = mapping.to_record().model_dump(mode="json", exclude_none=True)
    slots |= {name: extension["value"] for name, extension in slots.pop("extensions", {}).items()}
    return {slot: "|".join(value) if isinstance(value, list) else str(value) for slot, value in slots.items()}


def test_each_row_is_read_as_it_stands(mapping_set):
    mappings, _, _, errors = sssom_pydantic.read(mapping_set.path, return_errors=True)
    assert [str(error) for error in errors] == []
    assert in_order(map(as_row, mappings)) == in_order(mapping_set.rows)


def test_a_set_that_is_written_back_has_the_same_rows(mapping_set, read_set, tmp_path):
    mappings, converter, metadata = sssom_pydantic.read(mapping_set.path)
    copy = tmp_path / "copy.sssom.tsv"
    sssom_pydantic.write(mappings, copy, metadata=metadata, converter=converter, sort=True)
    assert in_order(read_set(copy).rows) == in_order(mapping_set.rows)


def test_each_prefix_of_a_header_is_ours(mapping_set):
    assert mapping_set.metadata["curie_map"].items() <= names.PREFIXES.items()


def test_a_row_without_a_justification_is_refused(mapping_set, spoil):
    # sssom-py 0.4.21 says nothing of it, and an error of sssom-pydantic shows only where it is asked for.
    path = spoil(mapping_set, "mapping_justification", "")
    mappings, _, _, errors = sssom_pydantic.read(path, return_errors=True)
    assert len(mappings) == len(mapping_set.rows) - 1
    assert ["mapping_justification" in str(error) for error in errors] == [True]
