"""Hold the forms of a policy for other products against the policy: never laxer than it."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema
import yaml
from proof_behaviour import Tool, behaviour, calls_of
from proof_pages import Form

from policy import Outcome, evaluate, load, schema

_VALIDATOR = jsonschema.Draft202012Validator(schema())
_STRICTNESS = (Outcome.ALLOW, Outcome.REQUIRE_APPROVAL, Outcome.DENY)
_READERS = {"json": json.loads, "toml": tomllib.loads, "yaml": yaml.safe_load}


def wrong_forms(
    forms: tuple[Form, ...], document: Mapping[str, Any], tool: Tool
) -> Iterator[tuple[str, str]]:
    """Yield the name of each form that is wrong for the tool of its page, and why."""
    for form in forms:
        read = _READERS.get(form.file_name.rpartition(".")[2])
        try:
            found = read(form.text) if read else None
        except (ValueError, yaml.YAMLError) as error:
            yield form.file_name, f"cannot be parsed: {type(error).__name__}"
            continue
        if form.file_name == "policy.json":
            yield from (
                (form.file_name, told) for told in _differences(form, found, document, tool)
            )


def _differences(form: Form, found: Any, document: Mapping[str, Any], tool: Tool) -> Iterator[str]:
    """Yield where another product's document, which `evaluate` reads as it is, differs."""
    if not _VALIDATOR.is_valid(found):
        yield "is not valid"
        return
    policy, other = load(document), load(found)
    for call in calls_of(document, tool):
        ours = _STRICTNESS.index(evaluate(policy, tool.name, call).outcome)
        theirs = _STRICTNESS.index(evaluate(other, tool.name, call).outcome)
        if theirs < ours or (theirs > ours and not form.losses):
            yield f"says {_STRICTNESS[theirs]} where the policy says {_STRICTNESS[ours]}"
            return
    does = behaviour(found, other, tool)
    if any(f"Every call of “{tool.name}” is denied instead" in loss for loss in form.losses):
        if does.kind not in ("denied", "hidden"):
            yield f"is told to deny every call, but the tool is {does.kind}"
    elif does.rate != behaviour(document, policy, tool).rate and not form.losses:
        yield "counts calls otherwise than the policy"
