"""The errors of policies.

PolicyError    a document is no policy; it lists every problem with place and remedy
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that keeps a document from being a policy."""

    pointer: str
    """JSON Pointer (RFC 6901) of the value at fault; empty for the whole document."""
    says: str
    """One sentence: what is wrong."""
    remedy: str
    """One sentence: what to write instead."""
    line: int | None = None
    """Line of the value, counted from 1; None where the document did not come as text."""
    column: int | None = None
    """Column of the value, counted from 1."""

    def __str__(self) -> str:
        place = self.pointer or "(document)"
        if self.line is not None:
            place += f" (line {self.line}, column {self.column})"
        return printable(f"{place}: {self.says} {self.remedy}")


class PolicyError(Exception):
    """A document is not usable as a policy; `problems` holds everything found."""

    def __init__(self, source: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(source, problems)
        self.source = source
        self.problems = problems

    def __str__(self) -> str:
        count = len(self.problems)
        head = f"{printable(self.source)}: {count} problem{'' if count == 1 else 's'}"
        return "\n".join([head, *(f"  {problem}" for problem in self.problems)])


def printable(text: str) -> str:
    """Return `text` with control, invisible and bidirectional characters written as escapes."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )
