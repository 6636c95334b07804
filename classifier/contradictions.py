"""Compare what a server declares about a tool with what its definition says."""

from collections.abc import Iterator

from classifier.definition import Definition
from classifier.saving import may_save
from classifier.taxonomy import Category
from classifier.verdict import Contradiction


def contradictions(definition: Definition, category: Category) -> Iterator[Contradiction]:
    """Yield each declared hint that `category` contradicts; absent hints declare nothing."""
    read_only = definition.hint("readOnlyHint")
    if read_only is True and category is not Category.READ:
        reason = f"It declares that it changes nothing, but the definition shows a {category} tool."
        yield Contradiction("readOnlyHint", True, False, reason)
    # Whoever lets a file be written beside what is read declares rightly that something changes.
    only_reads = category is Category.READ and not may_save(definition)
    if read_only is False and only_reads:
        reason = "It declares that it changes something, but the definition shows only reading."
        yield Contradiction("readOnlyHint", False, True, reason)
    destructive = definition.hint("destructiveHint")
    if destructive is False and category is Category.DESTRUCTIVE:
        reason = "It declares that it only adds, but the definition shows that it removes for good."
        yield Contradiction("destructiveHint", False, True, reason)
    # destructiveHint means "not only additive", so true fits Write, Execute and Financial.
    if destructive is True and only_reads and read_only is not True:
        reason = "It declares that it does more than add, but the definition shows only reading."
        yield Contradiction("destructiveHint", True, False, reason)
