"""The guide has a section for each target, and says of it what the targets say."""

from pathlib import Path

import pytest

from policy.targets import Target, targets

ROOT = Path(__file__).resolve().parents[3]
GUIDE = (ROOT / "site" / "guide" / "clients.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("target", targets(), ids=lambda target: target.id)
def test_every_target_has_its_section(target: Target) -> None:
    _, _, rest = GUIDE.partition(f"\n## {target.title}\n")
    section = rest.partition("\n## ")[0]
    assert f"Looked at: [documentation]({target.documentation}), {target.checked}." in section
    assert "Lost: " in section and "Goes to: " in section and "Expresses " in section
    assert f"| {target.title} | `{target.id}` |" in GUIDE
    place = target.place.partition(" of ")[0].strip("`").partition(",")[0]
    assert place in section


def test_the_guide_is_in_the_navigation() -> None:
    assert "  - guide/clients.md\n" in (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
