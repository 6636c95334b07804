"""Say in words what differs between two outlines of one tool."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from catalog.difference.keywords import keyword_changes, quoted, text_change, visible
from catalog.difference.outline import Outline, Text

DETAIL = "changed in a detail of its definition"
"""Says that a definition changed where nothing that an outline holds did."""
_MOST_NAMES = 12
_LONGEST_NAME = 80
_Schemas = Mapping[str, Mapping[str, Any]]


def differences(before: Outline, after: Outline) -> Iterator[str]:
    """Yield what the definition says otherwise, such as `now takes bcc`; the gravest first.

    Nothing comes where only what an outline leaves out differs.
    """
    yield from _parameters(before.parameters, after.parameters)
    for text in ("title", "description"):
        yield from _text(text, before.texts.get(text), after.texts.get(text))
    if before.input_rest != after.input_rest:
        told = _told(before.input_keywords, after.input_keywords)
        yield f"changed what it demands of its arguments as a whole{told}"
    if before.output != after.output:
        told = _told(before.output_keywords, after.output_keywords)
        yield _presence("output schema", before.output, after.output) + told
    for hint in sorted({*before.annotations, *after.annotations}):
        old, new = _hint(before, hint), _hint(after, hint)
        if old != new:
            yield f"{_name(hint)} was {old}, is now {new}"


def verdict_differences(before: Outline, after: Outline) -> Iterator[str]:
    """Yield what the verdict says otherwise, such as `risk Medium → High`."""
    if before.category != after.category:
        yield f"category {before.category} → {after.category}"
    if before.risk != after.risk:
        yield f"risk {before.risk} → {after.risk}"
    if gained := [one for one in after.signals if one not in before.signals]:
        yield f"now shows {_signals(gained)}"
    if lost := [one for one in before.signals if one not in after.signals]:
        yield f"no longer shows {_signals(lost)}"


def _parameters(old: _Schemas, new: _Schemas) -> Iterator[str]:
    if added := [name for name in new if name not in old]:
        yield f"now takes {_names(added)}"
    if removed := [name for name in old if name not in new]:
        yield f"no longer takes {_names(removed)}"
    kept = [name for name in new if name in old]
    if needed := [name for name in kept if new[name]["required"] and not old[name]["required"]]:
        yield f"now requires {_names(needed)}"
    if freed := [name for name in kept if old[name]["required"] and not new[name]["required"]]:
        yield f"no longer requires {_names(freed)}"
    for name in kept:
        if old[name]["type"] != new[name]["type"]:
            kinds = (visible(each[name]["type"])[:_LONGEST_NAME] for each in (new, old))
            yield f"takes {_name(name)} as {' instead of '.join(kinds)}"
        elif old[name]["digest"] != new[name]["digest"]:
            yield _parameter(name, old[name], new[name])


def _parameter(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    if "keywords" not in old:
        return f"describes {_name(name)} differently"
    told = list(keyword_changes(old["keywords"], new["keywords"]))
    return (
        f"changed {_name(name)}: {', '.join(told)}"
        if told
        else f"changed a detail of {_name(name)}"
    )


def _text(what: str, old: Text | None, new: Text | None) -> Iterator[str]:
    if old is not None and new is not None:
        if old.digest != new.digest:
            yield f"has another {what}{_changed_words(old.text, new.text)}"
    elif old is not new:
        words = (new or old or Text("")).text
        yield _presence(what, old, new) + (f": {quoted(words)}" if words else "")


def _changed_words(old: str | None, new: str | None) -> str:
    # What was cut when it was kept can be the same where the whole is not.
    return "" if old is None or new is None or old == new else f": {text_change(old, new)}"


def _told(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    told = list(keyword_changes(old, new)) if old and new else []
    return f": {', '.join(told)}" if told else ""


def _signals(names: list[str]) -> str:
    return f"the {'signal' if len(names) == 1 else 'signals'} {_names(names)}"


def _presence(what: str, old: object, new: object) -> str:
    article = "an" if what.startswith("o") else "a"
    if old is None:
        return f"now has {article} {what}"
    return f"no longer has {article} {what}" if new is None else f"has another {what}"


def _hint(tool: Outline, name: str) -> str:
    value = tool.annotations.get(name)
    return "not declared" if value is None else str(value).lower()


def _name(name: str) -> str:
    text = visible(name)
    return f"`{text if len(text) <= _LONGEST_NAME else text[: _LONGEST_NAME - 1] + '…'}`"


def _names(names: Sequence[str]) -> str:
    shown = [_name(name) for name in names[:_MOST_NAMES]]
    if len(names) > _MOST_NAMES:
        shown.append(f"{len(names) - _MOST_NAMES} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
