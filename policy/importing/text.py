"""Read JSON and YAML as the programs do whose formats are imported, and refuse what is unclear."""

import json
import re
from collections.abc import Hashable
from decimal import Decimal
from typing import Any

import yaml
from yaml.constructor import ConstructorError
from yaml.events import AliasEvent
from yaml.nodes import MappingNode, Node, ScalarNode

from policy.importing.imported import ImportingError
from policy.reader import shown


def read_json(text: str) -> Any:
    """Return the value of a JSON text.

    Raises:
        ImportingError: it is no JSON, repeats a key, or has a number that cannot be kept exactly.
    """
    try:
        return json.loads(
            text, parse_float=_exact, parse_constant=_exact, object_pairs_hook=_unique
        )
    except (ValueError, RecursionError) as error:
        raise ImportingError(f"no JSON that can be read: {error}") from error


def read_yaml(text: str) -> Any:
    """Return the value of a YAML text, read by the core schema of YAML 1.2 as Go does.

    Raises:
        ImportingError: it is no YAML, repeats a key or uses an alias.
    """
    try:
        return yaml.load(text, Loader=_Loader)  # a SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ImportingError(f"no YAML that can be read: {error}") from error


class _Loader(yaml.SafeLoader):
    """PyYAML reads YAML 1.1, in which `yes` is true and the last of two equal keys wins."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}  # noqa: RUF012  (how PyYAML is set up)

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        if self.check_event(AliasEvent):
            raise ConstructorError(None, None, "aliases are not read", self.get_mark())
        return super().compose_node(parent, index)

    def construct_yaml_int(self, node: ScalarNode) -> int:
        text = str(self.construct_scalar(node))
        if not _PLAIN_INTEGER.fullmatch(text):
            raise ConstructorError(None, None, f"{text} is unclear; quote it", node.start_mark)
        return int(text)

    def construct_yaml_float(self, node: ScalarNode) -> float:
        return _exact(str(self.construct_scalar(node)))

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [key.value for key, _ in node.value]
        if len(set(map(str, keys))) < len(keys):
            raise ConstructorError(None, None, "a key is written twice", node.start_mark)
        if "<<" in keys:
            raise ConstructorError(None, None, "merging is not read", node.start_mark)
        return {
            self.construct_scalar(key): self.construct_object(value, deep=True)
            for key, value in node.value
        }


_Loader.add_constructor("tag:yaml.org,2002:int", _Loader.construct_yaml_int)
_Loader.add_constructor("tag:yaml.org,2002:float", _Loader.construct_yaml_float)
_PLAIN_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
# Octal and other forms, infinities and dates: taken for integers, and refused as such.
_INTEGER = re.compile(
    r"(?:[-+]?[0-9][0-9_]*|[-+]?0[xXoObB][0-9a-fA-F_]+|[-+]?\.(?:inf|Inf|INF|nan|NaN|NAN)"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt\s].*)?)\Z"
)
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
for _tag, _pattern, _first in (
    ("bool", re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z"), "tTfF"),
    ("null", re.compile(r"(?:~|null|Null|NULL|)\Z"), ["~", "n", "N", ""]),
    ("int", _INTEGER, "-+.0123456789"),
    ("float", _FLOAT, "-+.0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", _pattern, list(_first))


def _exact(text: str) -> float:
    number = float(text)
    if not Decimal(text).is_finite() or Decimal(repr(number)) != Decimal(text):
        raise ValueError(f"{text} has more digits than can be kept")
    return number


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in members if keys.count(key) > 1)
        raise ValueError(f"the key {shown(twice)} is written twice")
    return members
