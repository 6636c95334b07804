"""Spread names evenly over files; `site/assets/check/lookup.js` does the same."""

_PRIME = 0x01000193
_START = 0x811C9DC5


def hashed(text: str) -> str:
    """Return the 32-bit FNV-1a hash of a text in eight hex digits."""
    value = _START
    for byte in text.encode("utf-8", "replace"):
        value = (value ^ byte) * _PRIME & 0xFFFFFFFF
    return f"{value:08x}"
