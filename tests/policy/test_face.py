import policy


def test_face_is_sorted_and_complete() -> None:
    assert policy.__all__ == sorted(policy.__all__, key=lambda name: (not name.isupper(), name))
    assert all(hasattr(policy, name) for name in policy.__all__)


def test_face_is_what_others_build_on() -> None:
    assert set(policy.__all__) == {
        *(
            "Account",
            "Action",
            "Condition",
            "CounterKey",
            "Counters",
            "Decision",
            "Effect",
            "Limit",
            "HIDE_ALL",
        ),
        *(
            "Operator",
            "Outcome",
            "Policy",
            "PolicyError",
            "Problem",
            "Refusal",
            "Reservation",
            "Rule",
        ),
        *("Scope", "Standing", "ToolRule", "Treatment", "Window"),
        *(
            "effect",
            "evaluate",
            "held_arguments",
            "least_privilege",
            "load",
            "loads",
            "printable",
            "recommend_tool",
        ),
        *("recommends_hiding", "restrict", "schema", "standing", "treatment"),
    }
