"""What a call cannot be answered for.

CatalogError
└── NotHeld          the catalogue does not hold what a call names
"""

from catalog.errors import CatalogError


class NotHeld(CatalogError):
    """The catalogue does not hold what a call names; the message says so to the caller."""
