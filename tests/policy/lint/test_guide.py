"""The page of the findings has a section for each, with its severity."""

import re
from pathlib import Path

from policy.lint import CHECKS

GUIDE = (Path(__file__).parents[3] / "site" / "guide" / "lint.md").read_text(encoding="utf-8")
SECTION = re.compile(r"^## (\S+)\n\n\*(\w+)\.\*", re.MULTILINE)


def test_every_finding_has_its_section_in_order() -> None:
    told = [(id, severity.lower()) for id, severity in SECTION.findall(GUIDE)]
    assert told == [(check.id, check.text.severity) for check in CHECKS]
    assert GUIDE.count("\n## ") == len(CHECKS)
