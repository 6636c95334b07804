"""Read out of a pattern the literals that no match of it can lack."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import product

Need = frozenset[str]
"""Literals, case folded, of which one stands in every match of a pattern."""

NON_ASCII = "\x80"
"""Stands for the need of any character outside ASCII."""
MOST_EXACT = 48
"""Texts that a part of a pattern may stand for to be spelt out."""
MOST_MEMBERS = 30
"""Characters of a class, likewise; two of them in a row are spelt out too."""
MOST_ALTERNATIVES = 120
"""Literals of one need: a pattern that asks for one of more is sooner tried."""
LEAST_TOLD = 2
"""How much the shortest literal of a need has to tell: single letters are everywhere."""

_ANY_ESCAPE = frozenset("dDwWsS")
_EMPTY_ESCAPE = frozenset("bBAz")
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}
_PROPERTY = re.compile(r"\\[pP](?:\{[^}]*\}|.)")
_CODE = re.compile(r"\\x(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{2}))")
_GROUP = re.compile(r"\((?:\?(?:P?<\w+>|[imsU-]*:))?(?!\?)")
_FLAGS = re.compile(r"\(\?[imsU-]+\)")
_COUNT = re.compile(r"(?:([*+?])|\{(\d+)(?:,\d*)?\})\??")
_CLASS = re.compile(r"\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]", re.DOTALL)
_MEMBER = r"\\x\{?[0-9A-Fa-f]+\}?|\\[tnrf]|[^\\\[\]^-]"
_PLAIN_CLASS = re.compile(rf"\[(?:(?:{_MEMBER})(?:-(?:{_MEMBER}))?)+\]")
_RANGE = re.compile(rf"({_MEMBER})(?:-({_MEMBER}))?")
_FOLDED_TO_ASCII = (0x17F, 0x212A)
"""The long s and the sign for kelvin: folded they are letters of ASCII."""


class _UnreadableError(Exception):
    """The pattern uses something that is not known here."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What a part of a pattern stands for."""

    exact: frozenset[str] | None
    """All texts that it matches; None where they are many."""
    further: tuple[Need, ...] = ()
    """What it needs where they are many."""

    @property
    def needs(self) -> tuple[Need, ...]:
        if self.exact is None:
            return self.further
        return () if "" in self.exact else (self.exact,)


_ANY = _Part(None)
_EMPTY = _Part(frozenset({""}))


@cache
def needed_literals(pattern: str) -> tuple[Need, ...]:
    """Return what every match of `pattern` needs, the most telling first.

    There is nothing where the pattern does without literals, or uses syntax of RE2 that is not
    known here.
    """
    reader = _Reader(pattern)
    try:
        needs = reader.alternatives().needs
    except _UnreadableError:
        return ()
    if reader.at < len(pattern):
        return ()
    simple = dict.fromkeys(map(_simplified, needs))
    telling = [need for need in simple if -_rank(need)[0] >= LEAST_TOLD]
    return tuple(sorted(telling, key=_rank))


def _simplified(need: Need) -> Need:
    """Leave out literals that contain another one: where they are, that one is too."""
    return frozenset(one for one in need if not any(other in one for other in need - {one}))


def _rank(need: Need) -> tuple[int, int]:
    """Sort telling sets first: the shortest literal is the one that is found most often."""
    return -min(sum(map(_tells, literal)) for literal in need), len(need)


def _tells(char: str) -> int:
    """Tell how rare a character is: a Chinese one is worth three letters."""
    if char == "\n":
        return 2
    return 1 if " " <= char <= "~" or char in "\t\r" else 3


