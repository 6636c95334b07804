"""A rule: what it looks for in a definition, and what it concludes from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from classifier.taxonomy import Category, Signal


class Zone(StrEnum):
    """A place of the definition that a condition looks at."""

    VERB = "verb"
    """The verb of the name, and verbs joined to it by `and` or `or`."""
    OPENS = "opens"
    """The verbs that the description's first sentence opens with, in any form."""
    ACT = "act"
    """`verb` or `opens`; a hit in the description alone weighs `OPENS_WEIGHS_LESS` less."""
    OBJECT = "object"
    """The words of the name that are not its verb."""
    NAME = "name"
    """All words of the name."""
    PARAM = "param"
    """Names of parameters; `=x` is the whole name, `~x` its end, `x as string` of that type."""
    OPERATION = "operation"
    """Values of a parameter that selects the operation (`action`, `operation`, `mode` …)."""
    CHOICE = "choice"
    """Values of any parameter that lists its values."""
    TITLE = "title"
    SUMMARY = "summary"
    """The first sentence of the description."""
    TEXT = "text"
    """The whole description."""
    PARAM_TEXT = "param_text"
    """Descriptions of parameters, and values of theirs that are as long as a sentence."""
    ANNOTATION = "annotation"
    """A declared hint, as `readOnlyHint=true`."""
    SHAPE = "shape"
    """A fact without words of its own, see `Shape`; it is never evidence."""


WORD_ZONES = (
    Zone.VERB,
    Zone.OPENS,
    Zone.OBJECT,
    Zone.NAME,
    Zone.PARAM,
    Zone.OPERATION,
    Zone.CHOICE,
)
"""Zones that are matched word by word; plural forms are understood."""
TEXT_ZONES = (Zone.TITLE, Zone.SUMMARY, Zone.TEXT, Zone.PARAM_TEXT)
"""Zones that are matched by phrases, or by patterns written `/…/` in RE2 syntax."""


class Shape(StrEnum):
    """Facts about a definition that no text tells."""

    NO_DESCRIPTION = "no-description"
    NO_PARAMETERS = "no-parameters"
    NO_VERB = "no-verb"
    HAS_OPERATIONS = "has-operations"


class Modifier(StrEnum):
    """What shifts the risk or the decision without being a category or a signal."""

    READ_ONLY_ENFORCED = "read_only_enforced"
    """The definition says that writes are refused."""
    DRAFT = "draft"
    SANDBOX = "sandbox"
    TEST_MODE = "test_mode"
    SESSION = "session"
    PREPARED_ONLY = "prepared_only"
    PAGE = "page"
    """Confined to a web page or a screen."""
    PREDEFINED_JOB = "predefined_job"
    FIXED_HOST = "fixed_host"
    """The URL argument stays within hosts that the definition names."""
    UNLISTED_OPERATIONS = "unlisted_operations"
    """Several operations are meant, but not said which."""
    NO_TOOL = "no_tool"
    """A placeholder or an example that does nothing of its own."""
    SPEAKS_OF_ACTING = "speaks_of_acting"
    """Words of running, paying or removing stand somewhere: no Read is certain then."""


class Status(StrEnum):
    """How far a rule is trusted; deprecated rules are kept as a record and never fire."""

    EXPERIMENTAL = "experimental"
    STABLE = "stable"
    DEPRECATED = "deprecated"


OPENS_WEIGHS_LESS = 10
"""How much less a verb weighs that only the description opens with."""
AMBIGUOUS_WEIGHS_LESS = 12
"""How much less a verb of the name weighs that may as well be a noun."""


@dataclass(frozen=True, slots=True)
class Clause:
    """Terms of one zone, any of which satisfies it."""

    zone: Zone
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One file below `classifier/rules`. Exactly one of category, signal and modifier is set."""

    id: str
    """Path below `classifier/rules`, without `.yaml`."""
    says: str
    status: Status
    category: Category | None
    strength: int
    """1 … 99; the strongest rule decides the category, the worse category where two tie."""
    signal: Signal | None
    modifier: Modifier | None
    all: tuple[Clause, ...]
    """Every one has to hold."""
    any: tuple[Clause, ...]
    """At least one has to hold, if there are any."""
    none: tuple[Clause, ...]
    """None may hold."""
    match: tuple[Mapping[str, Any], ...]
    """Definitions on which the rule has to fire."""
    no_match: tuple[Mapping[str, Any], ...]
    """Definitions on which it must not."""

    def clauses(self) -> tuple[Clause, ...]:
        """Return every clause, the excluding ones too."""
        return (*self.all, *self.any, *self.none)
