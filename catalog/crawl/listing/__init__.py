"""Talk MCP to a server: negotiate the era, list the tools, and send nothing else."""

from catalog.crawl.listing.endpoint import list_endpoint
from catalog.crawl.listing.errors import ListingError
from catalog.crawl.listing.listing import Listing
from catalog.crawl.listing.outcome import Outcome, failed, listed
from catalog.crawl.listing.process import list_process
from catalog.crawl.listing.saved import read_saved

__all__ = [
    "Listing",
    "ListingError",
    "Outcome",
    "failed",
    "list_endpoint",
    "list_process",
    "listed",
    "read_saved",
]
