"""Tell search engines what there is, in files of at most 50,000 addresses."""

from collections.abc import Iterator
from itertools import islice
from xml.sax.saxutils import escape

from catalog.render.write import Tree

MOST = 50_000
"""Addresses in one file, as the sitemap protocol allows."""
FOLDER = "sitemaps"
_OPEN = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_ROBOTS = "User-agent: *\nAllow: /\n"


def write_sitemaps(tree: Tree, pages: Iterator[str], site_url: str | None) -> list[str]:
    """Write `robots.txt`, `sitemap.xml` and the files it names; returns their paths.

    Without `site_url` the addresses begin with `/`: enough to walk the site by, but search
    engines want whole ones.
    """
    root = f"{(site_url or '').rstrip('/')}/"
    parts: list[str] = []
    while chunk := list(islice(pages, MOST)):
        parts.append(f"{FOLDER}/{len(parts) + 1}.xml")
        with tree.stream(parts[-1]) as file:
            file.write(f"{_OPEN}<urlset {_NAMESPACE}>\n")
            file.writelines(f"<url><loc>{escape(root + page)}</loc></url>\n" for page in chunk)
            file.write("</urlset>\n")
    named = "".join(f"<sitemap><loc>{escape(root + part)}</loc></sitemap>\n" for part in parts)
    tree.write("sitemap.xml", f"{_OPEN}<sitemapindex {_NAMESPACE}>\n{named}</sitemapindex>\n")
    tree.write("robots.txt", _ROBOTS + (f"Sitemap: {root}sitemap.xml\n" if site_url else ""))
    return [*parts, "sitemap.xml", "robots.txt"]
