"""The closed sets of labels: categories, risk levels and signals."""

from enum import StrEnum


class Category(StrEnum):
    """The worst effect one call can have through its documented interface."""

    FINANCIAL = "Financial"
    DESTRUCTIVE = "Destructive"
    EXECUTE = "Execute"
    WRITE = "Write"
    READ = "Read"

    @property
    def precedence(self) -> int:
        """Rank where several apply: 0 wins over all others."""
        return _PRECEDENCE[self]


_PRECEDENCE = {category: at for at, category in enumerate(Category)}


class RiskLevel(StrEnum):
    """How bad one call can get; derived from the category by steps, never guessed."""

    LOW = "Low"
    MEDIUM = "Medium"
    HIGH = "High"
    CRITICAL = "Critical"

    @property
    def rank(self) -> int:
        """0 for Low up to 3 for Critical."""
        return list(RiskLevel).index(self)

    def shifted(self, change: int) -> "RiskLevel":
        """Return the level `change` steps up or down, kept within Low … Critical."""
        levels = list(RiskLevel)
        return levels[max(0, min(len(levels) - 1, self.rank + change))]


class Signal(StrEnum):
    """What else a definition shows, each with evidence of its own."""

    FREEFORM_CODE = "freeform_code"
    URL_INPUT = "url_input"
    PATH_INPUT = "path_input"
    BULK = "bulk"
    OVERWRITES = "overwrites"
    SECRETS = "secrets"
    PRIVATE_DATA = "private_data"
    UNTRUSTED_CONTENT = "untrusted_content"
    EXTERNAL_SEND = "external_send"
    PRIVILEGE = "privilege"
    PRODUCTION = "production"
    METERED = "metered"
    HIDDEN_INSTRUCTIONS = "hidden_instructions"


BASE_RISK = {
    Category.READ: RiskLevel.LOW,
    Category.WRITE: RiskLevel.MEDIUM,
    Category.EXECUTE: RiskLevel.HIGH,
    Category.DESTRUCTIVE: RiskLevel.CRITICAL,
    Category.FINANCIAL: RiskLevel.CRITICAL,
}
"""Where the risk of a category starts, before any step."""
