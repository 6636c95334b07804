"""The policies for a whole server as files: one for each preset and format."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from catalog.entry import ServerEntry
from catalog.render.address import API
from catalog.render.clientname import Marks
from catalog.render.compiled import Cut, Told, cut
from catalog.render.presets import PRESETS, Preset, presets
from policy.targets import Target, targets

_INLINE = 2400
"""Characters of a file that the page of its server shows whole."""
_HEAD = 12
"""Lines that it shows of a longer one."""
_APART = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class FormFile:
    """A preset in one format."""

    preset: Preset
    target: Target
    file: str
    made: Cut

    @property
    def told(self) -> tuple[Told, ...]:
        """What the format does not say."""
        return tuple(Told(loss.kind.value, loss.says) for loss in self.made.losses)

    @property
    def shown(self) -> tuple[str, ...]:
        """The text or its head, without comments, cut where the server is named."""
        parts = self._bare
        if sum(map(len, parts)) <= _INLINE:
            return parts
        lines = "\0".join(parts).splitlines(keepends=True)[:_HEAD]
        return tuple("".join(lines)[:_INLINE].rstrip().split("\0"))

    @property
    def more(self) -> int:
        """How many lines the page leaves out."""
        return max(0, _lines(self._bare) - _lines(self.shown))

    @property
    def is_whole(self) -> bool:
        """Whether the page shows all of it."""
        return self.shown == self._bare

    @property
    def _bare(self) -> tuple[str, ...]:
        return self.made.without_comments().parts


def _lines(parts: tuple[str, ...]) -> int:
    return "".join(parts).rstrip("\n").count("\n") + 1


def guide_of(target: Target) -> str:
    """Return the address of what the guide tells about a product."""
    anchor = _APART.sub("-", target.title.lower()).strip("-")
    return f"guide/clients/#{anchor}"


def file_of_form(page: str, preset: str, target: Target) -> str:
    """Return where a preset lies in the format of `target`, for the server with a page."""
    suffix = target.file_name.partition(".")[2]
    return f"{page}policies/{preset}/{target.id}.{suffix}"


def document_of_forms(page: str, preset: str) -> str:
    """Return the API document with a preset in every format and what each loses."""
    return f"{API}/{page}policies/{preset}.json"


def files_of_forms(entry: ServerEntry) -> list[str]:
    """Return the files with the policies of one server."""
    if not entry.policies:
        return []
    each = (file_of_form(entry.page, preset, it) for preset in PRESETS for it in targets())
    return [*each, *(document_of_forms(entry.page, preset) for preset in PRESETS)]


def form_files(entry: ServerEntry, marks: Marks) -> Iterator[tuple[FormFile, ...]]:
    """Yield each preset of a server in all formats."""
    definitions = [tool.definition for tool in entry.tools]
    for preset in presets(entry):
        yield tuple(
            FormFile(
                preset,
                target,
                file_of_form(entry.page, preset.id, target),
                cut(preset.policy, target.id, tools=definitions, marks=marks),
            )
            for target in targets()
        )


def forms_json(made: tuple[FormFile, ...], server: str, client_name: str) -> dict[str, Any]:
    """Return a preset in all formats as the API publishes it."""
    preset = made[0].preset
    return {
        "server": server,
        "preset": preset.id,
        "title": preset.title,
        "document": preset.document,
        "claim": preset.claim,
        "client_name": client_name,
        "formats": [_form_json(each) for each in made],
    }


def _form_json(form: FormFile) -> dict[str, Any]:
    return {
        "target": form.target.id,
        "title": form.target.title,
        "file": form.file,
        "file_name": form.target.file_name,
        "media_type": form.target.media_type,
        "names_server": len(form.made.parts) > 1,
        "parts": list(form.made.parts),
        "losses": [
            {"kind": loss.kind.value, "says": loss.says, "tools": list(loss.tools)}
            for loss in form.made.losses
        ],
    }
