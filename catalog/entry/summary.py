"""Say what a tool does on its server, in sentences that each rest on a fact."""

from collections.abc import Iterator

from catalog.entry.doing import doing, unlisted
from catalog.entry.phrasebook import phrasebook
from catalog.entry.reading import Argument, Reading
from catalog.entry.siblings import Family
from catalog.entry.wording import counted, first_few, label, listed, sentence, shortened
from classifier import Verdict
from classifier.lexicon import plurals

_MOST_NAMES = 8
_MOST_CHOICES = 5
_MOST_SIBLINGS = 4
_MOST_WORDS = 3


def summarise(family: Family, at: int, server: str) -> tuple[str, ...]:
    """Return the sentences about member `at`; `server` is how sentences call the server."""
    member = family.members[at]
    found = (
        doing(member.reading, member.verdict),
        *_undescribed(member.reading),
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
    """Return what each signal says of the tool."""
    return tuple(phrasebook().signals[signal] for signal in verdict.signals)


def _undescribed(reading: Reading) -> Iterator[str]:
    if not reading.says:
        yield phrasebook().summary["no_description"]


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
    if (named := unlisted(reading)) is not None:
        yield named


def _those(kind: str, names: list[str]) -> str:
    if not names:
        return ""
    return phrasebook().summary[kind].format(names=first_few(names, _MOST_NAMES))


def _typed(argument: Argument) -> str:
    short = 0 < len(argument.choices) <= _MOST_CHOICES
    values = [shortened(each, 30) for each in argument.choices]
    told = listed(values, "or") if short else argument.kind
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
    found = list(family.same_object(at))
    words = family.objects[at]
    if not found or len(words) > _MOST_WORDS:
        return
    room, told = _MOST_SIBLINGS, []
    for doers in found:
        if names := [label(member.name) for member in doers.nearest[:room]]:
            told.append(_others(names, doers.does))
            room -= len(names)
    rest = sum(doers.count for doers in found) - (_MOST_SIBLINGS - room)
    texts = phrasebook().summary
    yield texts["same_object"].format(
        objects=" ".join((*words[:-1], next(plurals(words[-1])))),
        others=", ".join(told) if rest else listed(told),
        rest=texts["rest"].format(count=_more(rest)) if rest else "",
    )


def _more(rest: int) -> str:
    return "1 more tool is" if rest == 1 else f"{rest:,} more tools are"


def _others(names: list[str], does: str) -> str:
    does = does if len(names) == 1 else _plural(does)
    return phrasebook().summary["others"].format(names=listed(names), does=does)


def _plural(does: str) -> str:
    """Turn `reads` into `read`, and `runs or drives` into `run or drive`."""
    return " ".join(
        word.removesuffix("s") if at in (0, 2) else word for at, word in enumerate(does.split())
    )


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
