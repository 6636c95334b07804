"""Compile a policy for a target: pure, and the same output for the same input."""

from collections.abc import Sequence
from types import MappingProxyType

from classifier import Definition
from policy.document import Policy
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
from policy.targets.placing import is_text, plan_for
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
    document: object, target: str, *, server: str, tools: Sequence[Definition | str]
) -> Compiled:
    """Return a policy in the format of `target`, and what is lost on the way.

    `document` is parsed JSON or a policy that is loaded already. `server` is the name that the
    client knows the server by, `tools` what the server lists. Nothing that the output says is
    more permissive than the policy, unless a loss says so; where nothing is lost it is equal.

    Raises:
        UnknownTargetError: there is no such target.
        PolicyError: the document is no policy.
        ValueError: the name of the server is no Unicode text.
    """
    words = _words(target)
    if not is_text(server):
        raise ValueError("The name of the server is no Unicode text.")
    policy = document if isinstance(document, Policy) else load(document)
    names = [tool if isinstance(tool, str) else tool.name for tool in tools]
    format: Format = _FORMATS[target]
    plan = plan_for(format, policy, server, names)
    return Compiled(format.write(plan), words.file_name, words.media_type, plan.losses)


def _words(target: str) -> Target:
    for words in targets():
        if words.id == target:
            return words
    known = ", ".join(words.id for words in targets())
    raise UnknownTargetError(f"There is no target “{target}”. Targets are {known}.")
