"""Measure search and browsing over a made-up catalogue, in a real browser.

Usage: python benchmarks/search.py [--tools 500000] [--keep FOLDER]

Makes servers and tools with words, vendors and labels as uneven as in the world (Zipf), writes
the index as a build does, and prints time, peak memory and size. Then Chromium asks over
localhost: bytes count everything from the page itself to the result, uncompressed by the host,
and the time runs from the last key to the results on the page, the wait for more keys
included. A `first` query comes in a browser that never saw the site, a `next` one after
another query in the same page.
"""

import argparse
import functools
import os
import platform
import resource
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from made_up import Made
from playwright.sync_api import Browser, Page, sync_playwright

from catalog.paths import SITE
from catalog.render.address import BROWSE
from catalog.render.pages import Printer
from catalog.render.search import print_search
from catalog.render.write import Tree

FIRST_BUDGET, NEXT_BUDGET, TIME_BUDGET, MEMORY_BUDGET = 600_000, 150_000, 1.0, 1_000
QUERIES = (
    "delete_file", "delte_fil", "serch isue", "get user", "list", "creat", "export invoice",
    "critical secret", "update customer payment", "find document of team", "de",
    "telete peyment", "elete cusotmer", "send an email to a team", "hiden instructions", "labs",
)  # fmt: skip
BROWSED = (
    "", "?risk=critical", "?category=read&signal=private_data,bulk", "?sort=name",
    "?risk=high&sort=name&page=40", "?signal=secrets&page=90", "?vendor={vendor}&sort=name",
    "?q=delete+user&risk=critical", "?q=list&sort=name", "?contradiction=readOnlyHint&review=1",
    "?contradiction=readOnlyHint&review=1&sort=name",
)  # fmt: skip


