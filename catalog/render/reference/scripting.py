"""Write the patterns of the rules as JavaScript reads them, under the flags `i` and `u`."""

import re
from collections.abc import Iterable, Iterator

from classifier.patterns import pattern_of

_STEP = re.compile(
    r"\\x\{(?P<code>[0-9A-Fa-f]+)\}"
    r"|\\(?P<property>[pP])(?P<kind>\{\^?\w+\}|\w)"
    r"|\\(?P<escaped>.)"
    r"|(?P<count>\{\d+(?:,\d*)?\})"
    r"|(?P<open>\(\?(?:P<\w+>|[a-z]*:)?|\()"
    r"|(?P<char>.)",
    re.DOTALL,
)
_SPACE = r"\t\n\f\r "
"""What `\\s` is in RE2; JavaScript takes more for white space."""
_SYNTAX = frozenset("^$\\.*+?()[]{}|/")
_KEPT = frozenset("dDwWbBnrtfx") | frozenset("0123456789")
_OUTSIDE = {".": r"[^\n]", "{": r"\{", "}": r"\}", "]": r"\]", "/": r"\/"}
_ENDS = {"A": "^", "z": "$"}
_CATEGORY = re.compile(r"[A-Z][a-z]?\Z")


def javascript_of(terms: Iterable[str]) -> str:
    """Return one pattern that matches where any of the terms of a text zone does."""
    sources = (pattern_of(term).removeprefix("(?i)") for term in terms)
    return "|".join(f"(?:{''.join(_translated(source))})" for source in sources)


def _translated(source: str) -> Iterator[str]:
    is_inside, began = False, 0
    for step in _STEP.finditer(source):
        char = step["char"]
        if is_inside and char == "]" and step.start() > began:
            is_inside = False
            yield "]"
        elif is_inside:
            yield _in_class(step)
        elif char == "[":
            is_inside = True
            began = step.end() + source.startswith("^", step.end())
            yield "["
        else:
            yield _outside(step)


def _in_class(step: re.Match[str]) -> str:
    if step["escaped"] in ("s", "S"):
        if step["escaped"] == "S":
            raise ValueError(f"{step.string}: a class cannot hold what is no white space")
        return _SPACE
    if step["char"] in ("[", "]"):
        return f"\\{step['char']}"
    return step[0] if step["count"] or step["open"] or step["char"] else _escape(step, "-")


def _outside(step: re.Match[str]) -> str:
    if step["escaped"] in ("s", "S"):
        return f"[{'^' if step['escaped'] == 'S' else ''}{_SPACE}]"
    if step["escaped"] in _ENDS:
        return _ENDS[step["escaped"]]
    if step["open"]:
        return "(?:" if step["open"] in ("(", "(?:") else _refused(step)
    if step["char"]:
        return _OUTSIDE.get(step["char"], step["char"])
    return step[0] if step["count"] else _escape(step, "")


def _escape(step: re.Match[str], also: str) -> str:
    if step["code"]:
        return f"\\u{{{step['code']}}}"
    if step["property"]:
        kind = step["kind"].strip("{}")
        name = kind if _CATEGORY.match(kind) else f"Script={kind}"
        return f"\\{step['property']}{{{name}}}"
    char = step["escaped"]
    if char in _KEPT or char in _SYNTAX or char in also:
        return f"\\{char}"
    return _refused(step) if char.isascii() and char.isalnum() else char


def _refused(step: re.Match[str]) -> str:
    raise ValueError(f"{step.string}: {step[0]} has no counterpart in JavaScript")
