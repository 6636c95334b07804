"""The whole way, as a user goes it: real servers in, a site and an API out."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from catalog.demo import DEMO
from catalog.slug import tool_page
from catalog.store import Store
from policy import evaluate, load

ROOT = Path(__file__).resolve().parents[1]
TOOLRISK = str(Path(sys.executable).with_name("toolrisk"))
NO_REGISTRY = {
    "NPM_CONFIG_REGISTRY": "http://127.0.0.1:9/",
    "UV_DEFAULT_INDEX": "http://127.0.0.1:9/simple/",
}


def run(*args: str, offline: bool = False) -> subprocess.CompletedProcess[str]:
    environment = os.environ | (NO_REGISTRY if offline else {})
    return subprocess.run(
        [TOOLRISK, *args], env=environment, capture_output=True, text=True, timeout=240, check=False
    )


def crawl_hostile(build: Path) -> None:
    server = ROOT / "tests/servers/hostile_definitions.py"
    command = f"{sys.executable} {server}"
    done = run("crawl", "--command", command, "--name", "hostile", "--db", f"{build}/catalog.db")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    build = tmp_path_factory.mktemp("hostile")
    crawl_hostile(build)
    done = run("build", "--no-crawl", "--build", str(build))
    assert done.returncode == 0, done.stdout + done.stderr
    return build


@pytest.fixture(scope="module")
def offline(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    build = tmp_path_factory.mktemp("offline")
    done = run("build", "--build", str(build), offline=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return build, done.stderr


def documents(site: Path, pattern: str) -> list[dict[str, Any]]:
    found = [json.loads(path.read_text()) for path in sorted((site / "api/v1").glob(pattern))]
    assert found
    return found


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_without_a_registry_the_demo_server_is_published_and_that_is_said(
    offline: tuple[Path, str],
) -> None:
    build, said = offline
    assert "no package registry answers" in said
    assert "demo server" in said
    tools = documents(build / "site", f"tools/{DEMO}/*.json")
    assert len(tools) >= 25
    categories = {tool["verdict"]["category"] for tool in tools}
    assert categories == {"Read", "Write", "Execute", "Destructive", "Financial"}
    failed = documents(build / "site", "servers/filesystem.json")[0]
    assert failed["observation"]["status"] == "unreachable"


def test_a_server_that_failed_is_never_called_low(offline: tuple[Path, str]) -> None:
    page = (offline[0] / "site/servers/filesystem/index.html").read_text()
    assert "othing is known about the risk of its tools" in page
    assert "risk-low" not in page


def test_every_hostile_tool_has_a_page_and_a_document_of_its_own(hostile: Path) -> None:
    with Store(hostile / "catalog.db") as store:
        observation = store.latest("hostile")
    assert observation is not None
    seen: dict[str, int] = {}
    for tool in observation.tools:
        seen[tool.name] = seen.get(tool.name, 0) + 1
        page = tool_page("hostile", tool.name, seen[tool.name])
        assert (hostile / "site" / page / "index.html").is_file()
        document = json.loads((hostile / "site/api/v1" / f"{page.rstrip('/')}.json").read_text())
        assert (document["name"], document["digest"]) == (tool.name, tool.digest)
    assert len(seen) > 50


def test_nothing_is_written_outside_the_build_folder(hostile: Path) -> None:
    assert {path.name for path in hostile.iterdir()} <= {"catalog.db", "cache", "installs", "site"}


def test_every_claim_of_the_api_is_what_evaluate_says(
    hostile: Path, offline: tuple[Path, str]
) -> None:
    for site, server in ((hostile / "site", "hostile"), (offline[0] / "site", DEMO)):
        tools = documents(site, f"tools/{server}/**/*.json")
        names = {tool["name"] for tool in tools}
        for tool in tools:
            for snippet in tool["policies"]:
                policy = load(snippet["document"])
                hidden = {name for name in names if evaluate(policy, name, {}).hidden}
                judged = tool["verdict"]
                is_loss = judged["category"] == "Destructive" and not judged["needs_review"]
                if is_loss and tool["name"] != "*":
                    assert hidden == {tool["name"]}, snippet
                says_hidden = "Hides 1 tool" in snippet["claim"]
                assert says_hidden == (len(hidden) == 1), snippet["claim"]


def test_quotes_stand_verbatim_where_the_evidence_says(hostile: Path) -> None:
    quoted = 0
    for tool in documents(hostile / "site", "tools/hostile/**/*.json"):
        for finding in tool["verdict"]["evidence"]:
            if finding["field"] in ("name", "description", "title"):
                text = tool["definition"][finding["field"]]
                assert text[finding["start"] : finding["end"]] == finding["quote"]
                quoted += 1
    assert quoted > 50


def test_the_same_record_gives_the_same_bytes(hostile: Path, tmp_path: Path) -> None:
    (tmp_path / "catalog.db").write_bytes((hostile / "catalog.db").read_bytes())
    done = run("build", "--no-crawl", "--build", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert digests(tmp_path / "site") == digests(hostile / "site")


def test_a_second_build_takes_everything_over(hostile: Path) -> None:
    before = digests(hostile / "site")
    done = run("build", "--no-crawl", "--build", str(hostile))
    assert "0 definitions newly classified" in done.stdout
    assert "pages of 0 servers written, of 1 taken over" in " ".join(done.stdout.split())
    assert digests(hostile / "site") == before


def test_a_failed_crawl_leaves_the_site_in_place(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds.yaml"
    seeds.write_text("- name: x\n  registry: cpan\n")
    done = run("build", "--seeds", str(seeds), "--build", str(tmp_path / "build"))
    assert done.returncode == 2
    assert "seeds.yaml" in done.stderr
