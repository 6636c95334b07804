from catalog.entry import exposure_of
from classifier import Category, Signal, parse_definition
from policy import load


def test_the_trio_is_found_with_the_fewest_denials(make_verdict) -> None:
    pairs = [
        _pair(make_verdict, "mail", Signal.PRIVATE_DATA),
        _pair(make_verdict, "notes", Signal.PRIVATE_DATA),
        _pair(make_verdict, "web", Signal.UNTRUSTED_CONTENT),
        _pair(make_verdict, "post", Signal.EXTERNAL_SEND),
        _pair(make_verdict, "chat", Signal.EXTERNAL_SEND),
    ]
    found = exposure_of(pairs, load({"version": "1", "default": "allow"}))
    assert [each.pattern.id for each in found.live] == ["TR201"]
    assert found.denials == ("web",)
    assert found.remaining == ("TR201",)


def test_what_the_policy_denies_or_hides_ends_a_combination(make_verdict) -> None:
    pairs = [
        _pair(make_verdict, "key", Signal.SECRETS),
        _pair(make_verdict, "post", Signal.EXTERNAL_SEND),
    ]
    for policy in (
        {"version": "1", "default": "allow", "hide": ["key"]},
        {"version": "1", "default": "deny", "tools": {"key": {}}},
    ):
        assert exposure_of(pairs, load(policy)).remaining == ()
    asking = {"version": "1", "default": "allow", "tools": {"key": {"action": "require_approval"}}}
    assert exposure_of(pairs, load(asking)).remaining == ("TR202",)


def test_nothing_risky_together_is_nothing_to_tell(make_verdict) -> None:
    found = exposure_of([_pair(make_verdict, "a")], load({"version": "1", "default": "deny"}))
    assert found.as_json() == {"found": [], "fewest_denials": []}


def _pair(make_verdict, name: str, *signals: Signal):
    definition = parse_definition({"name": name})
    return definition, make_verdict(definition, Category.READ, signals)
