"""Compile a policy for a target: pure, and the same output for the same input."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from classifier import Definition
from policy.document import Action, Policy
from policy.loading import load
from policy.targets import (
    agentgateway,
    anthropic_connector,
    claude_code,
    codex,
    cursor,
    docker_gateway,
    gemini_cli,
    intercept,
    openai_responses,
    policylayer,
    toolhive,
    vscode,
)
from policy.targets.placing import Fallback, is_text, plan_for
from policy.targets.target import Compiled, Format, Target, UnknownTargetError
from policy.targets.wording import described

_FORMATS = MappingProxyType(
    {
        module.FORMAT.id: module.FORMAT
        for module in (
            claude_code,
            codex,
            gemini_cli,
            vscode,
            cursor,
            openai_responses,
            anthropic_connector,
            toolhive,
            agentgateway,
            intercept,
            policylayer,
            docker_gateway,
        )
    }
)


def targets() -> tuple[Target, ...]:
    """Return what policies can be compiled for, in the order to show it in."""
    return tuple(target for target in described() if target.id in _FORMATS)


def compile_policy(
    document: object,
    target: str,
    *,
    server: str,
    tools: Sequence[Definition | str],
    lost: Action = Action.DENY,
    uncounted: Action = Action.REQUIRE_APPROVAL,
) -> Compiled:
    """Return a policy in the format of `target`, and what is lost on the way.

    `document` is parsed JSON or a policy that is loaded already. `server` is the name that the
    client knows the server by, `tools` what the server lists; definitions tell which amounts are
    whole. Tools that only the policy names are written too. `lost` is what becomes of a tool with
    conditions or caps that the target does not have: DENY, or, where it can ask,
    REQUIRE_APPROVAL, which is laxer, as a person may agree to what the policy denies.
    `uncounted` is the same for a tool that loses no more than a rate limit: a person who is
    asked before each call sees a burst, so by default that is asked where the target can.
    Otherwise nothing that the output says is more permissive than the policy, except for tools
    that nobody names, and then a loss says so; where nothing is lost it is equal.

    Raises:
        UnknownTargetError: there is no such target.
        PolicyError: the document is no policy.
        UnwritableError: the target has no way to write a name, nor to deny what it cannot name.
        ValueError: the name of the server is empty or no Unicode text, or `lost` or `uncounted`
            is ALLOW.
    """
    words = _words(target)
    if not server.strip() or not is_text(server):
        raise ValueError("The name of the server is empty, or no Unicode text.")
    if Action.ALLOW in (lost, uncounted):
        raise ValueError("What is lost is never allowed.")
    policy = document if isinstance(document, Policy) else load(document)
    format: Format = _FORMATS[target]
    fallback = Fallback(lost, uncounted)
    plan = plan_for(format, policy, server, _schemas(tools), fallback=fallback)
    return Compiled(format.write(plan), words.file_name, words.media_type, plan.losses)


def _schemas(tools: Sequence[Definition | str]) -> dict[str, Mapping[str, Any] | None]:
    """Return the input schema of each tool; None where it is not known or not the only one."""
    schemas: dict[str, Mapping[str, Any] | None] = {}
    for tool in tools:
        name, schema = (tool, None) if isinstance(tool, str) else (tool.name, tool.input_schema)
        schemas[name] = None if name in schemas else schema
    return schemas


def _words(target: str) -> Target:
    for words in targets():
        if words.id == target:
            return words
    known = ", ".join(words.id for words in targets())
    raise UnknownTargetError(f"There is no target “{target}”. Targets are {known}.")
