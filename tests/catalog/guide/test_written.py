"""The guide is right: its commands exist, its settings can be read, every page can be found."""

import re

import click
import pytest
import yaml

from catalog.cli import main
from catalog.crawl.seeds import load_seeds
from catalog.paths import MKDOCS, SITE

PAGES = sorted((SITE / "guide").glob("*.md"))
_COMMAND = re.compile(r"(?:^|`|bin/)toolrisk ((?:[a-z][a-z-]+ ?)+)([^`\n|]*)", re.MULTILINE)
_BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_of_the_guide_exists_with_its_options(page) -> None:
    for words, rest in _COMMAND.findall(page.read_text("utf-8")):
        command: click.Command = main
        for word in words.split():
            if isinstance(command, click.Group):
                found = command.get_command(click.Context(command), word)
                assert found is not None, f"{page.name}: toolrisk {words}"
                command = found
        known = {option for each in command.params for option in each.opts}
        used = set(re.findall(r"(?<!\S)--[a-z-]+", rest))
        assert used <= known | {"--help"}, f"{page.name}: toolrisk {words}{rest}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_yaml_block_of_the_guide_can_be_read(page) -> None:
    for block in _BLOCK.findall(page.read_text("utf-8")):
        assert yaml.safe_load(block)


def test_the_list_of_servers_in_the_guide_is_one(tmp_path) -> None:
    (block,) = _BLOCK.findall((SITE / "guide/own-servers.md").read_text("utf-8"))
    (tmp_path / "servers.yaml").write_text(block)
    assert [each.name for each in load_seeds(tmp_path / "servers.yaml")] == ["filesystem", "mine"]


def test_every_page_of_the_guide_is_in_its_navigation() -> None:
    nav = yaml.safe_load(MKDOCS.read_text("utf-8"))["nav"]
    assert sorted(nav) == [f"guide/{page.name}" for page in PAGES]


def test_every_page_of_the_guide_has_a_description() -> None:
    heads = [page.read_text("utf-8").split("---")[1] for page in PAGES]
    assert all(yaml.safe_load(head)["description"].endswith(".") for head in heads)
