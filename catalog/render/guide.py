"""Build the hand-written pages with MkDocs, in the layout of all the others."""

import logging
from pathlib import Path
from tempfile import TemporaryDirectory

import mkdocs.config
from mkdocs.commands.build import build
from mkdocs.exceptions import MkDocsException

from catalog.errors import RenderError
from catalog.paths import MKDOCS, SITE
from catalog.render.write import Tree

_OURS = ("sitemap.xml", "sitemap.xml.gz")
"""What MkDocs makes for its own pages only."""


def site_url() -> str | None:
    """Return where `mkdocs.yml` says that the site is published; None where it does not."""
    return mkdocs.config.load_config(str(MKDOCS)).site_url or None


def repository() -> str | None:
    """Return where `mkdocs.yml` says that verdicts can be objected to; None where it does not."""
    return mkdocs.config.load_config(str(MKDOCS)).repo_url or None


def build_guide(tree: Tree) -> list[str]:
    """Build the hand-written pages and assets into the site; returns their files.

    Raises:
        RenderError: a page is broken; MkDocs runs in strict mode.
    """
    with TemporaryDirectory(prefix="toolrisk-guide-") as folder, _Warnings() as warnings:
        config = mkdocs.config.load_config(
            str(MKDOCS),
            docs_dir=str(SITE),
            site_dir=folder,
            strict=True,
            plugins=[],
        )
        try:
            build(config)
        except (MkDocsException, SystemExit) as error:
            raise RenderError(f"{MKDOCS}: {'; '.join(warnings.messages) or error}") from error
        return [_adopt(path, Path(folder), tree) for path in _built(Path(folder))]


def _built(folder: Path) -> list[Path]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [path for path in files if path.relative_to(folder).as_posix() not in _OURS]


def _adopt(path: Path, folder: Path, tree: Tree) -> str:
    place = path.relative_to(folder).as_posix()
    tree.copy(path, place)
    return place


class _Warnings(logging.Handler):
    """Collects what MkDocs complains about, as an exception of its says only how many."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())

    def __enter__(self) -> "_Warnings":
        logging.getLogger("mkdocs").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("mkdocs").removeHandler(self)
