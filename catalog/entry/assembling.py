"""Make the published record of one server out of what was observed and what was judged."""

from collections import Counter
from collections.abc import Iterable, Sequence

from catalog.entry.attacks import attacks_on
from catalog.entry.cost import cost_of
from catalog.entry.exposure import exposure_of
from catalog.entry.fingerprint import fingerprint
from catalog.entry.model import ServerEntry, Snippet, ToolEntry
from catalog.entry.policies import Ground, tool_policies
from catalog.entry.questions import Case, answers
from catalog.entry.reading import read_definition, shared_prefix
from catalog.entry.siblings import Family, Member
from catalog.entry.summary import summarise
from catalog.entry.versions import Listing, Recall, versions_of
from catalog.entry.wording import label
from catalog.observation import Observation, Status
from catalog.server import Server
from catalog.slug import server_page, tool_page
from classifier import Definition, Verdict
from policy import least_privilege, load


def build_entry(
    server: Server,
    observation: Observation,
    verdicts: Sequence[Verdict],
    listings: Iterable[Listing] = (),
    *,
    recall: Recall = lambda digest: None,
) -> ServerEntry:
    """Return the record of `server`; `verdicts` are in the order of the observed tools.

    `listings` are all its successful ones, the oldest first; `recall` reads the definitions
    that they had before.

    Raises:
        ValueError: the verdicts do not fit the tools of the observation.
    """
    is_ok = observation.status is Status.OK
    pairs = tuple(zip(observation.tools, verdicts, strict=True)) if is_ok else ()
    if any(definition.digest != verdict.digest for definition, verdict in pairs):
        raise ValueError(f"the verdicts do not fit the tools of {server.name!r}")
    ground = Ground([definition.name for definition, _ in pairs])
    tools = _tools(server, observation, pairs, ground)
    policies = _server_policies(pairs, ground)
    recommended = load(policies[0].document if policies else least_privilege(()))
    cost = cost_of([definition for definition, _ in pairs], frozenset(recommended.hide))
    exposure = exposure_of(pairs, recommended)
    versions = versions_of(listings, recall)
    facts = (cost.as_json(), exposure.as_json(), [each.as_json() for each in versions])
    return ServerEntry(
        server=server,
        page=server_page(server.name),
        observation=observation,
        tools=tools,
        policies=policies,
        cost=cost,
        exposure=exposure,
        versions=versions,
        fingerprint=fingerprint(server, observation, tools, policies, facts=facts),
    )


def _tools(
    server: Server,
    observation: Observation,
    pairs: Sequence[tuple[Definition, Verdict]],
    ground: Ground,
) -> tuple[ToolEntry, ...]:
    occurrences = _occurrences([definition.name for definition, _ in pairs])
    repeats = Counter(definition.name for definition, _ in pairs)
    family = Family(_members(server, pairs, occurrences))
    called = label(server.title or server.name, blank="the server with a blank name")
    entries = []
    for at, (definition, verdict) in enumerate(pairs):
        case = Case(
            member=family.members[at],
            summary=summarise(family, at, called),
            policies=tool_policies(definition, verdict, ground),
            server=server,
            server_label=called,
            observation=observation,
            occurrence=occurrences[at],
            same_name=repeats[definition.name],
        )
        entries.append(_tool(case, family, at, definition))
    return tuple(entries)


def _members(
    server: Server,
    pairs: Sequence[tuple[Definition, Verdict]],
    occurrences: Sequence[int],
) -> list[Member]:
    prefix = shared_prefix([definition.name for definition, _ in pairs])
    return [
        Member(
            name=definition.name,
            page=tool_page(server.name, definition.name, occurrence),
            reading=read_definition(definition, prefix),
            verdict=verdict,
        )
        for (definition, verdict), occurrence in zip(pairs, occurrences, strict=True)
    ]


def _tool(case: Case, family: Family, at: int, definition: Definition) -> ToolEntry:
    member = case.member
    restrict = case.policies.shown["restrict"]
    return ToolEntry(
        server=case.server.name,
        name=definition.name,
        occurrence=case.occurrence,
        page=member.page,
        definition=definition,
        verdict=member.verdict,
        summary=case.summary,
        policies=(
            Snippet(
                id="restrict",
                title=f"Restrict {member.reading.label}",
                document=restrict.document,
                claim=restrict.claim,
                rule=restrict.rule,
            ),
        ),
        faq=answers(case),
        attacks=attacks_on(member.reading.label, member.verdict),
        related=family.related(at),
        instead=family.instead(at),
    )


def _server_policies(
    pairs: Sequence[tuple[Definition, Verdict]], ground: Ground
) -> tuple[Snippet, ...]:
    if not pairs:
        return ()
    document = least_privilege(pairs)
    return (
        Snippet(
            id="least-privilege",
            title="Least privilege for the whole server",
            document=document,
            claim=ground.claim(load(document)),
        ),
    )


def _occurrences(names: Sequence[str]) -> list[int]:
    """Count equal names from 1, in the order of the server."""
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(seen[name])
    return found
