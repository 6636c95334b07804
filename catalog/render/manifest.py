"""What a site was made from, kept in one small file inside it, so that a rebuild can reuse it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import policy
from catalog.paths import MKDOCS, SITE, TEMPLATES

FILE = ".render.json"
"""Name of the manifest within the site."""
_POLICY = Path(policy.__file__).parent
"""Pages show what policies decide, and write them in other formats: all of the room counts."""
_LIBRARIES = ("jinja2", "markdown", "mkdocs", "nh3")


@dataclass(slots=True)
class Manifest:
    """Fingerprints of what lies in one site."""

    templates: str
    """Digest over everything but the record: templates, hand-written pages, code, libraries."""
    servers: dict[str, str] = field(default_factory=dict)
    """Name of a server → fingerprint its pages were made from."""
    record: str = ""
    """Digest over the whole record."""
    shared: list[str] = field(default_factory=list)
    """Files that belong to no single server."""

    def as_json(self) -> dict[str, object]:
        """Return what `read_manifest` reads back."""
        return {
            "templates": self.templates,
            "record": self.record,
            "servers": self.servers,
            "shared": self.shared,
        }


def read_manifest(site: Path | None) -> Manifest:
    """Return the manifest of a site, or an empty one where there is none to trust."""
    try:
        held = json.loads((site / FILE).read_text(encoding="utf-8")) if site else {}
        return Manifest(**held) if held else Manifest(templates="")
    except (OSError, ValueError, TypeError):
        return Manifest(templates="")


def templates_digest(*settings: str) -> str:
    """Return a digest over the files and libraries that shape every page, and `settings`."""
    here = Path(__file__).parent
    digest = hashlib.sha256("\0".join(settings).encode())
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}\0".encode())
    for folder in (TEMPLATES, SITE, here, _POLICY, MKDOCS):
        for path in _files(folder):
            digest.update(f"{path.relative_to(folder.parent)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def record_digest(parts: Iterable[str]) -> str:
    """Return a digest over the parts of a record, in their order."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{part}\0".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _files(folder: Path) -> list[Path]:
    if folder.is_file():
        return [folder]
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in found if "__pycache__" not in path.parts)
