import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TOOLRISK = str(Path(sys.executable).with_name("toolrisk"))
SERVERS = {
    "shop": f"{sys.executable} -P -m catalog.demo",
    "hostile": f"{sys.executable} {ROOT}/tests/servers/hostile_definitions.py",
}

# The checker is a program of its own (benchmarks/proof.py runs it, too), so its modules lie here.
sys.path.append(str(HERE))


@pytest.fixture(scope="session")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build folder with the record and the site of two servers that were really started."""
    build = tmp_path_factory.mktemp("crawled")
    for name, command in SERVERS.items():
        _run("crawl", "--command", command, "--name", name, "--db", f"{build}/catalog.db")
    _run("build", "--no-crawl", "--build", str(build))
    return build


def _run(*args: str) -> None:
    done = subprocess.run(
        [TOOLRISK, *args], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
