"""Understand the sentences beside a policy; a sentence that is not understood is an error."""

import re
from dataclasses import dataclass

KINDS = ("hidden", "denied", "asked", "checked", "limited", "open")
BESIDES = ("refusing", "asked_counted", "checked_counted")
"""Asked tools with calls refused outright; asked and checked ones whose calls are limited."""
_NUMBER = r"(\d{1,3}(?:,\d{3})*)"
_TOOLS = r"(?:(?P<count>\d{1,3}(?:,\d{3})*) tools?|its only tool)"
_SOME = rf"(it|all of them|{_NUMBER} of them)"
_GROUPS = (
    ("hidden", rf"hides {_TOOLS}"),
    ("denied", rf"denies every call of {_TOOLS}"),
    (
        "asked",
        rf"(?:(?P<refused>refuses .+), )?asks for approval before any (?P<other>other )?call of"
        rf" {_TOOLS} goes through(?P<besides>.*)",
    ),
    ("checked", rf"checks the arguments of {_TOOLS}(?P<besides>.*)"),
    ("limited", rf"limits how often {_TOOLS} can be called"),
)
_REFUSES = rf"(?:,| and) refuses some calls of {_SOME} outright"
_LIMITS = rf" and limits how often {_SOME} can be called"
_REST = (
    (r"no tool stays callable as before", 0),
    (r"the other one stays callable as before", 1),
    (rf"the other {_NUMBER} stay callable as before", None),
)
_WHOLE = (
    (r"The server lists no tools, so there is nothing to allow or deny\.", 0),
    (r"The only tool stays callable as before\.", 1),
    (rf"All {_NUMBER} tools stay callable as before\.", None),
)


class Unreadable(Exception):
    """A sentence that belongs to a policy and is not one of those known."""


def read_claim(sentence: str) -> dict[str, int]:
    """Return how many tools a claim puts in each group.

    Raises:
        Unreadable: it is no claim.
    """
    counts = dict.fromkeys(KINDS, 0)
    for pattern, fixed in _WHOLE:
        if match := re.fullmatch(pattern, sentence):
            return counts | {"open": _count(match, sentence) if fixed is None else fixed}
    if not sentence.endswith(".") or not sentence[:1].isupper():
        raise Unreadable(sentence)
    parts = (sentence[0].lower() + sentence[1:-1]).split("; ")
    is_alone = any(re.search(r"\bits only tool\b", part) for part in parts)
    if is_alone and len(parts) > 1:
        raise Unreadable(sentence)
    rest = None if is_alone else parts.pop()
    order = []
    for part in parts:
        kind, count = _group(part, sentence)
        if not count:
            raise Unreadable(sentence)
        counts[kind] = count
        order.append(kind)
    if not order or order != sorted(set(order), key=KINDS.index):
        raise Unreadable(sentence)
    return counts | {"open": 0 if rest is None else _rest(rest, sentence)}


def read_besides(sentence: str) -> dict[str, int]:
    """Return how many tools of a group a claim says more of.

    The keys are those of `BESIDES`. `read_claim` has to have read the sentence before.
    """
    found = dict.fromkeys(BESIDES, 0)
    for part in (sentence[:1].lower() + sentence[1:].removesuffix(".")).split("; "):
        for kind, pattern in _GROUPS:
            match = re.fullmatch(pattern, part)
            if match and "besides" in match.groupdict():
                found |= _besides(kind, match, _tools(match, sentence))
    return found


def _tools(match: re.Match[str], sentence: str) -> int:
    if match["count"] is None:
        return 1
    count = _number(match["count"], sentence)
    if (f"{match['count']} tools" in match[0]) == (count == 1):
        raise Unreadable(sentence)
    return count


def _besides(kind: str, match: re.Match[str], total: int) -> dict[str, int]:
    told, more = match["besides"], {}
    if kind == "asked":
        refuses = re.match(_REFUSES, told)
        told = told[refuses.end() :] if refuses else told
        more["refusing"] = _some(refuses, total) + bool(match["refused"])
        if bool(match["refused"]) != bool(match["other"]) or more["refusing"] > total:
            raise Unreadable(match[0])
    limits = re.match(_LIMITS, told)
    told = told[limits.end() :] if limits else told
    if told:
        raise Unreadable(match[0])
    return more | {f"{kind}_counted": _some(limits, total)}


