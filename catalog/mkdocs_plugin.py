"""MkDocs plugin: put the built catalogue below a path of any MkDocs site."""

import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Literal

from mkdocs.config.base import Config
from mkdocs.config.config_options import Type
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files

logger = logging.getLogger("mkdocs.plugins.toolrisk")

_ENTRANCES = ("index.html", "servers/index.html", "risk/index.html", "browse/index.html")
"""Pages that the navigation and Markdown of the other site can name."""
_MANIFEST = ".render.json"
_OF_A_ROOT = ("404.html", "robots.txt", "sitemap.xml", "sitemaps")
"""What has a meaning at the root of a site only."""


class Settings(Config):  # type: ignore[no-untyped-call]
    """What `mkdocs.yml` says about the plugin."""

    site = Type(str, default="build/site")
    """Folder of the built catalogue, relative to `mkdocs.yml`."""
    path = Type(str, default="catalogue")
    """Where it goes in the site; empty for the root."""


class CataloguePlugin(BasePlugin[Settings]):  # type: ignore[no-untyped-call]
    """Adds the pages of a built catalogue; none of them is made anew."""

    _is_serving = False

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Note whether the site is only shown."""
        self._is_serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Refuse to build over the catalogue, as MkDocs empties the folder it builds into.

        Raises:
            PluginError: the settings name no place of their own.
        """
        path = PurePosixPath(self.config.path)
        if path.is_absolute() or ".." in path.parts:
            raise PluginError(f"toolrisk: the path {self.config.path!r} leads out of the site")
        if Path(config.site_dir).resolve() == self._site(config):
            raise PluginError(
                f"toolrisk: {config.site_dir} holds the catalogue, and MkDocs would empty it; "
                "build with `toolrisk build`, look with `mkdocs serve`, or set another site_dir"
            )
        if not (self._site(config) / "index.html").is_file():
            logger.info("no catalogue in %s yet: `toolrisk build` makes it", self._site(config))
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Make the entrances known, so that links to them hold."""
        for entrance in _ENTRANCES:
            source = self._site(config) / entrance
            place = str(PurePosixPath(self.config.path, entrance))
            if source.is_file() and files.get_file_from_path(place) is None:
                files.append(File.generated(config, place, abs_src_path=str(source)))
        return files

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Add every file of the catalogue that MkDocs did not make itself."""
        site, target = self._site(config), Path(config.site_dir) / self.config.path
        for place in _places(site, is_root=target == Path(config.site_dir)):
            if not (target / place).exists():
                (target / place).parent.mkdir(parents=True, exist_ok=True)
                self._copy(site / place, target / place)

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: object
    ) -> LiveReloadServer:
        """Show a catalogue that was built anew."""
        manifest = self._site(config) / _MANIFEST
        if manifest.is_file():
            server.watch(str(manifest))
        return server

    def _site(self, config: MkDocsConfig) -> Path:
        beside = Path(config.config_file_path or ".").resolve().parent
        return (beside / self.config.site).resolve()

    def _copy(self, source: Path, target: Path) -> None:
        """Copy a file; link it where it is only shown, as nothing writes to it then."""
        if self._is_serving:
            try:
                os.link(source, target)
            except OSError:  # another file system, or one without hard links
                shutil.copyfile(source, target)
        else:
            shutil.copyfile(source, target)


def _places(site: Path, *, is_root: bool) -> Iterator[str]:
    """Yield the files of a catalogue, relative to it."""
    for folder, _, names in os.walk(site):
        for name in names:
            place = (Path(folder) / name).relative_to(site)
            if place.name != _MANIFEST and (is_root or place.parts[0] not in _OF_A_ROOT):
                yield place.as_posix()
