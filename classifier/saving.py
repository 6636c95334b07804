"""Look for arguments that name a file to save to, whatever the verdict says of the tool."""

import re

from classifier.definition import Definition
from classifier.parameters import read_parameters

_LONGEST = 2_000
"""Characters of a description that are examined."""
_SAVES = re.compile(
    r"\b(?:sav(?:e|es|ed|ing)|writ(?:e|es|ten|ing)|dump(?:s|ed)?|export(?:s|ed)?|download(?:s|ed)?"
    r"|stor(?:e|es|ed|ing))\b|\boutput (?:file|path|folder|directory)\b",
    re.I,
)
_PLACE = re.compile(r"path|file|folder|director|\bdisk\b", re.I)


def may_save(definition: Definition) -> bool:
    """Tell whether an argument speaks of saving to a file; a hint that this reads is doubtful."""
    for parameter in read_parameters(definition.input_schema):
        described = (parameter.description or "")[:_LONGEST]
        about = f"{parameter.name} {described}"
        if _PLACE.search(about) and _SAVES.search(about):
            return True
    return False
