"""Tools whose effect an argument decides: their operations one by one, and from what to what."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
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
    owners = {choice.path: one.name for one in features.parameters for choice in one.choices}
    each = (_operation(words, owners[words.field], objects, category) for words in offered)
    return _reaching(tuple(each), category)


def read_envelope(
    features: Features,
    fired: Sequence[Fired],
    *,
    operations: Sequence[Operation],
    category: Category,
) -> Envelope | None:
    """Return from what to what a call can reach, or None where no argument decides it."""
    free = tuple(dict.fromkeys(_free_arguments(features, fired))) or _carriers(features, fired)
    if category is Category.EXECUTE and free:
        return Envelope(Category.READ, _WORST_OF_CODE, free)
    reached = {operation.category for operation in operations}
    if len(reached) < 2:
        return None
    least = max(reached, key=lambda one: one.precedence)
    selectors = tuple(dict.fromkeys(operation.parameter for operation in operations))
    return Envelope(least, category, selectors)


def _reaching(operations: tuple[Operation, ...], category: Category) -> tuple[Operation, ...]:
    """Lift the worst of `operations` to `category`: some operation has to be why it is that."""
    worst = min(one.category.precedence for one in operations)
    return tuple(
        replace(one, category=category) if one.category.precedence == worst else one
        for one in operations
    )


def _operation(words: Words, parameter: str, objects: str, category: Category) -> Operation:
    own = _category_of(f"{words.text} {objects}".strip())
    # Measured: where a value by itself sounds worse than the whole tool, the tool was right.
    is_milder = own is not None and own.precedence > category.precedence
    reached = own if own is not None and is_milder else category
    return Operation(parameter, words.text, words.field, reached)


@lru_cache(maxsize=20_000)
def _category_of(name: str) -> Category | None:
    """Return what the rules say of a tool that has only this name; None where they do not."""
    ruleset = default_ruleset()
    # Rules for languages without spaces read texts, not names.
    text = {} if name.isascii() else {"description": name}
    features = read_features(parse_definition({"name": name, **text}), ruleset.lexicon)
    decision = decide(ruleset.fired(features))
    return decision.category if decision.deciding else None


def _free_arguments(features: Features, fired: Sequence[Fired]) -> Iterator[str]:
    outer = {one.path: one.name for one in features.parameters if not one.is_nested}
    for one in fired:
        if one.rule.signal is Signal.FREEFORM_CODE or one.rule.id in _ANY_CALL:
            for hit in one.hits:
                name = outer.get(hit.field.removesuffix(".description"))
                if name is not None and hit.field.startswith("inputSchema"):
                    yield name


def _carriers(features: Features, fired: Sequence[Fired]) -> tuple[str, ...]:
    """Return the arguments that can carry free-form input where only the text tells of it."""
    if not any(one.rule.id in _FREE_FORM for one in fired):
        return ()
    outer = [one for one in features.parameters if not one.is_nested]
    able = [one.name for one in outer if not one.types or one.types & _CARRIES]
    return tuple(dict.fromkeys(able)) if len(able) <= _MOST_CARRIERS else ()
