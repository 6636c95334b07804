"""Where the project's own files lie: in a checkout, or bundled in an installed wheel."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent
_BUNDLED = _HERE / "_bundled"
ROOT = _BUNDLED if _BUNDLED.is_dir() else _HERE.parent
"""Folder that holds `templates/`, `site/` and `mkdocs.yml`."""

TEMPLATES = ROOT / "templates"
SITE = ROOT / "site"
MKDOCS = ROOT / "mkdocs.yml"
SEEDS = _HERE / "servers.yaml"
"""The starter set and the rest of the seeds that ship with the project."""
LAUNCHES = SITE / "assets" / "check" / "launches.json"
"""What is known of the commands that start servers; the site's own pages read it too."""
