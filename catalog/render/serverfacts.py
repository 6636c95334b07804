"""What the page of a server says of all its tools together: cost, combinations, versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from catalog.entry import TOKENIZER, WINDOW, ServerEntry, ToolChange, Version
from catalog.render.builder import has_builder
from classifier import RiskLevel

_HEAVIEST = 5
_LEG = 8
_DENIALS = 12
_VERSIONS = 12
_NAMES = 8
_WORDS = 3


@dataclass(frozen=True, slots=True)
class Mention:
    """A tool by name, with its page where this version has one."""

    name: str
    page: str | None


@dataclass(frozen=True, slots=True)
class Named:
    """Some tools by name, and how many more there are."""

    names: tuple[Mention, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Heavy:
    """One of the tools whose definitions cost most."""

    name: str
    page: str
    tokens: int
    width: int
    """Of its bar, from 0 to 1,000; the heaviest has 1,000."""


@dataclass(frozen=True, slots=True)
class CostView:
    """Tokens of the definitions."""

    tokenizer: str
    window: int
    total: int
    share_text: str
    kept_width: int
    """Part of the window that stays used under the recommended policy, from 0 to 1,000."""
    saved_width: int
    """Part of the window that it saves."""
    hidden: int
    """Tokens that hiding the recommended tools saves."""
    hides: int
    """How many tools the recommended policy hides."""
    heaviest: tuple[Heavy, ...]


@dataclass(frozen=True, slots=True)
class LegView:
    """One part of a combination and the tools that can play it."""

    name: str
    tools: Named


@dataclass(frozen=True, slots=True)
class CombinationView:
    """One risky combination."""

    title: str
    risk: RiskLevel
    reason: str
    legs: tuple[LegView, ...]
    remains: bool
    """True where the recommended policy leaves it callable."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one version did to the tools."""

    kind: str
    tools: Named


@dataclass(frozen=True, slots=True)
class Told:
    """What one version changed in one tool."""

    name: str
    page: str | None
    words: tuple[str, ...]
    """The first of them."""
    more: int


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version that was listed."""

    version: Version
    changes: tuple[Change, ...]
    """What came and what went; and what became another where no words tell how."""
    told: tuple[Told, ...]
    more_told: int


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """Everything that holds for the tools together."""

    cost: CostView
    combinations: tuple[CombinationView, ...]
    remaining: int
    """Combinations that the recommended policy leaves callable."""
    denials: Named
    denials_count: int
    denials_link: str | None
    """State under which the builder shows them; None where the page has no builder."""
    versions: tuple[VersionView, ...]
    more_versions: int


def server_facts(entry: ServerEntry) -> ServerFacts:
    """Return what the page of `entry` says of its tools together."""
    pages = {tool.name: tool.page for tool in reversed(entry.tools)}
    found = tuple(_combinations(entry, pages))
    return ServerFacts(
        cost=_cost(entry),
        combinations=found,
        remaining=sum(each.remains for each in found),
        denials=_named(entry.exposure.denials, pages, _DENIALS),
        denials_count=len(entry.exposure.denials),
        denials_link=_link(entry),
        versions=tuple(_version(each, entry, pages) for each in entry.versions[:_VERSIONS]),
        more_versions=max(0, len(entry.versions) - _VERSIONS),
    )


def _cost(entry: ServerEntry) -> CostView:
    cost = entry.cost
    pairs = list(zip(entry.tools, cost.tools, strict=True))
    heaviest = sorted(pairs, key=lambda pair: -pair[1])[:_HEAVIEST]
    most = max((tokens for _, tokens in heaviest), default=0) or 1
    hidden = set(entry.policies[0].document.get("hide", ())) if entry.policies else set()
    return CostView(
        tokenizer=TOKENIZER,
        window=WINDOW,
        total=cost.total,
        share_text=_percent(cost.share),
        kept_width=_width(cost.total - cost.hidden),
        saved_width=_width(cost.hidden),
        hidden=cost.hidden,
        hides=sum(tool.name in hidden for tool in entry.tools),
        heaviest=tuple(
            Heavy(tool.name, tool.page, tokens, round(1000 * tokens / most))
            for tool, tokens in heaviest
        ),
    )


def _percent(share: float) -> str:
    return "less than 0.1%" if 0 < share < 0.001 else f"{share:.1%}"


def _width(tokens: int) -> int:
    return min(1000, round(1000 * tokens / WINDOW))


def _combinations(entry: ServerEntry, pages: Mapping[str, str]) -> list[CombinationView]:
    exposure = entry.exposure
    return [
        CombinationView(
            title=each.pattern.title,
            risk=each.pattern.risk,
            reason=each.pattern.reason,
            legs=tuple(
                LegView(leg.name, _named([name for _, name in tools], pages, _LEG))
                for leg, tools in zip(each.pattern.legs, each.legs, strict=True)
            ),
            remains=each.pattern.id in exposure.remaining,
        )
        for each in exposure.live
    ]


def _version(version: Version, entry: ServerEntry, pages: Mapping[str, str]) -> VersionView:
    told = {each.name for each in version.changes}
    untold = [name for name in version.changed if name not in told]
    kinds = {"added": version.added, "removed": version.removed, "changed": untold}
    own = {(tool.name, tool.occurrence): tool.page for tool in entry.tools}
    return VersionView(
        version,
        tuple(Change(kind, _named(names, pages, _NAMES)) for kind, names in kinds.items() if names),
        tuple(_told(each, own) for each in version.changes[:_NAMES]),
        max(0, len(version.changes) - _NAMES),
    )


def _told(change: ToolChange, pages: Mapping[tuple[str, int], str]) -> Told:
    return Told(
        name=change.name,
        page=pages.get((change.name, change.occurrence)),
        words=change.words[:_WORDS],
        more=max(0, len(change.words) - _WORDS),
    )


def _named(names: Sequence[str], pages: Mapping[str, str], most: int) -> Named:
    shown = tuple(Mention(name, pages.get(name)) for name in names[:most])
    return Named(shown, max(0, len(names) - most))


def _link(entry: ServerEntry) -> str | None:
    denials = entry.exposure.denials
    if len(denials) > _DENIALS or not has_builder(entry):
        return None
    pairs = [("policy", "recommended"), *(("deny", name) for name in denials)]
    return urlencode(pairs, errors="replace")
