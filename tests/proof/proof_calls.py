"""Make calls of a tool out of its input schema and the conditions of a policy document."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_STEP = re.compile(r'\.([^.\[\]"\s]+)|\[(\d+|\*)\]|\[("(?:[^"\\]|\\.)*")\]')
_TEXTS = (
    "x",
    "docs/readme.md",
    "/workspace/a.txt",
    "https://example.com/",
    "example.com",
    "SELECT name FROM places",
    "5",
    "0",
    "",
    "../x",
    "a/../../b",
    "/etc/passwd",
    "~/.ssh/id_rsa",
    "C:\\windows",
    "a\x00b",
    "http://127.0.0.1/",
    "https://printer.local/",
    "https://10.0.0.1/",
    "file:///etc/passwd",
    "printer.local",
    "localhost",
    "DELETE FROM places",
    "SELECT 1; DROP TABLE places",
    "SELECT pg_sleep(1) /* x */",
    "-1",
    "100",
    "101",
    "100.01",
    "10000",
    "10001",
    "1e9",
    "many",
)
_ODD = (None, True, 7, -1, 0.5, [], {}, ["x"], [["../x"]], {"x": "../x"}, "\ud800")
_FORMATS = {
    "uri": "https://example.com/",
    "email": "a@example.com",
    "date": "2026-01-02",
    "date-time": "2026-01-02T03:04:05Z",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "hostname": "example.com",
}
_DEPTH = 6
Schema = Any
Steps = tuple[str | int, ...]


def steps_of(path: str) -> Steps:
    """Return the steps of a path; `[*]` is index 0."""
    found = []
    for name, index, quoted in _STEP.findall(path.removeprefix("args")):
        key = str(json.loads(quoted, strict=False)) if quoted else name
        found.append((0 if index == "*" else int(index)) if index else key)
    return tuple(found)


def sample(schema: Schema, *, whole: Schema = None, full: bool = False, depth: int = 0) -> Any:
    """Return a value that fits a schema as far as it is simple; `full` gives what is optional."""
    whole = schema if whole is None else whole
    schema = _resolved(schema, whole)
    if depth > _DEPTH or not isinstance(schema, Mapping):
        return "x"
    if "const" in schema:
        return schema["const"]
    if isinstance(schema.get("enum"), list) and schema["enum"]:
        return schema["enum"][0]
    for key in ("anyOf", "oneOf"):
        if isinstance(schema.get(key), list) and "properties" not in schema:
            options = [_resolved(each, whole) for each in schema[key]]
            usable = [each for each in options if _type(each) != "null"] or [{}]
            return sample(usable[0], whole=whole, full=full, depth=depth + 1)
    match _type(schema):
        case "object":
            return _object(schema, whole, full, depth)
        case "array":
            most = schema.get("minItems", 0)
            count = 1 if full or (isinstance(most, int) and most > 0) else 0
            items = schema.get("items", {})
            return [sample(items, whole=whole, full=full, depth=depth + 1)] * count
        case "integer" | "number":
            return _number(schema)
        case "boolean":
            return True
        case "null":
            return None
    return _text(schema)


def _object(schema: Schema, whole: Schema, full: bool, depth: int) -> dict[str, Any]:
    held = schema.get("properties")
    properties = held if isinstance(held, Mapping) else {}
    required = schema.get("required")
    names = list(properties)[:40] if full else []
    names += (
        [name for name in required if isinstance(name, str)] if isinstance(required, list) else []
    )
    return {
        name: sample(properties.get(name, {}), whole=whole, full=full, depth=depth + 1)
        for name in dict.fromkeys(names)
    }


def _number(schema: Schema) -> int | float:
    least, most = schema.get("minimum", schema.get("exclusiveMinimum")), schema.get("maximum")
    value: int | float = 1
    if isinstance(least, int | float) and not isinstance(least, bool) and least >= 1:
        value = int(least) + 1
    if isinstance(most, int | float) and not isinstance(most, bool) and value > most:
        value = most
    return value


def _text(schema: Schema) -> str:
    text = _FORMATS.get(str(schema.get("format")), "x")
    least = schema.get("minLength")
    return text if not isinstance(least, int) or least > 1000 else text.ljust(least, "x")


def _type(schema: Schema) -> str:
    held = schema.get("type") if isinstance(schema, Mapping) else None
    if isinstance(held, list):
        held = next((each for each in held if each != "null"), "null")
    if held is None and isinstance(schema, Mapping) and "properties" in schema:
        return "object"
    return held if isinstance(held, str) else "string"


def _resolved(schema: Schema, whole: Schema) -> Schema:
    for _ in range(_DEPTH):
        if not isinstance(schema, Mapping) or not isinstance(schema.get("$ref"), str):
            return schema
        if not schema["$ref"].startswith("#"):
            return {}
        found = whole
        for step in schema["$ref"].removeprefix("#").split("/")[1:]:
            found = found.get(step, {}) if isinstance(found, Mapping) else {}
        schema = found
    return {}


def placed(schema: Schema, base: Any, steps: Steps, value: Any, *, whole: Schema) -> Any:
    """Return `base` with `value` at the steps, in the arrays that the schema has on the way."""
    schema = _resolved(schema, whole)
    if isinstance(schema, Mapping):
        options = [
            each for each in schema.get("anyOf", ()) if _type(_resolved(each, whole)) != "null"
        ]
        schema = options[0] if options and "properties" not in schema else schema
    is_array = _type(schema) == "array"
    items = schema.get("items", {}) if isinstance(schema, Mapping) else {}
    if is_array and (not steps or isinstance(steps[0], str)):
        if not steps and (isinstance(value, list) or value is None):
            return value
        inner = sample(items, whole=whole)
        return [placed(items, inner, steps, value, whole=whole)]
    if not steps:
        return value
    if isinstance(steps[0], int):
        return [placed(items, sample(items, whole=whole), steps[1:], value, whole=whole)]
    held = schema.get("properties") if isinstance(schema, Mapping) else None
    child = held.get(steps[0], {}) if isinstance(held, Mapping) else {}
    around = base if isinstance(base, Mapping) else sample(schema, whole=whole)
    around = around if isinstance(around, Mapping) else {}
    inner = around.get(steps[0], sample(child, whole=whole))
    return {**around, steps[0]: placed(child, inner, steps[1:], value, whole=whole)}


def without(base: Any, steps: Steps) -> Any:
    """Return `base` without what lies at the steps."""
    if not isinstance(base, Mapping) or not steps or steps[0] not in base:
        return base
    if len(steps) == 1:
        return {key: value for key, value in base.items() if key != steps[0]}
    return {**base, steps[0]: without(base[steps[0]], steps[1:])}


def values_for(conditions: list[Mapping[str, Any]]) -> Iterator[Any]:
    """Yield values on both sides of conditions, and on their boundaries."""
    for condition in conditions:
        value = condition.get("value")
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield from (value, value - 1, value + 1, value - 0.01, value + 0.01, str(value))
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str):
                yield from (each, f"{each}x", f"x{each}")
            elif each is not None:
                yield each
    yield from _TEXTS
    yield from _ODD
