"""Fetch: the newest release of a vocabulary, when somebody asks for it.

In:   the table of targets, a prefix, or an address.
Out:  a file, whole or not at all. The only module of links that uses the network.
"""

from __future__ import annotations

import urllib.error
import urllib.request
from http.client import HTTPException
from typing import TYPE_CHECKING

from mi2ld import names
from mi2ld.links.releases import read_release
from mi2ld.problems import unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mi2ld.links.targets import Target

_BLOCK = 1 << 16


def fetch_release(
    targets: Mapping[str, Target], prefix: str, out: Path, *, url: str = "", timeout_seconds: float = 60
) -> int:
    """Write the newest release of a target to a file and return its size in bytes; an old file stays if that fails.

    What came is read before it takes the place of the old file, so a page of an error or another vocabulary does not.

    Raises:
        Mi2ldError: If the prefix is unknown or has no address (code L601), the fetch fails or brings no release of the
            target (L602), what came is malformed (L301 to L303), or the file is a folder (L505).
    """
    target = targets.get(prefix)
    if target is None:
        raise unreadable(prefix, "L601", "is no target", f"use one of: {', '.join(targets)}")
    address = url or target.release
    if not names.is_iri(address):
        fix = f"fetch it by hand and name the file, or give its http(s) address with --url ({target.title_en})"
        raise unreadable(prefix, "L601", "has no address to fetch a release from", fix)
    if out.is_dir():
        raise unreadable(out, "L505", "is a folder", "name a file")
    part = out.with_name(f".part-{out.name}")
    size = 0
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with urllib.request.urlopen(address, timeout=timeout_seconds) as answer, part.open("wb") as stream:  # noqa: S310
            while block := answer.read(_BLOCK):
                stream.write(block)
                size += len(block)
            promised = answer.headers.get("Content-Length")
        if promised and int(promised) != size:
            raise unreadable(address, "L602", f"broke off after {size} of {promised} bytes", "fetch it again")
        found = read_release(part).prefixes
        if prefix not in found:
            what = f"gave a release of {', '.join(sorted(found))}, not of {prefix}"
            raise unreadable(address, "L602", what, "give the address of the right release with --url")
        part.replace(out)
    except (OSError, ValueError, HTTPException) as error:
        what = f"cannot be fetched: {' '.join(str(error).split())}"
        raise unreadable(
            address, "L602", what, "see that the address answers and the file can be written, and fetch it again"
        ) from None
    finally:
        part.unlink(missing_ok=True)
    return size
