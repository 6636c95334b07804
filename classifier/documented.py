"""Parameters that only the description tells: an `Args:` block where no schema is declared."""

import re
from collections.abc import Iterator

from classifier.parameters import MOST_PARAMETERS, Parameter
from classifier.tokens import Token, split_name

_BLOCK = re.compile(
    r"\b(?:args|arguments|parameters|params|inputs?)\b[^\n:]{0,20}:(.*?)"
    r"(?=\n\s*(?:returns?|raises?|examples?|outputs?|notes?|yields?)\b\s*:|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_ENTRY = re.compile(
    r"(?:^|\n|\s[-*•])[ \t]*[-*•]?[ \t]*[`*\"']{0,2}([A-Za-z_][A-Za-z0-9_]{0,60})[`*\"']{0,2}"
    r"[ \t]*(?:\(([^)\n]{0,60})\))?[ \t]*:"
)
_TYPES = {
    "str": "string",
    "string": "string",
    "int": "integer",
    "integer": "integer",
    "float": "number",
    "number": "number",
    "bool": "boolean",
    "boolean": "boolean",
    "list": "array",
    "array": "array",
    "dict": "object",
    "object": "object",
}
_WORD = re.compile(r"[a-z]+")


def documented_parameters(description: str) -> Iterator[Parameter]:
    """Yield the parameters that the first `Args:` block of `description` names."""
    block = _BLOCK.search(description)
    if block is None:
        return
    for at, entry in enumerate(_ENTRY.finditer(description, block.start(1), block.end(1))):
        if at >= MOST_PARAMETERS:
            return
        start = entry.start(1)
        tokens = split_name(entry[1])
        kinds = _WORD.findall((entry[2] or "").lower())
        yield Parameter(
            path="description",
            name=entry[1],
            text=description,
            tokens=tuple(Token(one.word, one.start + start, one.end + start) for one in tokens),
            types=frozenset(_TYPES[kind] for kind in kinds if kind in _TYPES),
            description=None,
            choices=(),
            is_nested=False,
        )
