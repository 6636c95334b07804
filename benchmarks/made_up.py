"""A made-up catalogue for benchmarks: words, vendors and labels as uneven as in the world."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from catalog.entry import Row
from catalog.observation import Status
from catalog.render.overview import ServerRow
from catalog.slug import server_page, tool_page
from classifier import BASE_RISK, Category, RiskLevel, Signal

TOOLS_A_SERVER = 11.6
VERBS = (
    "get list create search update delete add read fetch query generate set send run check "
    "analyze find remove start stop describe upload download export import move copy merge"
)
NOUNS = (
    "file user issue project task page request comment content database table message order "
    "customer invoice payment event calendar repository branch commit document image video "
    "account token secret key role group team channel server cluster node volume network"
)
_ENDS = "a e i o u an er in or ul"
CATEGORY_WEIGHTS = {"Read": 65, "Write": 25, "Execute": 5.6, "Destructive": 3.8, "Financial": 0.6}


class Zipf:
    """Draws from a sequence, the earlier the more often."""

    def __init__(self, things: list[str], chance: random.Random, exponent: float = 1.0) -> None:
        self._things, self._chance = things, chance
        self._sums = list(accumulate(1 / rank**exponent for rank in range(1, len(things) + 1)))

    def draw(self, count: int = 1) -> list[str]:
        """Return some of the things."""
        return self._chance.choices(self._things, cum_weights=self._sums, k=count)


@dataclass
class Made:
    """A catalogue out of chance; the same seed gives the same one."""

    tools: int
    servers: list[ServerRow] = field(default_factory=list)

    def __post_init__(self) -> None:
        chance = random.Random(1)
        words = _words(chance, 60_000)
        names = Zipf(words[:30_000], chance, 0.8)
        vendors = Zipf([f"{word} Labs" for word in words[30_000:42_000]], chance, 0.9)
        taken: set[str] = set()
        left = self.tools
        while left > 0:
            name = "-".join(names.draw(2)) + ("-mcp" if chance.random() < 0.5 else "")
            name += f"-{len(taken)}" if name in taken else ""
            taken.add(name)
            count = min(left, 1 + int(chance.expovariate(1 / (TOOLS_A_SERVER - 1))))
            left -= count
            self.servers.append(_server(name, vendors.draw()[0], count))
        self.servers.sort(key=lambda server: server.name)
        self._words = words

    def rows(self, **_: Any) -> Iterator[Row]:
        """Yield all tools, server by server."""
        chance, words = random.Random(2), self._words
        verbs, nouns = Zipf(VERBS.split(), chance), Zipf(NOUNS.split() + words[:20_000], chance)
        text = Zipf([*NOUNS.split(), *VERBS.split(), *words], chance)
        for server in self.servers:
            for number in range(server.tools):
                name = "_".join((*verbs.draw(), *nouns.draw(chance.choice((1, 1, 2, 2, 3)))))
                yield _row(chance, server, (name, number), " ".join(text.draw(13)))


def _words(chance: random.Random, count: int) -> list[str]:
    syllables = [a + b for a in "bcdfghjklmnprstvwz" for b in _ENDS.split()]
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(chance.choices(syllables, k=chance.choice((2, 3, 3, 4))))] = None
    return list(found)


def _server(name: str, vendor: str, tools: int) -> ServerRow:
    return ServerRow(
        name=name,
        page=server_page(name),
        title=None,
        package=name,
        version="1.0.0",
        status=Status.OK,
        observed_at="2026-01-02T03:04:05Z",
        tools=tools,
        by_risk=((RiskLevel.HIGH, tools),),
        by_category=(),
        description=None,
        vendor=vendor,
    )


def _row(chance: random.Random, server: ServerRow, tool: tuple[str, int], text: str) -> Row:
    name, number = tool
    categories, weights = zip(*CATEGORY_WEIGHTS.items(), strict=True)
    category = Category(chance.choices(categories, weights)[0])
    # Signals are rarer the later they come; on average every second tool has one.
    signals = tuple(s for at, s in enumerate(Signal) if chance.random() < 0.12 / (1 + at / 3))
    return Row(
        server=server.name,
        name=name,
        page=tool_page(server.name, f"{name}_{number}")
        if number > 40
        else tool_page(server.name, name),
        category=category,
        risk=BASE_RISK[category].shifted(min(1, len(signals))),
        needs_review=chance.random() < 0.04,
        signals=signals,
        text=text,
        vendor=server.vendor,
        contradictions=("readOnlyHint",) if chance.random() < 0.01 else (),
    )
