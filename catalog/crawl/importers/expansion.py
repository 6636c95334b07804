"""Expand the variables of client configurations; the values stay apart as secrets."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from catalog.crawl.importers.hiding import Hidden

PLACEHOLDER = "placeholder"
"""Stands in for a variable that is not set: listing needs a credential's form, not its power."""
_VARIABLE = re.compile(r"\$\{(?:(env|input):)?([^{}:]+|/)(?::-([^{}]*))?\}")


@dataclass(frozen=True, slots=True)
class Expansion:
    """What the variables of one configuration stand for."""

    environ: Mapping[str, str]
    inputs: Mapping[str, str]
    """Defaults of the inputs that the configuration asks its user for."""
    folder: Path
    """The workspace: the folder that the configuration is for."""
    home: Path

    def expand(self, text: str, hidden: Hidden) -> str:
        """Return `text` with folders filled in and every other variable kept in `hidden`.

        Understood are `${VAR}`, `${VAR:-default}`, `${env:VAR}`, `${input:id}` and the
        folders `${workspaceFolder}` and `${userHome}`. What is not set becomes a placeholder.
        """
        return _VARIABLE.sub(lambda match: self._value(match, hidden), text)

    def _value(self, match: re.Match[str], hidden: Hidden) -> str:
        kind, name, default = match.groups()
        if kind is None and name in ("workspaceFolder", "userHome", "workspaceFolderBasename"):
            return {
                "workspaceFolder": str(self.folder),
                "workspaceFolderBasename": self.folder.name,
                "userHome": str(self.home),
            }[name]
        if kind is None and name in ("pathSeparator", "/"):
            return "/"
        known = self.inputs if kind == "input" else self.environ
        value = known.get(name) or (PLACEHOLDER if default is None else default)
        return hidden.keep(name, value)
