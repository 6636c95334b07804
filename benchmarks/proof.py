"""Prove that every policy of a built site does what the sentence beside it says.

Usage: proof.py [SITE]. Exits with 1 where a page differs from what its policy does.
"""

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests/proof")]

from proof_builder import made_by, pages_of  # noqa: E402
from proof_report import lines  # noqa: E402
from proof_site import check_site  # noqa: E402


def main() -> int:
    """Check the site named on the command line, or build/site."""
    site = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build/site"
    start = time.perf_counter()
    try:
        with pages_of(site) as (page, address):
            report = check_site(site, lambda place: made_by(page, f"{address}{place}"))
    except LookupError as error:
        print(f"The builder is not checked: {error}")
        report = check_site(site)
    for line in lines(report):
        print(line)
    print(f"{time.perf_counter() - start:.1f} s")
    return 1 if report.differences else 0


if __name__ == "__main__":
    sys.exit(main())
