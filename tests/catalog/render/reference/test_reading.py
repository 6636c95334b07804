"""What the page reads out of JSON, TOML and YAML, and what it says of mistakes in them."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
CASES = yaml.safe_load(Path(__file__).with_name("readings.yaml").read_text(encoding="utf-8"))
SECRET = "hunter2"
_READ = """async (texts) => {
  const { read } = await import("../assets/check/reading.js");
  return Promise.all(texts.map(async (text) => {
    const { wrong = null, tools, servers } = await read(text);
    const kept = servers?.map(({ name, keys, version, why }) => ({ name, keys, version, why }));
    return { wrong, tools: tools?.map(({ name }) => name), servers: kept };
  }));
}"""
_PARSE = """async ([format, name, texts]) => {
  const parse = (await import(`../assets/check/formats/${format}.js`))[name];
  return texts.map((text) => {
    try { return [parse(text)]; } catch (error) { return error.message; }
  });
}"""
_TOML = """
a.b = 'x\\y'
"c d" = "t\\tab \\u00e9 \\"q\\""
e = [1, -2.5, true, [], {f = "g", h.i = false},]  # end
[j]
k = '''
one
two'''
l = \"\"\"three \\
   four\"\"\"
m = 1_000
[j.n."o.p"]
q = {}
[[r]]
s = 1
[[r]]
[r.t]
u = "v"
"""


@pytest.fixture(scope="module")
def opened(browser: Browser, address: str) -> Iterator[Page]:
    page = browser.new_page()
    page.goto(f"{address}check/")
    yield page
    page.close()


@pytest.fixture(scope="module")
def readings(opened: Page) -> dict[str, Any]:
    found = opened.evaluate(_READ, [case["text"] for case in CASES])
    return {case["name"]: each for case, each in zip(CASES, found, strict=True)}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_is_pasted_is_read(readings: dict[str, Any], case: dict[str, Any]) -> None:
    found = readings[case["name"]]
    assert SECRET not in json.dumps(found)
    assert found.get("tools") == case.get("tools")
    assert (found["wrong"] is None) is ("wrong" not in case)
    assert case.get("wrong", "") in (found["wrong"] or "")
    if "is" in case:
        for (name, said), server in zip(case["is"], found["servers"], strict=True):
            keys = " ".join([*server["keys"], *filter(None, [server["version"]])])
            assert server["name"] == name
            assert said == keys if keys else said in server["why"]


def test_toml_is_read_as_python_reads_it(opened: Page) -> None:
    assert opened.evaluate(_PARSE, ["toml", "parseToml", [_TOML]]) == [[tomllib.loads(_TOML)]]


# Shrinking would ask the browser thousands of times.
_FEW = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)
_NAMES = st.text("abc-_ é", min_size=1, max_size=8)
_WORDS = st.text("ab:#- '\"{}[],é", max_size=8)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | _WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3),
    max_leaves=10,
)


@_FEW
@given(st.lists(st.dictionaries(_NAMES, _VALUES, min_size=1, max_size=4), min_size=20))
def test_yaml_is_read_as_python_wrote_it(opened: Page, values: list[Any]) -> None:
    for style in (False, None):
        texts = [
            yaml.safe_dump(each, default_flow_style=style, width=40, allow_unicode=True)
            for each in values
        ]
        found = opened.evaluate(_PARSE, ["yaml", "parseYaml", texts])
        for text, value, read in zip(texts, values, found, strict=True):
            # What is not read is refused with its line, and never read wrongly.
            assert read == [value] or "line" in read, text
        assert sum(read == [value] for value, read in zip(values, found, strict=True)) > 10


@_FEW
@given(st.lists(st.text("[]{}\"',:=#-|>&\\\n\t ab1é", max_size=30), min_size=30))
def test_whatever_is_pasted_is_answered(opened: Page, texts: list[str]) -> None:
    for found in opened.evaluate(_READ, texts):
        assert found["wrong"] or found["tools"] or found["servers"]


def test_json_that_is_cut_anywhere_is_told_with_its_place(opened: Page) -> None:
    whole = json.dumps({"mcpServers": {"a": {"command": "npx", "args": ["x", 1.5, None]}}})
    cut = [whole[:at] for at in range(1, len(whole))]
    for found in opened.evaluate(_READ, cut):
        assert "line 1, column" in found["wrong"]