def main() -> None:
    """Read the arguments, build, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tools", type=int, default=500_000)
    parser.add_argument("--keep", type=Path, help="empty folder to keep the index in")
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with TemporaryDirectory() as folder:
        place = options.keep or Path(folder)
        build(options.tools, place)
        ask(place)


def build(tools: int, place: Path) -> None:
    """Write index, page and assets as a build does; print what it took."""
    made = Made(tools)
    started, before = time.perf_counter(), _memory()
    place.mkdir(parents=True, exist_ok=True)
    tree = Tree(place)
    printer = Printer(tree, None)
    files = print_search(tree, made, made.servers, words=printer.words, build="bench")  # type: ignore[arg-type]
    taken = time.perf_counter() - started
    size = sum((place / name).stat().st_size for name in files)
    print(f"{tools:,} tools on {len(made.servers):,} servers: {taken:.0f} s, made-up rows included")
    print(f"peak memory {_memory():.0f} MB ({before:.0f} MB before); budget {MEMORY_BUDGET}")
    print(
        f"{len(files):,} files, {size / 1e6:.1f} MB; root {(place / files[-1]).stat().st_size:,} B"
    )
    printer.missing()
    printer.page("browse.html", BROWSE, letters=[], vendors=0, indexes=())
    shutil.copytree(SITE / "assets", place / "assets")


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class _Host(SimpleHTTPRequestHandler):
    """A static host that counts what it sends, headers included."""

    sent = 0
    requests = 0

    def log_message(self, format: str, *args: object) -> None:
        pass

    def copyfile(self, source: Any, outputfile: Any) -> None:
        _Host.sent += os.fstat(source.fileno()).st_size + 250
        _Host.requests += 1
        super().copyfile(source, outputfile)


def ask(place: Path) -> None:
    """Let Chromium search and browse; print bytes, requests and times."""
    host = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Host, directory=str(place)))
    threading.Thread(target=host.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{host.server_port}/"
    with sync_playwright() as playwright:
        found = shutil.which(os.environ.get("TOOLRISK_CHROMIUM", "chromium"))
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        report("search", [_asked(browser, base, query) for query in QUERIES])
        vendor = _vendor(browser, base)
        addresses = [address.format(vendor=vendor) for address in BROWSED]
        report("browse", [_browsed(browser, base, address) for address in addresses])
        browser.close()
    host.shutdown()


@dataclass
class Cost:
    """What one query took, when it was the first and when it was the next."""

    query: str
    results: int
    first: tuple[int, int, float]
    """Bytes, requests, seconds."""
    next: tuple[int, int, float]


def report(title: str, costs: list[Cost]) -> None:
    """Print one line a query and the worst of all."""
    print(f"\n{title:42} results   first: bytes reqs     s    next: bytes reqs     s")
    for cost in costs:
        print(f"{cost.query:42} {cost.results:7,} {_told(cost.first)} {_told(cost.next)}")
    first, later = (max(getattr(it, name)[0] for it in costs) for name in ("first", "next"))
    slowest = max(max(it.first[2], it.next[2]) for it in costs)
    print(
        f"worst: first {first:,} of {FIRST_BUDGET:,} bytes, next {later:,} of {NEXT_BUDGET:,},"
        f" {slowest:.2f} of {TIME_BUDGET:.0f} s"
    )


def _told(cost: tuple[int, int, float]) -> str:
    return f"{cost[0]:14,} {cost[1]:4} {cost[2]:5.2f}"


def _counted(act: Callable[[], float]) -> tuple[int, int, float]:
    _Host.sent = _Host.requests = 0
    seconds = act()
    return _Host.sent, _Host.requests, seconds


_TYPE = """async (query) => {
  const input = document.querySelector("#find");
  const panel = document.querySelector(".panel");
  input.focus();
  input.value = query;
  const started = performance.now();
  const shown = new Promise((resolve) =>
    new MutationObserver(resolve).observe(panel, {childList: true, subtree: true}));
  input.dispatchEvent(new Event("input", {bubbles: true}));
  await shown;
  return (performance.now() - started) / 1000;
}"""
_SETTLED = """async () => {
  const busy = () => document.querySelector(".results")?.ariaBusy !== null;
  while (busy()) await new Promise((resolve) => setTimeout(resolve, 2));
}"""
_GO = """async (query) => {
  const started = performance.now();
  history.pushState(null, "", location.pathname + query);
  dispatchEvent(new PopStateEvent("popstate"));
  while (document.querySelector(".results[aria-busy]")) await new Promise((r) => setTimeout(r, 2));
  return (performance.now() - started) / 1000;
}"""


def _asked(browser: Browser, base: str, query: str) -> Cost:
    page = browser.new_page()
    first = _counted(lambda: _open(page, f"{base}404.html") or page.evaluate(_TYPE, query))
    results = page.locator("[role=option]").count()
    page.close()
    page = browser.new_page()
    _open(page, f"{base}404.html")
    page.evaluate(_TYPE, "browser screenshot")
    later = _counted(lambda: page.evaluate(_TYPE, query))
    page.close()
    return Cost(query, results, first, later)


def _browsed(browser: Browser, base: str, query: str) -> Cost:
    def opened() -> float:
        started = time.perf_counter()
        _open(page, f"{base}{BROWSE}{query}")
        page.evaluate(_SETTLED)
        return time.perf_counter() - started

    page = browser.new_page()
    first = _counted(opened)
    results = int(page.locator(".total").inner_text().split(" ")[0].replace(",", ""))
    page.close()
    page = browser.new_page()
    _open(page, f"{base}{BROWSE}?risk=medium")
    page.evaluate(_SETTLED)
    later = _counted(lambda: page.evaluate(_GO, query))
    page.close()
    return Cost(query or "(all)", results, first, later)


def _open(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("#find").wait_for()


def _vendor(browser: Browser, base: str) -> str:
    page = browser.new_page()
    _open(page, f"{base}{BROWSE}")
    found: str = page.evaluate(
        "import('/assets/search/index.js').then((m) => m.openIndex()).then((i) => i.vendors[0][0])"
    )
    page.close()
    return found


if __name__ == "__main__":
    main()
