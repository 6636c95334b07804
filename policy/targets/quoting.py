"""Texts as literals and comments of other languages; no name gets out of its quotes."""

import json
import re
import textwrap
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import yaml

from policy.errors import printable
from policy.targets.target import Loss

_PLAIN = re.compile(r"[ !#-\[\]-~]")
"""Printable ASCII without the quotation mark and the backslash."""
_WORD = re.compile(r"[a-z][A-Za-z_]+")
"""A key that is a text to every reader of YAML, unless it is one of `_NO_TEXTS`."""
_NO_TEXTS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "none"})
_LONGEST_KEY = 1_000
"""YAML readers take a key of up to 1,024 characters without a question mark before it."""
_LONGEST_ESCAPE = len(r"\U00000000")
_WIDTH = 1_000_000_000
"""No line is folded."""


class _Dumper(yaml.SafeDumper):
    """Writes every value in double quotes, so that no reader takes a text for anything else."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists within mappings."""
        super().increase_indent(flow, False)

    def represent_mapping(self, tag: str, mapping: Any, flow_style: Any = None) -> Any:
        """Leave the quotes away from keys that need none."""
        node = super().represent_mapping(tag, mapping, flow_style)
        for key, _ in node.value:
            if _WORD.fullmatch(key.value) and key.value.lower() not in _NO_TEXTS:
                key.style = None
        return node

    def ignore_aliases(self, data: Any) -> bool:
        """Write everything out where it stands."""
        return True

    def check_simple_key(self) -> bool:
        """Write keys with line breaks, which are escaped, like other keys."""
        is_simple = super().check_simple_key()
        if isinstance(self.event, yaml.ScalarEvent):
            return len(self.event.value) * _LONGEST_ESCAPE < _LONGEST_KEY or is_simple
        return is_simple


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')


def _decimal(dumper: yaml.SafeDumper, number: Decimal) -> yaml.Node:
    is_whole = number == number.to_integral_value()
    return dumper.represent_data(int(number) if is_whole else float(number))


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Decimal, _decimal)


def json_text(value: Any) -> str:
    """Return `value` as JSON in ASCII, over several lines."""
    return json.dumps(value, indent=2, ensure_ascii=True, default=_number) + "\n"


def _number(value: object) -> int | float:
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} is no JSON value")
    return int(value) if value == value.to_integral_value() else float(value)


def yaml_text(value: Any) -> str:
    """Return `value` as YAML in ASCII that versions 1.1 and 1.2 read alike."""
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=False, width=_WIDTH)


def toml_string(text: str) -> str:
    """Return `text` as a TOML basic string."""
    return _quoted(text, lambda code: f"\\U{code:08X}" if code > 0xFFFF else f"\\u{code:04X}")


def cel_string(text: str) -> str:
    """Return `text` as a CEL string literal."""
    return _quoted(text, lambda code: f"\\U{code:08X}" if code > 0xFFFF else f"\\u{code:04X}")


def cedar_string(text: str) -> str:
    """Return `text` as a Cedar string literal."""
    return _quoted(text, lambda code: f"\\u{{{code:x}}}")


def _quoted(text: str, escape: Callable[[int], str]) -> str:
    inner = "".join(char if _PLAIN.fullmatch(char) else escape(ord(char)) for char in text)
    return f'"{inner}"'


def comments(losses: Iterable[Loss], mark: str) -> str:
    """Return losses as comment lines that start with `mark`; empty where nothing is lost."""
    lines = [line for loss in losses for line in _wrapped(printable(loss.says))]
    return "".join(f"{mark} {line}\n" for line in lines)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(
        text, 96, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )
