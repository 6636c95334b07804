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
    """One argument, at the top or within an object or an array of objects."""

    path: str
    """Path as a condition writes it."""
    field: str
    """Evidence path of its schema."""
    array: str | None
    """Path of the outermost array it is within; None where it is in none."""
    words: frozenset[str]
    """Words of its name."""
    text: frozenset[str]
    """Words of its title and description."""
    types: frozenset[str]
    """JSON types its schema admits, `array of …` for arrays; empty where it does not say."""
    format: str | None
    is_required: bool
    """True where no valid call can omit it; within an array, where no element can."""
    is_free: bool
    """False where the schema lists the values."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the schema the reading has come to."""

    steps: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    array: str | None = None
    is_required: bool = True

    def member(self, name: str, is_required: bool) -> "_Place":
        steps, fields = (*self.steps, name), (*self.fields, "properties", name)
        return _Place(steps, fields, self.array, self.is_required and is_required)

    def element(self) -> "_Place":
        # An optional array counts as present from here on: rules ask for the outermost one.
        is_required = self.array is None or self.is_required
        array = self.array or write_path(*self.steps)
        return _Place(self.steps, (*self.fields, "items"), array, is_required)


def parameters_of(definition: Definition) -> tuple[Parameter, ...]:
    """Return the parameters of a tool, those within objects and arrays after them."""
    schema = definition.input_schema
    return tuple(_read(_Place(), schema)) if schema is not None else ()


def words_of(definition: Definition) -> frozenset[str]:
    """Return the words of the name, title and description of a tool."""
    texts = (definition.title or "", definition.description or "")
    return name_words(definition.name).union(*map(_text_words, texts))


def name_words(name: str) -> frozenset[str]:
    """Split a snake, kebab or camel name: `getHTTPUrl` is get, http, url."""
    return frozenset(word.lower() for word in _NAME_WORD.findall(name[:_LONGEST]))


def _text_words(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _TEXT_WORD.findall(text[:_LONGEST]))


def _read(place: _Place, schema: Mapping[str, Any]) -> Iterator[Parameter]:
    properties, listed = schema.get("properties"), schema.get("required")
    if not isinstance(properties, Mapping) or len(place.steps) >= _DEEPEST:
        return
    needed = set(map(str, listed)) if isinstance(listed, list | tuple) else set()
    for name, inner in list(properties.items())[:_MOST]:
        if isinstance(name, str) and isinstance(inner, Mapping):
            below = place.member(name, name in needed)
            yield _parameter(below, inner)
            yield from _read(below, inner)
            if isinstance(items := inner.get("items"), Mapping):
                yield from _read(below.element(), items)


def _parameter(place: _Place, schema: Mapping[str, Any]) -> Parameter:
    texts = (schema.get("title"), schema.get("description"))
    form = schema.get("format")
    return Parameter(
        path=write_path(*place.steps),
        field=path_to("inputSchema", *place.fields),
        array=place.array,
        words=name_words(place.steps[-1]),
        text=_text_words(" ".join(part for part in texts if isinstance(part, str))),
        types=frozenset(_types(schema)),
        format=form if isinstance(form, str) else None,
        is_required=place.is_required,
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
