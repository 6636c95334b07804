"""One process at a time writes a folder, and one that was killed is in nobody's way."""

import subprocess
import sys
from pathlib import Path

import pytest

from catalog.errors import StoreError
from catalog.writing import only_writer

ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import sys
from pathlib import Path
from catalog.writing import only_writer
with only_writer(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def hold(folder: Path) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_writer_is_told_the_folder_and_what_to_do(tmp_path: Path) -> None:
    with hold(tmp_path) as process:
        with pytest.raises(StoreError) as refused, only_writer(tmp_path):
            pass
        said = str(refused.value)
        assert str(tmp_path) in said and f"process {process.pid}" in said
        assert "wait until it ends, or give another folder" in said
        process.communicate("")
    with only_writer(tmp_path):
        pass


def test_what_a_killed_writer_held_is_free(tmp_path: Path) -> None:
    process = hold(tmp_path)
    process.kill()
    process.communicate()
    with only_writer(tmp_path):
        pass


def test_who_would_rather_wait_is_told_for_whom(tmp_path: Path) -> None:
    with hold(tmp_path) as process:
        told: list[str] = []

        def let_go(busy: str) -> None:
            told.append(busy)
            process.communicate("")

        with only_writer(tmp_path, on_wait=let_go):
            assert told == [
                f"{tmp_path}: another toolrisk (process {process.pid}) is writing there"
            ]


def test_other_folders_are_free(tmp_path: Path) -> None:
    with only_writer(tmp_path / "a"), only_writer(tmp_path / "b"):
        pass


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="file: cannot be written"), only_writer(tmp_path / "file"):
        pass
