"""Where every page and document lies, relative to the root of the site."""

import re

from catalog.slug import server_slug
from classifier import Category, RiskLevel, Signal

API = "api/v1"
"""Folder of the API; its version is this one constant."""
HOME = ""
SERVERS = "servers/"
RISKS = "risk/"
CATEGORIES = "categories/"
SIGNALS = "signals/"
VENDORS = "vendors/"
LETTERS = "letters/"
BROWSE = "browse/"
STATE = "state/"
ATTACKS = "attacks/"
RULES = "rules/"
CHECK = "check/"
_APART = re.compile("[^a-z0-9]+")


def label_page(label: Category | RiskLevel | Signal) -> str:
    """Return the page that lists the tools with a label."""
    folders = {Category: CATEGORIES, RiskLevel: RISKS, Signal: SIGNALS}
    return f"{folders[type(label)]}{label.value.lower()}/"


def attack_page(identity: str) -> str:
    """Return the page of an attack pattern; the ids of the frameworks stay apart."""
    return f"{ATTACKS}{_APART.sub('-', identity.lower())}/"


def vendor_page(vendor: str) -> str:
    """Return the page that lists the tools of a vendor's servers."""
    return f"{VENDORS}{server_slug(vendor)}/"


def rule_page(rule: str) -> str:
    """Return the page of a rule of the classifier."""
    return f"{RULES}{rule}/"


def numbered(page: str, number: int) -> str:
    """Return the `number`-th part of a list, counted from 1.

    `page/2/` rather than `2/`, as a server may be called 2.
    """
    return page if number == 1 else f"{page}page/{number}/"


def file_of(page: str) -> str:
    """Return the file that a static host shows for a page."""
    return f"{page}index.html"


def document_of(page: str) -> str:
    """Return the API document with the facts of a page."""
    return f"{API}/{page.rstrip('/') or 'index'}.json"


def base_of(page: str) -> str:
    """Return the relative address of the root, as seen from a page."""
    return "/".join([".."] * page.count("/")) or "."


def link(page: str, target: str) -> str:
    """Return the relative address of `target`, as seen from `page`."""
    return f"{base_of(page)}/{target}"
