"""The page reads commands as `toolrisk scan` does: the shared cases, and many made by chance."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, Page

from catalog.crawl.importers.launches import launches
from catalog.crawl.importers.naming import name_launch

pytestmark = pytest.mark.browser
FILE = Path(__file__).parents[3] / "vectors" / "launches.yaml"
CASES: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
_READ = """async (launches) => {
  const { readLaunch } = await import("../assets/check/launching.js");
  return launches.map(([command, ...args]) => {
    const { keys = [], version = null, taken = "", why = "" } = readLaunch(command, args);
    return [keys, version, taken, why];
  });
}"""
LINES = [case.get("words") or case["line"].split() for case in CASES]


@pytest.fixture(scope="module")
def opened(browser: Browser, address: str) -> Iterator[Page]:
    page = browser.new_page()
    page.goto(f"{address}check/")
    yield page
    page.close()


def test_the_shared_cases_are_read_as_they_say(opened: Page) -> None:
    for case, found in zip(CASES, opened.evaluate(_READ, LINES), strict=True):
        keys, version, taken, why = found
        assert (keys, version) == (case.get("keys", []), case.get("version")), case
        assert bool(taken) is ("taken" in case) and case.get("taken", "") in taken
        assert bool(why) is ("why" in case) and case.get("why", "") in why


def _by_chance(count: int) -> list[list[str]]:
    """Return commands of words that say something, in any order."""
    chance = random.Random(6)
    known = launches()
    said = [word for runners in known.runners.values() for words in runners for word in words]
    said += [option for options in known.takes_value.values() for option in options]
    said += [*known.shells, *known.bridges, *known.own_runners, *known.scripts]
    said += [*known.containers.programs, *known.shell_options, "--", "-it", "deno", "env", "cmd"]
    said += ["/c", "/x/b.py", "python3", "https://example.org/a/", "npm:@a/b@1/c", "A=1", "run", ""]
    said += [word for words in LINES for word in words]
    starts = [words[0] for words in LINES]
    return [
        [chance.choice(starts), *chance.choices(said, k=chance.randrange(6))] for _ in range(count)
    ]


def test_commands_made_by_chance_are_read_alike(opened: Page) -> None:
    commands = _by_chance(5000)
    kinds = set()
    for words, found in zip(commands, opened.evaluate(_READ, commands), strict=True):
        named = name_launch(words[0], words[1:])
        assert found == [list(named.keys), named.version, named.taken, named.why], words
        kinds.add((bool(named.keys), bool(named.version), bool(named.taken)))
    assert len(kinds) == 4
