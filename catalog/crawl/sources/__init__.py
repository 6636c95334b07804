"""From a server to a target: one source for each kind, behind one small interface."""

from typing import assert_never

from catalog.crawl.children import Children
from catalog.crawl.sources.command import CommandSource
from catalog.crawl.sources.http import HttpSource
from catalog.crawl.sources.npm import NpmSource
from catalog.crawl.sources.pypi import PypiSource
from catalog.crawl.sources.saved import SavedSource
from catalog.crawl.sources.toolchain import Toolchain, find_toolchain
from catalog.crawl.target import Source
from catalog.server import SourceKind

__all__ = ["Toolchain", "find_toolchain", "source_of"]


def source_of(kind: SourceKind, toolchain: Toolchain, children: Children) -> Source:
    """Return the source that prepares servers of one kind."""
    match kind:
        case SourceKind.NPM:
            return NpmSource(toolchain, children)
        case SourceKind.PYPI:
            return PypiSource(toolchain, children)
        case SourceKind.COMMAND:
            return CommandSource(toolchain)
        case SourceKind.HTTP:
            return HttpSource()
        case SourceKind.SAVED:
            return SavedSource()
    assert_never(kind)
