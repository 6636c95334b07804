"""The face: what can be compiled for, errors, and names that targets take for something else."""

import json
import tomllib
from typing import Any

import pytest

import policy.targets
from policy import Action, PolicyError, load
from policy.targets import Lost, UnknownTargetError, UnwritableError, compile_policy, targets

OPEN = {"version": "1", "default": "allow"}
CLOSED = {"version": "1", "default": "deny"}
LISTED = {"version": "1", "default": "deny", "tools": {"a": {}, "b": {"action": "deny"}}}


def read(document: Any, target: str, *tools: str, server: str = "s") -> Any:
    text = compile_policy(document, target, server=server, tools=tools).text
    return tomllib.loads(text) if target == "codex" else json.loads(text)


def kinds(document: Any, target: str, *tools: str) -> dict[Lost, tuple[str, ...]]:
    losses = compile_policy(document, target, server="s", tools=tools).losses
    return {loss.kind: loss.tools for loss in losses}


def test_every_name_of_the_face_is_there() -> None:
    assert all(hasattr(policy.targets, name) for name in policy.targets.__all__)


def test_every_target_says_where_its_output_goes_and_what_was_looked_at() -> None:
    assert len(targets()) == 12
    for target in targets():
        assert target.place and target.how_to.endswith(".") and "2026" in target.checked
        assert target.documentation.startswith("https://") and "/" in target.media_type
        assert "/" not in target.file_name


def test_unknown_target_names_the_known_ones() -> None:
    with pytest.raises(UnknownTargetError, match="claude-code, codex"):
        compile_policy(OPEN, "clippy", server="s", tools=[])


def test_wrong_document_is_a_policy_error() -> None:
    with pytest.raises(PolicyError):
        compile_policy({"version": "2"}, "codex", server="s", tools=[])


def test_loaded_policy_is_taken_as_it_is() -> None:
    again = compile_policy(load(LISTED), "codex", server="s", tools=["a"])
    assert again == compile_policy(LISTED, "codex", server="s", tools=["a"])


def test_half_a_surrogate_pair_names_no_server() -> None:
    with pytest.raises(ValueError, match="no Unicode text"):
        compile_policy(OPEN, "codex", server="\ud800", tools=[])


def test_an_open_server_is_allowed_by_one_rule() -> None:
    assert read(OPEN, "claude-code", "a", "b")["permissions"]["allow"] == ["mcp__s"]
    assert read(OPEN, "cursor", "a", "b")["permissions"]["allow"] == ["Mcp(s:*)"]
    assert kinds(OPEN, "claude-code", "a") == kinds(OPEN, "codex", "a") == {}


@pytest.mark.parametrize("server", ["a__b", "a_", "_"])
def test_a_server_name_that_is_split_elsewhere_is_never_allowed_as_a_whole(server: str) -> None:
    rules = read(OPEN, "claude-code", "x", server=server)["permissions"]
    assert rules["allow"] == [f"mcp__{server}__x"]


def test_names_that_begin_like_a_connector_are_spelled_like_one() -> None:
    rules = read(CLOSED, "claude-code", "claude.ai  x_")["permissions"]
    assert rules["deny"] == ["mcp__s__claude_ai_x"]


def test_tools_that_are_spelled_alike_stand_where_the_strictest_does() -> None:
    document = {"version": "1", "default": "deny", "tools": {"a b": {}, "a.b": {"action": "deny"}}}
    rules = read(document, "claude-code", "a b", "a.b")["permissions"]
    assert (rules["allow"], rules["deny"]) == ([], ["mcp__s__a_b"])
    assert kinds(document, "claude-code", "a b", "a.b")[Lost.SHARED_NAME] == ("a b",)


def test_nothing_allowed_is_never_written_as_no_restriction() -> None:
    assert read(CLOSED, "codex", "a")["mcp_servers"]["s"]["enabled_tools"] == []
    assert read(CLOSED, "gemini-cli", "a")["mcpServers"]["s"]["includeTools"] == []
    assert read(CLOSED, "openai-responses", "a") == {"tools": []}
    (toolset,) = read(CLOSED, "anthropic-connector", "a")["tools"]
    assert (toolset["default_config"], toolset["configs"]) == ({"enabled": False}, {})
    assert read(CLOSED, "toolhive", "a")["cedar"]["policies"][0].startswith("forbid(")
    gateway = compile_policy(CLOSED, "agentgateway", server="s", tools=["a"]).text
    assert 'deny: "true"' in gateway
    docker = compile_policy(CLOSED, "docker-mcp-gateway", server="s", tools=["a"]).text
    assert "no-tool-is-allowed" in docker


def test_an_included_name_with_a_parenthesis_would_let_another_tool_in() -> None:
    document = {"version": "1", "default": "deny", "tools": {"pay(x)": {}, "ok": {}}}
    entry = read(document, "gemini-cli", "pay", "pay(x)", "ok")["mcpServers"]["s"]
    assert entry["includeTools"] == ["ok"]
    assert kinds(document, "gemini-cli", "pay", "pay(x)", "ok")[Lost.NAME] == ("pay(x)",)


def test_rate_limits_alone_are_denied_where_nobody_can_be_asked() -> None:
    rules = {"a": {"rate_limit": {"max": 5, "window": 60}}}
    document = {"version": "1", "default": "deny", "tools": rules}
    (toolset,) = read(document, "anthropic-connector", "a")["tools"]
    assert toolset["configs"] == {}
    assert kinds(document, "anthropic-connector", "a") == {Lost.RATE_LIMITS: ("a",)}


