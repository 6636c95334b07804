"""Tools whose effect an argument decides: their operations one by one, and from what to what."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from classifier.deciding import decide
from classifier.definition import parse_definition
from classifier.features import Features, Words, read_features
from classifier.ruleset import Fired, default_ruleset
from classifier.taxonomy import Category, Signal
from classifier.verdict import Envelope, Operation

MOST_OPERATIONS = 60
_ANY_CALL = frozenset({"execute/passthrough", "execute/http-method", "execute/http-client"})
"""Rules that fire where an argument names what is called."""
_FREE_FORM = _ANY_CALL | {
    "execute/code-argument",
    "execute/query-argument",
    "execute/raw-command",
    "execute/shell",
    "execute/sql",
    "execute/sql-argument",
}
"""Rules that fire where some argument carries what is run, whatever its name."""
_CARRIES = frozenset({"string", "object", "array"})
_MOST_CARRIERS = 4
_WORST_OF_CODE = Category.DESTRUCTIVE
"""What code, a statement or a method can reach: it can delete, whatever it usually does."""


def read_operations(features: Features, category: Category) -> tuple[Operation, ...]:
    """Return the offered operations, none worse than the `category` of the whole tool."""
    offered = features.operations[:MOST_OPERATIONS]
    if len(offered) < 2:
        return ()
    objects = " ".join(token.word for token in features.objects[:4])
    return tuple(_operation(words, objects, category) for words in offered)


def read_envelope(
    features: Features,
    fired: Sequence[Fired],
    *,
    operations: Sequence[Operation],
    category: Category,
) -> Envelope | None:
    """Return from what to what a call can reach, or None where no argument decides it."""
    free = tuple(dict.fromkeys(_free_arguments(fired))) or _carriers(features, fired)
    if category is Category.EXECUTE and free:
        return Envelope(Category.READ, _WORST_OF_CODE, free)
    reached = {operation.category for operation in operations}
    if len(reached) < 2:
        return None
    least = max(reached, key=lambda one: one.precedence)
    selectors = tuple(dict.fromkeys(operation.parameter for operation in operations))
    return Envelope(least, category, selectors)


def _operation(words: Words, objects: str, category: Category) -> Operation:
    own = _category_of(f"{words.text} {objects}".strip())
    # Measured: where a value by itself sounds worse than the whole tool, the tool was right.
    is_milder = own is not None and own.precedence > category.precedence
    reached = own if own is not None and is_milder else category
    return Operation(_parameter(words.field), words.text, words.field, reached)


@lru_cache(maxsize=20_000)
def _category_of(name: str) -> Category | None:
    """Return what the rules say of a tool that has only this name; None where they do not."""
    ruleset = default_ruleset()
    features = read_features(parse_definition({"name": name}), ruleset.lexicon)
    decision = decide(ruleset.fired(features))
    return decision.category if decision.deciding else None


def _parameter(field: str) -> str:
    """Return `action` of `inputSchema.properties.action.enum[2]`."""
    head = field.rpartition(".enum[")[0] or field.rpartition(".const")[0] or field
    return head.removesuffix(".items").rpartition(".properties.")[2] or head


def _free_arguments(fired: Sequence[Fired]) -> Iterator[str]:
    for one in fired:
        if one.rule.signal is Signal.FREEFORM_CODE or one.rule.id in _ANY_CALL:
            for hit in one.hits:
                head, _, name = hit.field.partition(".properties.")
                if head.startswith("inputSchema") and name and "." not in name:
                    yield name


def _carriers(features: Features, fired: Sequence[Fired]) -> tuple[str, ...]:
    """Return the arguments that can carry free-form input where only the text tells of it."""
    if not any(one.rule.id in _FREE_FORM for one in fired):
        return ()
    outer = [one for one in features.parameters if not one.is_nested]
    able = [one.name for one in outer if not one.types or one.types & _CARRIES]
    return tuple(dict.fromkeys(able)) if len(able) <= _MOST_CARRIERS else ()
