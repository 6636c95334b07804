"""Move credentials out of texts that are published, and leave `${NAME}` in their place."""

import re
from collections.abc import Sequence

_SENSITIVE = re.compile(
    r"token|secret|passw|pwd\b|api[-_]?key|access[-_]?key|private[-_]?key|\bkey\b|auth|bearer|"
    r"credential|\bdsn\b|\bpat\b|connection[-_]?string|\bsig(nature)?\b",
    re.IGNORECASE,
)
_LOOKS_SECRET = re.compile(
    r"(?<=://)[^/\s@?#]+(?=@)"  # user and password of an address
    r"|\b(?:sk|pk|rk|ghp|gho|ghs|github_pat|glpat|xox[abprs]|ntn|pat|npm|pypi|fc)[-_][\w-]{8,}"
    r"|\beyJ[\w-]+\.[\w-]+\.[\w-]*"
    r"|\bAKIA[0-9A-Z]{12,}\b"
    r"|(?<![\w/.-])(?=[\w+-]*\d)(?=[\w+-]*[A-Za-z])[\w+-]{32,}(?![\w.-])"
)
_PARAMETER = re.compile(r"(?<=[?&;])([^=&#;]+)=([^&#;]+)")
_ASSIGNMENT = re.compile(r"(-{0,2}[A-Za-z][\w.-]*)[=:](.+)\Z", re.DOTALL)
_PLACEHOLDER = re.compile(r"\$\{[^{}]+\}|\{(?:home|package)\}")


def is_telling(name: str) -> bool:
    """Tell whether a value of this name is a credential by its name alone."""
    return bool(_SENSITIVE.search(name))


class Hidden:
    """The credentials taken out so far, by the name that stands in their place."""

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}
        """Values by name, for `Server.secrets`."""

    def keep(self, name: str, value: str) -> str:
        """Keep `value` under `name`, or under a numbered one, and return its placeholder."""
        free, number = name, 2
        while self.secrets.get(free, value) != value:
            free, number = f"{name} {number}", number + 1
        self.secrets[free] = value
        return f"${{{free}}}"

    def hide_arguments(self, arguments: Sequence[str]) -> tuple[str, ...]:
        """Return the arguments with every credential replaced by its placeholder.

        A credential is what a flag with a telling name carries, or what looks like one.
        """
        shown: list[str] = []
        previous = ""
        for argument in arguments:
            is_value = previous.startswith("-") and "=" not in previous
            if is_value and not argument.startswith("-") and _SENSITIVE.search(previous):
                shown.append(self._hide_whole(previous.strip("-"), argument))
            else:
                shown.append(self._hide_parts(argument))
            previous = argument
        return tuple(shown)

    def hide_settings(self, settings: Sequence[str]) -> dict[str, str]:
        """Return the values of `NAME=value` by their names, without credentials."""
        shown = (word.partition("=") for word in self.hide_arguments(settings))
        return {name: value for name, _, value in shown}

    def hide_address(self, url: str) -> str:
        """Return the address with the credentials in it replaced."""
        url = _PARAMETER.sub(self._parameter, url)
        return self._look(url, "address")

    def _parameter(self, match: re.Match[str]) -> str:
        name, value = match.groups()
        if not _SENSITIVE.search(name) or _PLACEHOLDER.fullmatch(value):
            return match[0]
        return f"{name}={self.keep(name, value)}"

    def _hide_parts(self, argument: str) -> str:
        assigned = _ASSIGNMENT.match(argument)
        if assigned and "//" not in assigned[1] and _SENSITIVE.search(assigned[1]):
            at = assigned.start(2)
            return argument[:at] + self._hide_whole(assigned[1].strip("-"), assigned[2])
        return (
            self.hide_address(argument) if "://" in argument else self._look(argument, "argument")
        )

    def _hide_whole(self, name: str, value: str) -> str:
        return value if _PLACEHOLDER.fullmatch(value) else self.keep(name, value)

    def _look(self, text: str, name: str) -> str:
        return _LOOKS_SECRET.sub(
            lambda match: match[0] if "${" in match[0] else self.keep(name, match[0]), text
        )
