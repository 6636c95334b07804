"""What holds for the files of every page: links, ids, budgets, and nothing inline."""

import gzip
import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

VNU = "vnu-jar@26.9.27"
_KIB = 1024
_IMPORT = re.compile(r"""(?:^|[\s;}])(?:import|from)\s*["']([^"']+)["']""")
_DATA = ("application/ld+json", "application/json")


class _Page(HTMLParser):
    """Collects links, ids and whatever could run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.styles: list[str] = []
        self.scripts: list[str] = []
        self.inline: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        self.ids += [held["id"]] if "id" in held else []
        self.links += [held[name] for name in ("href", "src") if name in held]
        self.inline += [f"{tag} {name}" for name in held if name == "style" or name[:2] == "on"]
        if tag == "link" and held.get("rel") == "stylesheet":
            self.styles.append(held["href"])
        if tag == "script" and "src" in held:
            self.scripts.append(held["src"])
        elif tag in ("script", "style") and held.get("type") not in _DATA:
            self.inline.append(tag)


@pytest.fixture(scope="session")
def read(pages: dict[str, str]) -> dict[str, _Page]:
    return {path: _Page(text) for path, text in pages.items()}


def _file(page: str, link: str) -> str:
    path = unquote(urlsplit(urljoin(f"http://site/{page}", link)).path).lstrip("/")
    return f"{path}index.html" if path.endswith("/") or not path else path


def test_every_internal_link_resolves(built: Path, read: dict[str, _Page]) -> None:
    broken = []
    for page, held in read.items():
        for link in held.links:
            parts = urlsplit(urljoin(f"http://site/{page}", link))
            if parts.netloc != "site":
                continue
            target = _file(page, link)
            fragment = unquote(parts.fragment)
            known = read[target].ids if target in read else []
            if not (built / target).is_file() or (fragment and fragment not in known):
                broken.append(f"{page}: {link}")
    assert broken == []


def test_no_id_is_there_twice(read: dict[str, _Page]) -> None:
    assert [page for page, held in read.items() if len(held.ids) != len(set(held.ids))] == []


def test_nothing_runs_that_stands_in_a_page(read: dict[str, _Page], pages: dict[str, str]) -> None:
    assert {page: held.inline for page, held in read.items() if held.inline} == {}
    policy = re.compile(r'Content-Security-Policy" content="([^"]+)"')
    for page, text in pages.items():
        found = policy.search(text)
        assert found, page
        assert "default-src 'none'" in found[1] and "unsafe" not in found[1], page


def test_tool_pages_keep_to_their_budget(built: Path, pages: dict[str, str]) -> None:
    tools = [page for page in pages if page.startswith("tools/")]
    sizes = {page: _weight(built / page) for page in tools}
    assert tools and {page: size for page, size in sizes.items() if size > 8 * _KIB} == {}


def test_styles_and_scripts_keep_to_their_budget(built: Path, read: dict[str, _Page]) -> None:
    for page, held in read.items():
        styles = {_file(page, link) for link in held.styles}
        scripts = _with_imports(built, {_file(page, link) for link in held.scripts})
        assert sum(_weight(built / name) for name in styles) <= 15 * _KIB, page
        assert sum(_weight(built / name) for name in scripts) <= 25 * _KIB, page


def _with_imports(built: Path, scripts: set[str]) -> set[str]:
    found, left = set[str](), list(scripts)
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            text = (built / name).read_text("utf-8")
            left += [_file(name, link) for link in _IMPORT.findall(text) if link.startswith(".")]
    return found


def _weight(path: Path) -> int:
    """Return the bytes that a static host sends for a file."""
    return len(gzip.compress(path.read_bytes(), 6))


@pytest.mark.registry
def test_every_page_is_valid_html(built: Path, tmp_path: Path) -> None:
    java, npm = shutil.which("java"), shutil.which("npm")
    if java is None or npm is None:
        assert not os.environ.get("CI"), "Java and npm are needed to validate HTML"
        pytest.skip("no Java or no npm on PATH")
    fetch = [npm, "install", "--ignore-scripts", "--no-audit", "--prefix", str(tmp_path), VNU]
    subprocess.run(fetch, check=True, capture_output=True, timeout=300)
    jar = tmp_path / "node_modules/vnu-jar/build/dist/vnu.jar"
    check = [java, "-jar", str(jar), "--errors-only", "--skip-non-html", str(built)]
    done = subprocess.run(check, capture_output=True, text=True, check=False, timeout=300)
    assert not done.stderr, done.stderr.replace(f"file:{built}/", "")
