"""The parameters that conditions can be set on, read out of an input schema."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from classifier import Definition, path_to
from policy.argument import write_path

_DEEPEST = 3
"""Levels of objects in objects that are read."""
_MOST = 200
"""Properties of one object that are read."""
_LONGEST = 2000
"""Characters of a description that are read."""
_BRANCHES = ("anyOf", "oneOf")
_NAME_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[^\W\d_A-Za-z]+")
_TEXT_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument, at the top or within an object."""

    path: str
    """Path as a condition writes it."""
    field: str
    """Evidence path of its schema."""
    words: frozenset[str]
    """Words of its name."""
    text: frozenset[str]
    """Words of its title and description."""
    types: frozenset[str]
    """JSON types its schema admits, `array of …` for arrays; empty where it does not say."""
    format: str | None
    is_required: bool
    """True where no valid call can omit it."""
    is_free: bool
    """False where the schema lists the values."""


def parameters_of(definition: Definition) -> tuple[Parameter, ...]:
    """Return the parameters of a tool, those within objects after their object."""
    schema = definition.input_schema
    return tuple(_read(schema, (), (), required=True)) if schema is not None else ()


def words_of(definition: Definition) -> frozenset[str]:
    """Return the words of the name, title and description of a tool."""
    texts = (definition.title or "", definition.description or "")
    return _name_words(definition.name).union(*map(_text_words, texts))


def _name_words(name: str) -> frozenset[str]:
    """Split a snake, kebab or camel name: `getHTTPUrl` is get, http, url."""
    return frozenset(word.lower() for word in _NAME_WORD.findall(name[:_LONGEST]))


def _text_words(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _TEXT_WORD.findall(text[:_LONGEST]))


def _read(
    schema: Mapping[str, Any],
    steps: tuple[str, ...],
    fields: tuple[str, ...],
    *,
    required: bool,
) -> Iterator[Parameter]:
    properties, listed = schema.get("properties"), schema.get("required")
    if not isinstance(properties, Mapping) or len(steps) >= _DEEPEST:
        return
    needed = set(map(str, listed)) if isinstance(listed, list | tuple) else set()
    for name, inner in list(properties.items())[:_MOST]:
        if isinstance(name, str) and isinstance(inner, Mapping):
            below, at = (*steps, name), (*fields, "properties", name)
            is_required = required and name in needed
            yield _parameter(inner, below, at, is_required)
            yield from _read(inner, below, at, required=is_required)


def _parameter(
    schema: Mapping[str, Any], steps: tuple[str, ...], fields: tuple[str, ...], is_required: bool
) -> Parameter:
    texts = (schema.get("title"), schema.get("description"))
    text = " ".join(part for part in texts if isinstance(part, str))
    form = schema.get("format")
    return Parameter(
        path=write_path(*steps),
        field=path_to("inputSchema", *fields),
        words=_name_words(steps[-1]),
        text=_text_words(text),
        types=frozenset(_types(schema)),
        format=form if isinstance(form, str) else None,
        is_required=is_required,
        is_free=not any("enum" in each or "const" in each for each in (schema, *_branches(schema))),
    )


def _types(schema: Mapping[str, Any]) -> Iterator[str]:
    for each in (schema, *_branches(schema)):
        declared = each.get("type")
        for kind in declared if isinstance(declared, list | tuple) else (declared,):
            if kind == "array":
                items = each.get("items")
                inner = items.get("type") if isinstance(items, Mapping) else None
                yield f"array of {inner}" if isinstance(inner, str) else "array"
            elif isinstance(kind, str):
                yield kind


def _branches(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for key in _BRANCHES:
        listed = schema.get(key)
        for branch in listed[:_MOST] if isinstance(listed, list | tuple) else ():
            if isinstance(branch, Mapping):
                yield branch
