"""Say why a server was not listed in words that are ours alone: nothing a server said is in them.

The reason of an observation quotes the server, and a server may say anything, its credentials
included. What is recognised here as a sentence of the crawler is kept up to where the quoting
begins; for everything else the status has a sentence.
"""

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from catalog.observation import Observation, Status

_FILE = Path(__file__).with_name("told.yaml")


def told_reason(observation: Observation) -> str:
    """Return the reason of an observation without what the server said."""
    known = _known("reasons").match(observation.reason)
    if known is not None:
        return known[0]
    for pattern, said in _texts()["rephrased"]:
        if re.search(pattern, observation.reason):
            return str(said)
    sentence: str = _texts()["statuses"][observation.status.value]
    code = re.search(r"\bHTTP (\d{3})\b", observation.reason)
    is_remote = observation.status is not Status.OK and observation.transport != "stdio"
    return f"{sentence} (HTTP {code[1]})" if code and is_remote else sentence


def told_warnings(observation: Observation) -> tuple[str, ...]:
    """Return the warnings that are known, without what the server said in them."""
    return tuple(dict.fromkeys(_warnings(observation)))


def _warnings(observation: Observation) -> Iterator[str]:
    for warning in observation.warnings:
        if known := _known("warnings").match(warning):
            yield known[0]


@functools.cache
def _known(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in _texts()[kind]))


@functools.cache
def _texts() -> Any:
    return yaml.safe_load(_FILE.read_text(encoding="utf-8"))
