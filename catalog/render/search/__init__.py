"""The search index: static shards that the pages read in the browser, a few at a time.

`site/guide/search.md` describes the layout and what was measured.
"""

from catalog.render.search.index import print_search

__all__ = ["print_search"]