class _Reader:
    """A recursive descent through one pattern in the syntax of RE2."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0

    def alternatives(self) -> _Part:
        branches = [self._row()]
        while self._takes("|"):
            branches.append(self._row())
        return branches[0] if len(branches) == 1 else _one_of(branches)

    def _row(self) -> _Part:
        parts: list[_Part] = []
        while self.at < len(self.source) and self.source[self.at] not in "|)":
            parts.append(self._counted(self._item()))
        return _in_a_row(parts)

    def _item(self) -> _Part:
        char = self.source[self.at]
        if char == "\\":
            return self._escape()
        if char == "[":
            return _class(self._match(_CLASS)[0])
        if char == "(":
            return self._group()
        self.at += 1
        if char in "^$":
            return _EMPTY
        return _ANY if char == "." else _literal(char)

    def _group(self) -> _Part:
        if self._finds(_FLAGS):
            return _EMPTY
        self._match(_GROUP)
        inner = self.alternatives()
        if not self._takes(")"):
            raise _UnreadableError
        return inner

    def _escape(self) -> _Part:
        if code := self._finds(_CODE):
            return _literal(_char(code[0]))
        if self._finds(_PROPERTY):
            return _ANY
        char = self.source[self.at + 1 : self.at + 2]
        self.at += 2
        if char in _EMPTY_ESCAPE:
            return _EMPTY
        if char in _ANY_ESCAPE:
            return _ANY
        if not char or (char.isalnum() and char not in _CONTROLS):
            raise _UnreadableError
        return _literal(_CONTROLS.get(char, char))

    def _counted(self, part: _Part) -> _Part:
        while count := self._finds(_COUNT):
            part = _repeated(part, count[1] or "", int(count[2] or 1))
        return part

    def _takes(self, char: str) -> bool:
        is_there = self.source.startswith(char, self.at)
        self.at += is_there
        return is_there

    def _finds(self, wanted: re.Pattern[str]) -> re.Match[str] | None:
        found = wanted.match(self.source, self.at)
        self.at = found.end() if found else self.at
        return found

    def _match(self, wanted: re.Pattern[str]) -> re.Match[str]:
        found = self._finds(wanted)
        if found is None:
            raise _UnreadableError
        return found


def _literal(char: str) -> _Part:
    return _Part(frozenset({char.casefold()}))


def _class(source: str) -> _Part:
    if not _PLAIN_CLASS.fullmatch(source):
        return _ANY
    bounds = [(_char(low), _char(high or low)) for low, high in _RANGE.findall(source[1:-1])]
    spans = [range(ord(low), ord(high) + 1) for low, high in bounds]
    if sum(map(len, spans)) <= MOST_MEMBERS:
        return _Part(frozenset(chr(code).casefold() for span in spans for code in span))
    is_foreign = all(
        span[0] > 0x7F and not any(odd in span for odd in _FOLDED_TO_ASCII) for span in spans
    )
    return _Part(None, (frozenset({NON_ASCII}),)) if is_foreign else _ANY


def _char(member: str) -> str:
    if member.startswith("\\x"):
        return chr(int(member[2:].strip("{}"), 16))
    return _CONTROLS[member[1]] if member.startswith("\\") else member


def _repeated(part: _Part, sign: str, least: int) -> _Part:
    if sign == "?" and part.exact is not None:
        return _Part(part.exact | {""})
    if sign in ("?", "*") or least == 0:
        return _ANY
    if part.exact is not None and least > 1 and len(part.exact) <= MOST_MEMBERS:
        part = _Part(frozenset(map("".join, product(part.exact, repeat=2))))
    return _Part(None, part.needs)


def _in_a_row(parts: Iterable[_Part]) -> _Part:
    needs: list[Need] = []
    run, is_whole = frozenset({""}), True
    for part in parts:
        if part.exact is not None and len(run) * len(part.exact) <= MOST_EXACT:
            run = frozenset(map("".join, product(run, part.exact)))
            continue
        is_whole = False
        needs += (*_Part(run).needs, *part.further)
        run = part.exact or frozenset({""})
    return _Part(run) if is_whole else _Part(None, (*needs, *_Part(run).needs))


def _one_of(branches: list[_Part]) -> _Part:
    exact = [branch.exact for branch in branches if branch.exact is not None]
    if len(exact) == len(branches):
        return _Part(frozenset().union(*exact))
    best = [min(branch.needs, key=_rank) for branch in branches if branch.needs]
    union = frozenset[str]().union(*best)
    if len(best) < len(branches) or len(union) > MOST_ALTERNATIVES:
        return _ANY
    return _Part(None, (union,))
