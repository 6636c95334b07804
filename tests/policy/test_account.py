from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy import CounterKey, Outcome, Reservation, Scope, evaluate, load
from policy.account import Account, Refusal

CALLS = CounterKey("calls", 60, Scope.GRANT)
MONEY = CounterKey("money", 86400, Scope.GRANT)


def of(counter: CounterKey, amount: str, most: str = "10") -> Reservation:
    return Reservation(counter, Decimal(amount), Decimal(most), f"/{counter.name}")


def reserved(account: Account, call: str, *reservations: Reservation) -> Account:
    outcome = account.reserve(call, reservations)
    assert isinstance(outcome, Account)
    return outcome


def test_all_reservations_of_a_call_are_made() -> None:
    account = reserved(Account(), "a", of(CALLS, "1"), of(MONEY, "2.5"))
    assert account.used == {CALLS: 1, MONEY: Decimal("2.5")}


def test_none_is_made_where_one_does_not_fit() -> None:
    account = reserved(Account(), "a", of(CALLS, "1"), of(MONEY, "9.9"))
    outcome = account.reserve("b", [of(CALLS, "1"), of(MONEY, "0.2")])
    assert isinstance(outcome, Refusal)
    assert outcome.rule == "/money"
    assert account.used == {CALLS: 1, MONEY: Decimal("9.9")}


def test_call_that_happened_stays_used() -> None:
    account = reserved(Account(), "a", of(MONEY, "3")).settle("a", happened=True)
    assert (account.used, account.open) == ({MONEY: 3}, {})


def test_call_that_did_not_happen_is_given_back_once() -> None:
    account = reserved(Account(), "a", of(MONEY, "3"))
    account = reserved(account, "b", of(MONEY, "4")).settle("a", happened=False)
    assert account.used == {MONEY: 4}
    assert account.settle("a", happened=False) is account
    assert account.settle("a", happened=True) is account


def test_open_call_keeps_its_name() -> None:
    account = reserved(Account(), "a", of(MONEY, "3"))
    with pytest.raises(ValueError, match="open already"):
        account.reserve("a", [])


def test_nothing_is_given_back_to_a_new_window() -> None:
    account = reserved(Account(), "a", of(MONEY, "3")).without(MONEY)
    account = reserved(account, "b", of(MONEY, "5")).settle("a", happened=False)
    assert account.used == {MONEY: 5}


def test_decisions_and_accounts_agree() -> None:
    limit = {"counter": "money", "window": "day", "max": 10, "increment_from": "args.sum"}
    policy = load({"version": "1", "default": "allow", "tools": {"pay": {"limits": [limit]}}})
    account = Account()
    for at, expected in enumerate([Outcome.ALLOW, Outcome.ALLOW, Outcome.DENY]):
        decision = evaluate(policy, "pay", {"sum": 4}, account.used)
        assert decision.outcome is expected
        account = reserved(account, str(at), *decision.reservations)
    assert account.used == {MONEY: 8}


STEPS = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 6), st.sampled_from(["take", "keep", "back"])),
    max_size=12,
)


@given(STEPS)
def test_account_is_what_happened_and_what_is_open(steps: list[tuple[str, int, str]]) -> None:
    account, happened, pending = Account(), 0, dict[str, int]()
    for call, amount, step in steps:
        if step != "take":
            account = account.settle(call, happened=step == "keep")
            settled = pending.pop(call, 0)
            happened += settled if step == "keep" else 0
        elif call not in pending:
            outcome = account.reserve(call, [of(MONEY, str(amount))])
            assert isinstance(outcome, Refusal) is (happened + sum(pending.values()) + amount > 10)
            if isinstance(outcome, Account):
                account, pending[call] = outcome, amount
        assert account.used.get(MONEY, 0) == happened + sum(pending.values()) <= 10


AMOUNTS = st.decimals(0, Decimal("1e40"), places=20)


@given(AMOUNTS, AMOUNTS)
def test_what_is_given_back_is_exact(first: Decimal, second: Decimal) -> None:
    account = reserved(Account(), "a", of(MONEY, str(first), "1e50"))
    taken = reserved(account, "b", of(MONEY, str(second), "1e50"))
    assert taken.settle("b", happened=False).used[MONEY] == first
    assert taken.settle("a", happened=False).used[MONEY] == second


def test_large_counter_is_not_rounded_when_a_little_is_given_back() -> None:
    used = "99999999999999999999999999999999"
    account = reserved(Account(), "a", of(MONEY, used, "1e50"))
    account = reserved(account, "b", of(MONEY, "0.7", "1e50")).settle("b", happened=False)
    assert account.used == {MONEY: Decimal(used)}
