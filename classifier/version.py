"""The version of the classifier: it changes with every change of its code, rules or figures."""

import hashlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_FOLDER = Path(__file__).parent
_SUFFIXES = frozenset({".py", ".yaml", ".json"})
_BESIDE = ("training", "labels")
"""Folders that no verdict depends on."""


def classifier_version() -> str:
    """Return the package's version and 12 hex digits over everything verdicts depend on."""
    content = hashlib.sha256()
    for path in sorted(path for path in _FOLDER.rglob("*") if path.suffix in _SUFFIXES):
        name = path.relative_to(_FOLDER)
        if name.parts[0] in _BESIDE:
            continue
        content.update(name.as_posix().encode() + b"\0")
        content.update(path.read_bytes() + b"\0")
    return f"{_package_version()}+{content.hexdigest()[:12]}"


def _package_version() -> str:
    try:
        return version("toolrisk")
    except PackageNotFoundError:
        return "0"


CLASSIFIER_VERSION = classifier_version()
"""Version of the classifier that is loaded; verdicts of another one are out of date."""
