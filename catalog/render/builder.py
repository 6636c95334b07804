"""The data that the policy builder of a server page works on, as an inert block of JSON."""

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from catalog.entry import ServerEntry, ToolEntry
from catalog.render.jsontext import data_block
from policy.argument import parse_path
from policy.inputs import input_at
from policy.parameters import Parameter, parameters_of

_MOST_TOOLS = 1000
"""Beyond that a list of switches helps nobody, and the data would weigh more than the page."""
_ARGUMENTS = 40
_FEWER = 10
"""Arguments of a tool on a server with many."""
_MANY_TOOLS = 150
_VALUES = 24
_LONGEST = 60


def has_builder(entry: ServerEntry) -> bool:
    """Tell whether the page of a server has a builder."""
    return bool(entry.policies) and len(entry.tools) <= _MOST_TOOLS


def gravest_first(entry: ServerEntry) -> list[tuple[ToolEntry, int]]:
    """Return the tools with their tokens as the page lists them; the builder goes by its order."""
    pairs = zip(entry.tools, entry.cost.tools, strict=True)
    return sorted(pairs, key=lambda pair: -pair[0].verdict.risk.rank)


def builder_data(entry: ServerEntry) -> Markup | None:
    """Return what the builder needs to know of a server; None where it has no use."""
    if not has_builder(entry):
        return None
    return data_block(
        {
            "server": entry.server.name,
            "tools": list(_tools(entry)),
            "combinations": [
                [each.pattern.title, [[name for _, name in leg] for leg in each.legs]]
                for each in entry.exposure.live
            ],
        }
    )


def _tools(entry: ServerEntry) -> Iterator[dict[str, Any]]:
    most = _ARGUMENTS if len(entry.tools) <= _MANY_TOOLS else _FEWER
    for tool, tokens in gravest_first(entry):
        yield {
            "name": tool.name,
            "risk": tool.verdict.risk.value,
            "category": tool.verdict.category.value,
            "review": tool.verdict.needs_review,
            "tokens": tokens,
            "arguments": [_argument(tool, each) for each in _parameters(tool, most)],
        }


def _parameters(tool: ToolEntry, most: int) -> tuple[Parameter, ...]:
    return parameters_of(tool.definition)[:most]


def _argument(tool: ToolEntry, parameter: Parameter) -> list[Any]:
    """Return path, types and, where the schema lists them, the values of one argument."""
    found: list[Any] = [parameter.path, sorted(parameter.types)]
    if not parameter.is_free:
        listed = input_at(tool.definition.input_schema, parse_path(parameter.path)).listed or ()
        values = [each for each in listed if _is_short(each)]
        found += [values[:_VALUES]] if values else []
    return found


def _is_short(value: object) -> bool:
    return isinstance(value, bool | int | None) or (
        isinstance(value, str) and len(value) <= _LONGEST
    )