def test_sentences_name_a_few_tools_and_count_the_others() -> None:
    rules = {f"t{at}": {"action": "require_approval"} for at in range(7)}
    document = {"version": "1", "default": "deny", "tools": rules}
    (loss,) = compile_policy(document, "toolhive", server="s", tools=list(rules)).losses
    assert "“t0”, “t1”, “t2”, “t3”, “t4” and 2 more is denied" in loss.says
    assert loss.tools == tuple(rules)


def test_comments_cannot_be_left_by_a_name() -> None:
    name = "a\n[evil]\u2028\x00b"
    document = {"version": "1", "default": "allow", "tools": {name: {"action": "deny"}}}
    entry = read(document, "codex", name)["mcp_servers"]
    assert list(entry) == ["s"] and entry["s"]["disabled_tools"] == [name]


NAMED = {
    "version": "1",
    "default": "allow",
    "hide": ["pay"],
    "tools": {"wipe": {"action": "deny"}, "ask_me": {"action": "require_approval"}},
}


@pytest.mark.parametrize("target", [target.id for target in targets()])
def test_tools_that_only_the_policy_names_are_placed(target: str, readers: dict[str, Any]) -> None:
    decide = readers[target](compile_policy(NAMED, target, server="s", tools=["read"]).text, "s")
    assert decide("pay", {}) == decide("wipe", {}) == "deny"
    assert decide("ask_me", {}) in ("require_approval", "deny")


CONDITION = {"conditions": [{"path": "args.a", "op": "exists"}]}
LOST = {
    "conditions": {"require": [CONDITION]},
    "amounts": {
        "limits": [{"counter": "c", "window": "day", "max": 5, "increment_from": "args.a"}]
    },
    "rate_limits": {"rate_limit": {"max": 5, "window": 60}},
    "asked": {"action": "require_approval", "require": [CONDITION]},
}
ASKING = ["claude-code", "codex", "gemini-cli", "cursor", "openai-responses"]


@pytest.mark.parametrize("target", ASKING)
@pytest.mark.parametrize("lost", LOST)
def test_what_is_lost_is_denied_unless_asking_is_chosen(
    target: str, lost: str, readers: dict[str, Any]
) -> None:
    document = {"version": "1", "default": "deny", "tools": {"a": LOST[lost]}}
    strict = compile_policy(document, target, server="s", tools=["a"], uncounted=Action.DENY)
    assert readers[target](strict.text, "s")("a", {"a": 1}) == "deny"
    assert any("denied instead" in loss.says for loss in strict.losses)
    asking = Action.REQUIRE_APPROVAL
    lax = compile_policy(document, target, server="s", tools=["a"], lost=asking)
    assert readers[target](lax.text, "s")("a", {"a": 1}) == "require_approval"
    assert any("lets through what the policy denies" in loss.says for loss in lax.losses)


LIMITED = {"rate_limit": {"max": 5, "window": 60}}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (LIMITED, "require_approval"),
        ({**LIMITED, "action": "require_approval"}, "require_approval"),
        ({**LIMITED, "require": [CONDITION]}, "deny"),
        ({"limits": [{"counter": "c", "window": "minute", "max": 0.5}]}, "deny"),
    ],
    ids=["limit", "limit and approval", "limit and condition", "limit of nothing"],
)
@pytest.mark.parametrize("target", ASKING)
def test_where_only_a_rate_limit_is_lost_a_person_is_asked(
    target: str, rule: dict[str, Any], expected: str, readers: dict[str, Any]
) -> None:
    document = {"version": "1", "default": "deny", "tools": {"a": rule}}
    compiled = compile_policy(document, target, server="s", tools=["a"])
    assert readers[target](compiled.text, "s")("a", {"a": 1}) == expected


def test_approval_alone_stays_approval() -> None:
    document = {"version": "1", "default": "deny", "tools": {"a": {"action": "require_approval"}}}
    assert read(document, "claude-code", "a")["permissions"]["ask"] == ["mcp__s__a"]
    assert Lost.APPROVAL not in kinds(document, "claude-code", "a")


def test_what_is_lost_is_never_allowed() -> None:
    with pytest.raises(ValueError, match="never allowed"):
        compile_policy(OPEN, "codex", server="s", tools=[], lost=Action.ALLOW)


def test_a_server_whose_denials_cannot_be_named_is_denied_wholly() -> None:
    document = {"version": "1", "default": "allow", "tools": {"a b": {"action": "deny"}}}
    assert read(document, "cursor", "a b", "x")["permissions"] == {
        "allow": [],
        "deny": ["Mcp(s:*)"],
    }
    assert kinds(document, "cursor", "a b", "x")[Lost.CLOSED] == ("x",)
    nameless = {"version": "1", "default": "allow", "tools": {"": {"action": "deny"}}}
    rules = read(nameless, "claude-code", "x")["permissions"]
    assert rules == {"allow": [], "ask": [], "deny": ["mcp__s"]}
    with pytest.raises(UnwritableError, match="a tool that the policy denies"):
        compile_policy(nameless, "claude-code", server="a__b", tools=[])


def test_a_server_that_cannot_be_named_is_refused_where_it_could_only_be_asked_about() -> None:
    with pytest.raises(UnwritableError, match="the name of the server"):
        compile_policy(NAMED, "cursor", server='my "srv', tools=["read"])


@pytest.mark.parametrize("server", ["", " "])
def test_a_server_has_a_name(server: str) -> None:
    with pytest.raises(ValueError, match="empty"):
        compile_policy(OPEN, "codex", server=server, tools=[])
