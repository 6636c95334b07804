"""From the policies of other products to documents of ours, and what they lose on the way."""

from policy.importing.claude_code import import_claude_code
from policy.importing.hosted import import_hosted
from policy.importing.imported import Imported, ImportingError, Loss, loss_texts
from policy.importing.intercept import import_intercept

__all__ = [
    "Imported",
    "ImportingError",
    "Loss",
    "import_claude_code",
    "import_hosted",
    "import_intercept",
    "loss_texts",
]