def _some(match: re.Match[str] | None, total: int) -> int:
    if match is None:
        return 0
    if match[1] in ("it", "all of them"):
        if (match[1] == "it") != (total == 1):
            raise Unreadable(match[0])
        return total
    return int(match[2].replace(",", ""))


def _group(part: str, sentence: str) -> tuple[str, int]:
    for kind, pattern in _GROUPS:
        if match := re.fullmatch(pattern, part):
            count = _tools(match, sentence)
            if "besides" in match.groupdict():
                _besides(kind, match, count)
            return kind, count
    raise Unreadable(sentence)


def _rest(part: str, sentence: str) -> int:
    for pattern, fixed in _REST:
        if match := re.fullmatch(pattern, part):
            return _count(match, sentence) if fixed is None else fixed
    raise Unreadable(sentence)


def _count(match: re.Match[str], sentence: str) -> int:
    return _number(match[1], sentence)


def _number(text: str, sentence: str) -> int:
    count = int(text.replace(",", ""))
    if f"{count:,}" != text:
        raise Unreadable(sentence)
    return count


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer says becomes of a call of its tool."""

    kind: str
    """`hidden`, `denied`, `approval` or `allowed`."""
    has_conditions: bool
    name: str
    rate: tuple[int, int] | None
    """Calls, and the seconds within which they are counted."""


_SHOWN = "The document shown here "
_RATE = (
    r"(?: The limit is (\d[\d,]*) calls? within (\d[\d,]*) seconds?; the next call is denied\.)?"
)
_UNMET = "denies a call of (.+) whose arguments do not meet its conditions, and "
_OUTCOMES = (
    (
        "hidden",
        False,
        r"takes (.+) out of the list of tools that the agent sees,"
        r" and denies a call all the same\.",
    ),
    ("denied", False, r"leaves (.+) in the list of tools and denies every call\."),
    ("approval", False, r"holds back a call of (.+) until a person approves it\."),
    ("approval", True, rf"{_UNMET}holds back any other until a person approves it\."),
    ("allowed", True, rf"{_UNMET}lets any other through\."),
    ("allowed", False, r"lets a call of (.+) through\."),
)


def read_outcome(paragraph: str) -> Outcome | None:
    """Return what a paragraph says about a document, or None where it is not about one.

    Raises:
        Unreadable: it is about a document, and not understood.
    """
    if not paragraph.startswith(_SHOWN):
        return None
    told = paragraph.removeprefix(_SHOWN)
    for kind, has_conditions, pattern in _OUTCOMES:
        if match := re.fullmatch(pattern + _RATE, told, re.DOTALL):
            rate = tuple(int(part.replace(",", "")) for part in match.groups()[1:] if part)
            return Outcome(kind, has_conditions, match[1], (rate[0], rate[1]) if rate else None)
    raise Unreadable(paragraph)


_STRICTER = {
    "it hides the tool": "hidden",
    "it denies every call": "denied",
    "a person approves each call": "asked",
}


def read_stricter(paragraph: str) -> str | None:
    """Return what a paragraph says that the recommended policy does, or None."""
    if " is stricter: " not in paragraph or not paragraph.startswith("The policy recommended for"):
        return None
    told = paragraph.rpartition(" is stricter: ")[2].removesuffix(".")
    if told not in _STRICTER:
        raise Unreadable(paragraph)
    return _STRICTER[told]


_COUNTS = {
    "same_name": re.compile(
        r".+ lists (\d[\d,]*) tools? with this name; a policy cannot tell them apart and treats"
        r" them alike\.",
        re.DOTALL,
    ),
    "tools": re.compile(r"The server listed (\d[\d,]*) tools? on \S+ over .+\.", re.DOTALL),
}


def read_counts(paragraph: str) -> dict[str, int]:
    """Return the numbers of tools that a paragraph names."""
    found = {key: pattern.fullmatch(paragraph) for key, pattern in _COUNTS.items()}
    return {key: int(match[1].replace(",", "")) for key, match in found.items() if match}
