"""Run every check over a policy."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from policy.document import Policy
from policy.lint import rule_checks, tool_checks
from policy.lint.finding import Finding, Hit, Text, findings_of, texts
from policy.lint.subject import Pair, Subject


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of finding: its id, which names its texts and its section, and how to find it."""

    id: str
    find: Callable[[Subject], Iterator[Hit]]

    @property
    def text(self) -> Text:
        """Severity, sentence and remedy."""
        return texts()[self.id]


CHECKS = (
    Check("unknown-tool", tool_checks.unknown_tools),
    Check("impossible-path", rule_checks.impossible_paths),
    Check("undeclared-path", rule_checks.undeclared_paths),
    Check("uncomparable", rule_checks.uncomparable),
    Check("avoidable", rule_checks.avoidable),
    Check("always-fires", rule_checks.always_firing),
    Check("never-fires", rule_checks.never_firing),
    Check("subsumed", rule_checks.subsumed),
    Check("unreachable", tool_checks.unreachable_rules),
    Check("blocks-every-tool", tool_checks.blocks_every_tool),
    Check("hidden-and-listed", tool_checks.hidden_and_listed),
    Check("pass-through", tool_checks.pass_throughs),
    Check("dangerous-allowed", tool_checks.dangerous_tools),
    Check("definition-changed", tool_checks.changed_definitions),
    Check("definition-unlocked", tool_checks.unlocked_definitions),
)


def lint(
    policy: Policy,
    pairs: Iterable[Pair],
    *,
    digests: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """Return what is likely not meant in `policy`, the worst first.

    `pairs` are all the tools of the server with their verdicts; `digests` are those that a
    lock file notes, None where there is none.
    """
    subject = Subject(policy, tuple(pairs), digests)
    found = [each for check in CHECKS for each in findings_of(check.id, check.find(subject))]
    order = [check.id for check in CHECKS]
    return tuple(sorted(found, key=lambda each: (each.severity.rank, order.index(each.id))))
