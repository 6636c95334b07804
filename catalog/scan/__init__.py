"""Scan client configurations: verdicts, risky combinations, what changed, and the remedy."""

from catalog.scan.clients import clients, places
from catalog.scan.comparing import LookedAt, compared
from catalog.scan.configuration import find_configurations, read_configuration
from catalog.scan.fixing import apply, planned
from catalog.scan.lock import LOCK
from catalog.scan.published import open_catalogue
from catalog.scan.remedy import remedies
from catalog.scan.report import Report, report
from catalog.scan.sarif import sarif
from catalog.scan.scanning import Live, by_client, scan

__all__ = [
    "LOCK",
    "Live",
    "LookedAt",
    "Report",
    "apply",
    "by_client",
    "clients",
    "compared",
    "find_configurations",
    "open_catalogue",
    "places",
    "planned",
    "read_configuration",
    "remedies",
    "report",
    "sarif",
    "scan",
]
