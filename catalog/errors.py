"""The errors of the catalogue.

    CatalogError
    ├── SeedError        a list of servers cannot be used
    ├── StoreError       `catalog.db` cannot be used
    ├── RenderError      a page or API document would be wrong, so nothing was published
    └── ScanError        a configuration, a lock or a published catalogue cannot be used

A server that fails is never an error: it is an observation with a status and a reason.
"""


class CatalogError(Exception):
    """Something a person has to mend; the message names the place and the remedy."""


class SeedError(CatalogError):
    """A list of servers is not usable; the message names the file, the server and the field."""


class StoreError(CatalogError):
    """The record is not usable."""


class RenderError(CatalogError):
    """A generated document does not hold what it promises."""


class ScanError(CatalogError):
    """A configuration, a lock or a published catalogue is not usable, or not to be written."""
