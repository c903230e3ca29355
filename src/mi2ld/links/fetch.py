"""Fetch: the newest release of a vocabulary, when somebody asks for it.

In:   the table of targets, a prefix, or an address.
Out:  a file, whole or not at all. The only module of links that uses the network.
"""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import TYPE_CHECKING

from mi2ld import names
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

    Raises:
        Mi2ldError: If the prefix is unknown or has no address (code L601), or the fetch fails (L602).
    """
    target = targets.get(prefix)
    if target is None:
        raise unreadable(prefix, "L601", "is no target", f"use one of: {', '.join(targets)}")
    address = url or target.release
    if not names.is_iri(address):
        fix = f"fetch it by hand and name the file, or give its http(s) address with --url ({target.title_en})"
        raise unreadable(prefix, "L601", "has no address to fetch a release from", fix)
    part = out.with_name(f".{out.name}.part")
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
        part.replace(out)
    except (OSError, ValueError) as error:
        what = f"cannot be fetched: {' '.join(str(error).split())}"
        raise unreadable(address, "L602", what, "see that the address answers, and fetch it again") from None
    finally:
        part.unlink(missing_ok=True)
    return size
