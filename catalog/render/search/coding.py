"""Bytes of the shards: numbers of variable length, gaps, front-coded words, deflate."""

import json
import zlib
from collections.abc import Iterable

_LEVEL = 9


def packed(data: bytes) -> bytes:
    """Return `data` as raw deflate, which every browser unpacks by itself."""
    coder = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, 9)
    return coder.compress(data) + coder.flush()


def packed_json(value: object) -> bytes:
    """Return a value as JSON in raw deflate."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return packed(text.encode("utf-8"))


def put(out: bytearray, number: int) -> None:
    """Append a number ≥ 0, seven bits a byte, the lowest first."""
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)


def gaps(numbers: Iterable[int]) -> bytes:
    """Return ascending numbers as the steps from one to the next, the first from -1."""
    out = bytearray()
    former = -1
    for number in numbers:
        step = number - former
        former = number
        if step < 128:
            out.append(step)
        else:
            put(out, step)
    return bytes(out)


def put_word(out: bytearray, word: bytes, former: bytes) -> None:
    """Append a word in UTF-8 as the bytes it shares with the former one and the rest of it."""
    shared = 0
    for one, other in zip(word, former, strict=False):
        if one != other:
            break
        shared += 1
    put(out, shared)
    put(out, len(word) - shared)
    out += word[shared:]
