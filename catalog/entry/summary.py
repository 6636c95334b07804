"""Say what a tool does on its server, in sentences that each rest on a fact."""

from collections.abc import Iterator

from catalog.entry.attacks import quoted, signal_evidence
from catalog.entry.phrasebook import phrasebook
from catalog.entry.reading import Argument, Reading
from catalog.entry.siblings import Doers, Family
from catalog.entry.wording import counted, first_few, label, listed, sentence, shortened
from classifier import Signal, Verdict

_MOST_NAMES = 8
_MOST_CHOICES = 5
_LONGEST_WORDS = 60


def summarise(family: Family, at: int, server: str) -> tuple[str, ...]:
    """Return the sentences about member `at`; `server` is how sentences call the server."""
    member = family.members[at]
    found = (
        *_described(member.reading, member.verdict, server),
        _worst(member.verdict),
        *_operations(member.reading),
        *_arguments(member.reading),
        *_outputs(member.reading),
        *_signals(member.verdict),
        *_same_object(family, at),
        *_contradictions(member.verdict),
        _standing(family, at, server),
    )
    return tuple(sentence(each) for each in found)


def signal_phrases(verdict: Verdict) -> tuple[str, ...]:
    """Return what each signal says of the tool, with its first evidence."""
    return tuple(_signal_phrases(verdict))


def _signal_phrases(verdict: Verdict) -> Iterator[str]:
    for signal in verdict.signals:
        found = signal_evidence(verdict, signal)
        yield f"{phrasebook().signals[signal]} ({quoted(found)})"


def _described(reading: Reading, verdict: Verdict, server: str) -> Iterator[str]:
    texts = phrasebook().summary
    if Signal.HIDDEN_INSTRUCTIONS in verdict.signals:
        yield texts["not_repeated"].format(server=server, name=reading.label)
    elif reading.says:
        yield texts["described"].format(server=server, name=reading.label, text=reading.says)
    elif reading.words:
        words = shortened(" ".join(reading.words), _LONGEST_WORDS)
        yield texts["reads_as"].format(server=server, name=reading.label, words=words)


def _worst(verdict: Verdict) -> str:
    texts = phrasebook().summary
    lead = texts["undecided"] if verdict.needs_review else texts["decided"]
    return lead.format(category=verdict.category.value, can=phrasebook().can[verdict.category])


def _operations(reading: Reading) -> Iterator[str]:
    for argument in reading.operations:
        yield (
            phrasebook()
            .summary["operations"]
            .format(argument=_named(argument), values=first_few(argument.choices, _MOST_NAMES))
        )


def _arguments(reading: Reading) -> Iterator[str]:
    texts = phrasebook().summary
    if not reading.has_schema:
        yield texts["no_schema"]
    elif not reading.declared:
        yield texts["no_arguments"]
    else:
        required = [_typed(each) for each in reading.arguments if each.is_required]
        optional = [_typed(each) for each in reading.arguments if not each.is_required]
        yield texts["arguments"].format(
            count=counted(reading.declared, "argument"),
            required=_those("required", required),
            optional=_those("optional", optional),
        )


def _those(kind: str, names: list[str]) -> str:
    if not names:
        return ""
    return phrasebook().summary[kind].format(names=first_few(names, _MOST_NAMES))


def _typed(argument: Argument) -> str:
    short = 0 < len(argument.choices) <= _MOST_CHOICES
    told = listed([shortened(each, 30) for each in argument.choices]) if short else argument.kind
    return f"{_named(argument)} ({shortened(told, 80)})" if told else _named(argument)


def _named(argument: Argument) -> str:
    return label(argument.name, blank="one with a blank name")


def _outputs(reading: Reading) -> Iterator[str]:
    if reading.outputs:
        yield phrasebook().summary["outputs"].format(names=first_few(reading.outputs, _MOST_NAMES))


def _signals(verdict: Verdict) -> Iterator[str]:
    phrases = signal_phrases(verdict)
    if phrases:
        yield phrasebook().summary["signals"].format(signals=listed(phrases))


def _same_object(family: Family, at: int) -> Iterator[str]:
    others = [_doers(each) for each in family.same_object(at)]
    if others:
        yield phrasebook().summary["same_object"].format(others=listed(others))


def _doers(doers: Doers) -> str:
    names = [label(member.name) for member in doers.nearest]
    rest = doers.count - len(names)
    shown = listed([*names, f"{rest:,} more"]) if rest else listed(names)
    does = doers.does if doers.count == 1 else _plural(doers.does)
    return phrasebook().summary["others"].format(names=shown, does=does)


def _plural(does: str) -> str:
    """Turn `reads` into `read`, and `runs on` into `run on`."""
    verb, _, rest = does.partition(" ")
    return f"{verb.removesuffix('s')} {rest}".strip()


def _contradictions(verdict: Verdict) -> Iterator[str]:
    for each in verdict.contradictions:
        yield (
            phrasebook()
            .summary["contradiction"]
            .format(
                annotation=each.annotation,
                declared="true" if each.declared else "false",
                reason=each.reason,
            )
        )


def _standing(family: Family, at: int, server: str) -> str:
    texts = phrasebook().summary
    tools = counted(len(family.members), "tool")
    risk = family.members[at].verdict.risk
    same = family.by_risk[risk]
    if len(family.members) == 1:
        return texts["only_tool"].format(server=server)
    if same == len(family.members):
        return texts["all_risk"].format(server=server, risk=risk.value)
    form = texts["only_risk"] if same == 1 else texts["one_risk"]
    return form.format(same=f"{same:,}", risk=risk.value, tools=tools, server=server)
