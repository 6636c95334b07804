"""Hold what a claim says besides its groups against the document, read as plain JSON."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_NUMERIC = ("lt", "lte", "gt", "gte")
Rule = Mapping[str, Any]


def wrong_besides(
    claim: str, told: Mapping[str, int], document: Mapping[str, Any], names: Sequence[str]
) -> Iterator[str]:
    """Yield where the tools refused or limited besides are others than the claim counts."""
    rules = [rule for rule in (_rule(document, name) for name in names) if rule is not None]
    asked = [rule for rule in rules if rule.get("action") == "require_approval"]
    checked = [each for each in rules if each.get("action", "allow") == "allow" and _decides(each)]
    does = {
        "refusing": sum(map(_decides, asked)),
        "asked_counted": sum("rate_limit" in each for each in asked),
        "checked_counted": sum("rate_limit" in each for each in checked),
    }
    if told != does:
        yield f"says {dict(told)} besides, does {does}"
    if len(asked) == 1 and told["refusing"] == 1:
        yield from (
            f"does not tell of {bound}" for bound in _bounds(asked[0]) if bound not in claim
        )


def _rule(document: Mapping[str, Any], name: str) -> Rule | None:
    if {name, "*"} & set(document.get("hide", ())):
        return None
    rule: Rule | None = document.get("tools", {}).get(name)
    return rule


def _decides(rule: Rule) -> bool:
    return bool(rule.get("require") or rule.get("deny_if"))


def _bounds(rule: Rule) -> Iterator[str]:
    """Yield the numbers at which calls are refused, as a sentence writes them."""
    for each in (*rule.get("require", ()), *rule.get("deny_if", ())):
        for condition in each["conditions"]:
            if condition["op"] in _NUMERIC:
                yield f"{condition['value']:,}"
