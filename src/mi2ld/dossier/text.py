"""Files of text as bytes and code points: reading, decoding, digests, and the normal form of a quote."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

from mi2ld.problems import unreadable

if TYPE_CHECKING:
    from pathlib import Path

WHITE_SPACE = (
    "\t\n\x0b\x0c\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
)
"""The Unicode property White_Space (PropList.txt), which Python's ``\\s`` does not equal."""

HYPHEN_BREAK = re.compile(rf"(?<=[^\W_])([-\u2010])[\t ]*(?:\r\n|\r|\n)[{WHITE_SPACE}]*")
SPACE = re.compile(rf"[{WHITE_SPACE}]+")


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises:
        Mi2ldError: If it is missing, a folder, or may not be read (code T101).
    """
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise unreadable(path, "T101", f"cannot be read: {reason}", "name a readable file") from None


def decode(raw: bytes, path: object) -> str:
    """Return UTF-8 bytes as text without a leading BOM, line ends kept.

    Raises:
        Mi2ldError: If the bytes are not UTF-8 (code T102); the message names the offset.
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        what = f"is not UTF-8: byte {raw[error.start]:#04x} in line {line}"
        raise unreadable(path, "T102", what, "save the file as UTF-8") from None


def sha256_of(raw: bytes) -> str:
    """Return the SHA-256 of raw bytes in 64 lower-case hex digits."""
    return hashlib.sha256(raw).hexdigest()


def normalise_quote(quote: str) -> str:
    r"""Return a quote in the form that is digested (DESIGN.md section 3).

    NFC; a hyphen at a line's end keeps the hyphen and loses the break; other white space becomes one space.

    >>> normalise_quote("les auto-\nanticorps  anti-Mi2 ")
    'les auto-anticorps anti-Mi2'
    """
    joined = HYPHEN_BREAK.sub(r"\1", unicodedata.normalize("NFC", quote))
    return SPACE.sub(" ", joined).strip(" ")


def digest_quote(quote: str) -> str:
    r"""Return the first 16 hex digits of the SHA-256 of a quote's normal form.

    >>> digest_quote("fever") == digest_quote(" fever\n")
    True
    """
    return hashlib.sha256(normalise_quote(quote).encode()).hexdigest()[:16]
