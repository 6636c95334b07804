"""Find the tools of one server that belong together, in one pass over all of them."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from catalog.entry.model import Related
from catalog.entry.phrasebook import phrasebook
from catalog.entry.reading import Reading
from classifier import Category, RiskLevel, Verdict

MOST_RELATED = 8
_NEAREST = 3
"""Neighbours that are looked at on either side, in each group a tool is in."""
_COMMON = 0.5
"""A word in more than this share of the names, and mostly not their last, is a prefix."""


@dataclass(frozen=True, slots=True)
class Member:
    """One tool of the server, as its siblings see it."""

    name: str
    page: str
    reading: Reading
    verdict: Verdict

    @property
    def does(self) -> str:
        """What it does to its object, as a verb; a vague one where nothing decides."""
        book = phrasebook()
        if self.verdict.needs_review:
            return book.unreviewed_does
        return book.does[self.verdict.category]


@dataclass(frozen=True, slots=True)
class Doers:
    """The siblings that do one thing to an object."""

    does: str
    nearest: tuple[Member, ...]
    count: int
    """How many there are in all."""


class Family:
    """All tools of one server, grouped by object, word and signal; positions count from 0."""

    def __init__(self, members: Sequence[Member]) -> None:
        """Index `members`, which are in the order of the server."""
        self.members = members
        self.by_risk = Counter(member.verdict.risk for member in members)
        self.objects = _objects(members)
        """Words for the object of each, in the singular, without what most names share."""
        self._named: dict[str, int] = {}
        for at, member in enumerate(members):
            self._named.setdefault(member.name, at)
        self._groups: defaultdict[Hashable, list[int]] = defaultdict(list)
        for at, member in enumerate(members):
            for group in _groups(member, self.objects[at]):
                self._groups[group].append(at)

    def related(self, at: int) -> tuple[Related, ...]:
        """Return up to eight siblings of member `at`, the closest first."""
        found: dict[int, str] = {}
        for other, relation in self._candidates(at):
            found.setdefault(other, relation)
            if len(found) == MOST_RELATED:
                break
        return tuple(_related(self.members[other], relation) for other, relation in found.items())

    def same_object(self, at: int) -> Iterator[Doers]:
        """Yield what siblings surely do to the object of member `at`; nothing without one."""
        key = self.objects[at]
        for category in Category if key else ():
            group = self._groups.get(("object", key, category, False), [])
            near = [self.members[other] for other in sorted(_nearest(group, at))]
            if near:
                yield Doers(near[0].does, tuple(near), len(group) - _holds(group, at))

    def instead(self, at: int) -> Related | None:
        """Return the weakest sibling that reads what member `at` acts on, the closest of them."""
        own = self.members[at].verdict
        for kind, word, others in self._readers(at):
            weaker = [other for other in others if _is_weaker(self.members[other].verdict, own)]
            if weaker:
                found = min(weaker, key=lambda each: (self.members[each].verdict.risk.rank, each))
                relation = phrasebook().instead[kind].format(word=word)
                return _related(self.members[found], relation)
        return None

    def _readers(self, at: int) -> Iterator[tuple[str, str, list[int]]]:
        """Yield readers of the same object, those the text names, then those less close."""
        key, reading = self.objects[at], self.members[at].reading
        generic = phrasebook().generic_words
        if key:
            yield "same", " ".join(key), self._reading("object", key, at)
        named = {self._named[name] for name in reading.mentions if name in self._named}
        yield "named", "", sorted(named - {at})
        category = self.members[at].verdict.category
        for word in reversed([word for word in key if word not in generic]):
            if category is not Category.READ:
                yield "related", word, self._reading("word", word, at)
        if category not in (Category.WRITE, Category.DESTRUCTIVE):
            return
        for word in sorted(word for word in reading.topics - generic if not word.endswith("ed")):
            yield "topic", word, self._reading("object", (word,), at)

    def _reading(self, kind: str, key: Hashable, at: int) -> list[int]:
        return _nearest(self._groups.get((kind, key, Category.READ, False), []), at)

    def _candidates(self, at: int) -> Iterator[tuple[int, str]]:
        relations = phrasebook().relations
        verdict = self.members[at].verdict
        key = self.objects[at]
        # Counterparts first: the same object, read where this one writes, and so on.
        for other in self._across("object", key, at, own=verdict.category) if key else ():
            yield other, relations["same_object"].format(does=self.members[other].does)
        for word in reversed([word for word in key if word not in phrasebook().generic_words]):
            for other in self._across("word", word, at, own=verdict.category):
                does = self.members[other].does
                yield other, relations["near_object"].format(does=does, word=word)
        for signal in sorted(verdict.signals, key=lambda one: len(self._groups["signal", one])):
            shared = relations["shared_signal"].format(signal=phrasebook().signals[signal])
            for other in _nearest(self._groups["signal", signal], at):
                yield other, shared

    def _across(self, kind: str, key: Hashable, at: int, *, own: Category) -> Iterator[int]:
        for category in sorted(Category, key=lambda each: (each is own, each.precedence)):
            for is_unclear in (False, True):
                yield from _nearest(self._groups.get((kind, key, category, is_unclear), []), at)


def _groups(member: Member, key: tuple[str, ...]) -> Iterator[Hashable]:
    verdict = member.verdict
    kind = (verdict.category, verdict.needs_review)
    if key:
        yield ("object", key, *kind)
    for word in dict.fromkeys(key):
        yield ("word", word, *kind)
    for signal in verdict.signals:
        yield ("signal", signal)


def _is_weaker(other: Verdict, own: Verdict) -> bool:
    """Tell whether a verdict surely is of a reader that risks less, or does less at one risk."""
    if other.category is not Category.READ or other.needs_review:
        return False
    if own.category is Category.READ:
        return other.risk.rank < own.risk.rank
    return other.risk.rank <= min(own.risk.rank, RiskLevel.MEDIUM.rank)


def _objects(members: Sequence[Member]) -> list[tuple[str, ...]]:
    prefixes = _prefixes(members) if len(members) >= 5 else frozenset()
    return [
        tuple(word for word in member.reading.object if word not in prefixes) for member in members
    ]


def _prefixes(members: Sequence[Member]) -> frozenset[str]:
    objects = [member.reading.object for member in members]
    held = Counter(word for key in objects for word in set(key))
    heads = Counter(key[-1] for key in objects if key)
    most = _COMMON * len(members)
    return frozenset(
        word for word, count in held.items() if count > most and heads[word] < count * _COMMON
    )


def _nearest(group: Sequence[int], at: int) -> list[int]:
    here = bisect_left(group, at)
    around = group[max(0, here - _NEAREST) : here + _NEAREST + 1]
    return sorted((each for each in around if each != at), key=lambda each: abs(each - at))


def _holds(group: Sequence[int], at: int) -> int:
    here = bisect_left(group, at)
    return int(here < len(group) and group[here] == at)


def _related(member: Member, relation: str) -> Related:
    return Related(
        name=member.name,
        page=member.page,
        category=member.verdict.category,
        risk=member.verdict.risk,
        relation=relation,
    )
