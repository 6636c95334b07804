"""What counters have used up: reserved all or none before a call, and settled once after it.

The values here know no clock. Whoever keeps an account drops a counter, all of it, when its
window ends: windows are spans that follow one another and never slide.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType

from policy.document import CounterKey
from policy.engine import Reservation
from policy.number import left, total

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reservation that does not fit any more; then none of its call was made."""

    reservation: Reservation

    @property
    def rule(self) -> str:
        """JSON Pointer of the limit that stands against the call."""
        return self.reservation.rule


@dataclass(frozen=True, slots=True)
class Account:
    """The state of all counters, and the calls that are still under way."""

    used: Mapping[CounterKey, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    """How much of each counter is used up, reservations included; what `evaluate` takes."""
    open: Mapping[str, tuple[Reservation, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """Reservations by call, until the call is settled."""

    def reserve(self, call: str, reservations: Iterable[Reservation]) -> "Account | Refusal":
        """Make all reservations of a call, or none and tell which one does not fit.

        `call` names the call until it is settled.

        Raises:
            ValueError: a call of this name is still open.
        """
        if call in self.open:
            raise ValueError(f"the call {call!r} is open already")
        made = tuple(reservations)
        used = dict(self.used)
        for each in made:
            used[each.counter] = total(used.get(each.counter, _ZERO), each.amount)
            if used[each.counter] > each.max:
                return Refusal(each)
        return Account(MappingProxyType(used), MappingProxyType({**self.open, call: made}))

    def settle(self, call: str, *, happened: bool) -> "Account":
        """Close a call: what it reserved stays used if it happened, else it is given back.

        A call that is not open changes nothing, so a second settlement has no effect.
        """
        if call not in self.open:
            return self
        used = dict(self.used)
        for each in () if happened else self.open[call]:
            if each.counter in used:
                used[each.counter] = left(used[each.counter], each.amount)
        others = {name: made for name, made in self.open.items() if name != call}
        return Account(MappingProxyType(used), MappingProxyType(others))

    def without(self, counter: CounterKey) -> "Account":
        """Drop a counter whose window has ended, and what open calls would give back to it."""
        used = {key: amount for key, amount in self.used.items() if key != counter}
        others = {
            call: tuple(each for each in made if each.counter != counter)
            for call, made in self.open.items()
        }
        return replace(self, used=MappingProxyType(used), open=MappingProxyType(others))
