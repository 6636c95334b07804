from pathlib import Path

import pytest

from catalog.publish import publish


def _write(text: str):  # type: ignore[no-untyped-def]
    def write(fresh: Path, previous: Path | None) -> str | None:
        (fresh / "index.html").write_text(text)
        return previous and (previous / "index.html").read_text()

    return write


def test_the_new_site_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert publish(site, _write("one")) is None
    assert publish(site, _write("two")) == "one"
    assert (site / "index.html").read_text() == "two"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_failed_build_leaves_the_last_good_site(tmp_path: Path) -> None:
    def fail(fresh: Path, previous: Path | None) -> None:
        (fresh / "index.html").write_text("half")
        raise RuntimeError("broken")

    site = tmp_path / "site"
    publish(site, _write("one"))
    with pytest.raises(RuntimeError, match="broken"):
        publish(site, fail)
    assert (site / "index.html").read_text() == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_kill_between_the_renames_is_mended(tmp_path: Path) -> None:
    old = tmp_path / "site.old"
    old.mkdir()
    (old / "index.html").write_text("one")
    (tmp_path / "site.new").mkdir()
    assert publish(tmp_path / "site", _write("two")) == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_an_interrupt_between_the_renames_leaves_the_last_good_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    publish(site, _write("one"))
    rename = Path.rename

    def interrupted(path: Path, target: Path) -> Path:
        if path.name == "site.new":
            raise KeyboardInterrupt
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        publish(site, _write("two"))
    assert (site / "index.html").read_text() == "one"
