"""Write rules into a settings file: shown first, backed up, swapped in whole."""

import os
import shutil
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from catalog.errors import ScanError
from catalog.scan.configuration import read_text
from catalog.scan.jsonc import merged, parse, with_value
from catalog.scan.masking import shown_difference
from catalog.scan.remedy import Remedy, Setting, Value

_BACKUP = ".toolrisk-backup"


@dataclass(frozen=True, slots=True)
class Change:
    """A settings file as it is and as it would be."""

    file: Path
    old: str
    new: str
    is_new: bool
    shown: str
    """Unified diff in which only keys and our own rules can be read."""
    losses: tuple[str, ...]

    @property
    def is_needed(self) -> bool:
        """True where the file is not already as it should be."""
        return self.old != self.new


def planned(remedy: Remedy, name: str) -> Change:
    """Return what `remedy` changes in its file, called `name` before people.

    Raises:
        ScanError: the file cannot be read, or cannot be changed without harm.
    """
    is_new = not remedy.file.exists()
    old = "" if is_new else read_text(remedy.file)
    is_toml = remedy.file.suffix == ".toml"
    try:
        new = _toml(old, remedy.settings) if is_toml else _json(old, remedy.settings)
    except (ScanError, TOMLKitError, tomllib.TOMLDecodeError) as error:
        told = str(error) if isinstance(error, ScanError) else "is no TOML"
        raise ScanError(f"{name}: {told}; nothing was written") from None
    ours = {
        text for setting in remedy.settings for text in (*_texts(setting.value), *setting.removed)
    }
    shown = shown_difference(old, new, name, ours=ours, is_toml=is_toml)
    return Change(remedy.file, old, new, is_new=is_new, shown=shown, losses=remedy.losses)


def apply(change: Change) -> Path | None:
    """Write the change; returns the backup of the former file, None where there was none.

    The former file is there until the new one is complete, and stays where writing fails.

    Raises:
        ScanError: the file changed since it was read, or cannot be written.
    """
    target = change.file.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if change.is_new == target.exists() or (not change.is_new and _differs(target, change.old)):
            raise ScanError(f"{target}: changed since it was read; scan again")
        backup = None if change.is_new else _backed_up(target)
        swap_in(target, _bytes(target, change.new), mode=None if backup else 0o600)
    except OSError as error:
        raise ScanError(f"{target}: cannot be written ({error.strerror})") from error
    return backup


def swap_in(target: Path, content: bytes, *, mode: int | None = None) -> None:
    """Put `content` in the place of `target` at once: never half of it.

    `mode` None keeps the mode of the file that is there, or what a new one gets.
    """
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, name)
        elif mode is not None:
            Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _differs(target: Path, old: str) -> bool:
    return read_text(target) != old


def _backed_up(target: Path) -> Path:
    number = 1
    while (backup := target.with_name(f"{target.name}{_BACKUP}-{number}")).exists():
        number += 1
    shutil.copy2(target, backup)
    return backup


def _bytes(target: Path, text: str) -> bytes:
    has_mark = target.exists() and target.read_bytes().startswith(b"\xef\xbb\xbf")
    return (b"\xef\xbb\xbf" if has_mark else b"") + text.encode()


def _json(old: str, settings: Sequence[Setting]) -> str:
    document = parse(old) if old.strip() else {}
    new = old
    for setting in settings:
        value = _wanted(document, setting)
        if value != _at(document, setting.path):
            new = with_value(new, setting.path, value)
            document = merged(document, setting.path, value)
    if new != old and parse(new) != document:
        raise ScanError("cannot be changed without touching something else")
    return new


def _toml(old: str, settings: Sequence[Setting]) -> str:
    expected = tomllib.loads(old)
    document = tomlkit.parse(old)
    is_changed = False
    for setting in settings:
        value = _wanted(expected, setting)
        if value != _at(expected, setting.path):
            expected = merged(expected, setting.path, value)
            shown = _array(value) if isinstance(value, list) else value
            _table(document, setting.path[:-1])[setting.path[-1]] = shown
            is_changed = True
    new = tomlkit.dumps(document)
    if is_changed and tomllib.loads(new) != expected:
        raise ScanError("cannot be changed without touching something else")
    return new if is_changed else old


def _table(document: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        if key not in document:
            document[key] = tomlkit.table()
        document = document[key]
    return document


def _array(value: list[str]) -> Any:
    array = tomlkit.array()
    array.extend(value)
    return array.multiline(len(value) > 1)


def _wanted(document: Any, setting: Setting) -> Any:
    """Return what has to stand at the place of a setting, given what stands there now."""
    known = _at(document, setting.path)
    if setting.only_over and known is None:
        return None
    if not isinstance(setting.value, list):
        return setting.value
    if known is not None and not isinstance(known, list):
        raise ScanError(f"holds no list under {'.'.join(setting.path)}")
    if setting.is_added and known is None and not setting.value:
        return None
    kept = [one for one in known or () if isinstance(one, str)] if setting.is_added else []
    kept = [one for one in kept if one not in setting.removed]
    return list(dict.fromkeys([*kept, *setting.value]))


def _texts(value: Value) -> list[str]:
    if isinstance(value, list):
        return value
    return [value] if isinstance(value, str) else []


def _at(document: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        document = document.get(key) if isinstance(document, Mapping) else None
    return document
