"""Drive the policy builder of server pages in a browser, and evaluate what it makes."""

import json
import os
import re
import shutil
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright
from proof_behaviour import Tool, behaviour, calls_of

from policy import PolicyError, evaluate, load

_EFFECT = {
    "callable": r"(\d+) callable",
    "checked": r"(\d+) with conditions",
    "limited": r"(\d+) within a limit",
    "asked": r"(\d+) ask\b",
    "denied": r"(\d+) denied",
    "hidden": r"(\d+) hidden",
}
Made = tuple[Any, str]


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def pages_of(site: Path) -> Iterator[tuple[Page, str]]:
    """Serve a built site to a browser; yields its page, and the address of the site.

    Raises:
        LookupError: there is no browser.
    """
    names = (os.environ.get("TOOLRISK_CHROMIUM"), "chromium", "google-chrome")
    browser = next((path for name in names if name and (path := shutil.which(name))), None)
    if browser is None:
        raise LookupError("no Chromium on PATH; TOOLRISK_CHROMIUM can name one")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with sync_playwright() as playwright:
            started = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
            yield started.new_page(), f"http://127.0.0.1:{server.server_port}/"
            started.close()
    finally:
        server.shutdown()
        server.server_close()


def made_by(page: Page, address: str) -> dict[str, Made]:
    """Return what each preset of a builder makes, with the sentence on its effect."""
    page.goto(address)
    made = {}
    for name in ("recommended", "read-only", "not-critical"):
        page.locator(f'#builder [data-preset="{name}"]').click()
        text = page.locator(".b-out code").text_content() or ""
        effect = page.locator(".b-effect [role=status]").text_content() or ""
        made[name] = (json.loads(text), effect)
    return made


def wrong_builds(
    made: Mapping[str, Made], presets: Sequence[Mapping[str, Any]], tools: Sequence[Tool]
) -> Iterator[tuple[str, str]]:
    """Yield where a policy of the builder is no policy, or does other than is said of it."""
    expected = {each["preset"]: each["document"] for each in presets}
    for name, (document, effect) in made.items():
        try:
            policy = load(document)
        except PolicyError as error:
            yield name, f"is not valid: {error}"
            continue
        if _said(effect) != _does(document, policy, tools):
            yield name, f"says {effect!r}, does {_does(document, policy, tools)}"
        if name in expected:
            other = load(expected[name])
            for tool in tools:
                if any(
                    evaluate(policy, tool.name, call).outcome
                    is not evaluate(other, tool.name, call).outcome
                    for call in calls_of(expected[name], tool)
                ):
                    yield name, f"treats {tool.name!r} otherwise than the file of this preset"
        else:
            yield from ((name, told) for told in _wrong_critical(document, policy, tools))


def _said(effect: str) -> dict[str, int]:
    found = {key: re.search(pattern, effect) for key, pattern in _EFFECT.items()}
    counts = {key: int(match[1]) if match else 0 for key, match in found.items()}
    counts["open"] = counts.pop("callable") - counts["checked"] - counts["limited"]
    return {key: count for key, count in counts.items() if count}


def _does(document: Any, policy: Any, tools: Sequence[Tool]) -> dict[str, int]:
    return dict(Counter(behaviour(document, policy, tool).kind for tool in tools))


def _wrong_critical(document: Any, policy: Any, tools: Sequence[Tool]) -> Iterator[str]:
    critical = {tool.name for tool in tools if tool.risk == "Critical"}
    for tool in tools:
        kind = behaviour(document, policy, tool).kind
        if (kind in ("hidden", "denied")) != (tool.name in critical) or kind not in (
            "hidden",
            "denied",
            "open",
        ):
            yield f"{tool.name!r} of risk {tool.risk} is {kind}"
