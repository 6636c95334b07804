"""Other ways to read a passage, where its shape suggests that it is spelt to be overlooked."""

import base64
import binascii
import re
from collections.abc import Iterator

import re2  # type: ignore[import-untyped]

LEAST_WORDS = 4
"""Words that a decoded text needs to be one."""

_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{24,2000}={0,2}")
_HEX = re.compile(r"\b(?:[0-9a-fA-F]{2}){12,1000}\b")
_SPACED = re.compile(r"(?:\b\w ){6,}")
_SPACE_WITHIN = re.compile(r"(?<=\b\w) (?=\w\b)")
_DIGIT_WITHIN = re.compile(r"[a-z][0134578@$][a-z]", re.I)
_MIXED = re.compile(r"[A-Za-z][\u0370-\u04ff]|[\u0370-\u04ff][A-Za-z]")
_READABLE = re.compile(r"[A-Za-z]{2,}(?:[ ,.'-]+[A-Za-z]+){3,}")
_DIGITS = str.maketrans("0134578@$", "oieastbas")
# Cyrillic and Greek letters that look like Latin ones.
_LOOK_ALIKE = str.maketrans("аеорсухіјѕһԁԛԝоеасрνοιαερτυκ", "aeopcyxijshdqwoeacpvoiaeptuk")


# In RE2, since every text is looked at: it takes a tenth of the time.
_CODED = re2.compile(r"[A-Za-z0-9+/_-]{24}|(?:\b\w ){6}")


def is_coded(text: str) -> bool:
    """Tell whether `text` may hold words in base64 or hex, or letters set apart."""
    return _CODED.search(text.encode("utf-8", "replace")) is not None


def readings_of(text: str) -> Iterator[str]:
    """Yield `text` as it is, then decoded, joined or respelt where it looks like it."""
    yield text
    if len(text) >= 24 and (match := _BASE64.search(text)):
        yield from _readable(_from_base64(match[0]))
    if match := _HEX.search(text):
        yield from _readable(bytes.fromhex(match[0]))
    if _SPACED.search(text):
        yield _SPACE_WITHIN.sub("", text)
    if len(_DIGIT_WITHIN.findall(text)) > 1:
        yield text.translate(_DIGITS)
    if not text.isascii() and _MIXED.search(text):
        yield text.translate(_LOOK_ALIKE)


def _from_base64(text: str) -> bytes:
    plain = text.rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4))
    except (binascii.Error, ValueError):
        return b""


def _readable(raw: bytes) -> Iterator[str]:
    text = raw.decode("ascii", "replace")
    if "\ufffd" not in text and _READABLE.search(text):
        yield text
