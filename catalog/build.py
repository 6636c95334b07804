"""The way of the data, one call a stage: crawl, classify, assemble, render, publish."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from catalog.catalogue import StoredCatalogue
from catalog.entry import Summary
from catalog.publish import publish
from catalog.render import RenderReport, render_site
from catalog.store import Store
from classifier import CLASSIFIER_VERSION, Definition, Verdict, classify

_BATCH = 500


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did after the crawl."""

    classified: int
    """Definitions that had no verdict of this classifier version yet."""
    summary: Summary
    rendered: RenderReport


def build(
    store: Store, site: Path, *, on_stage: Callable[[str], None] = lambda stage: None
) -> BuildReport:
    """Judge what the record holds and publish it as the site in `site`.

    Raises:
        CatalogError: a document would be wrong; the former site is then still in place.
    """
    on_stage("classify")
    classified = classify_new(store)
    on_stage("render")
    catalogue = StoredCatalogue(store)
    rendered = publish(
        site, lambda fresh, previous: render_site(catalogue, fresh, previous=previous)
    )
    return BuildReport(classified, catalogue.summary(), rendered)


def classify_new(store: Store) -> int:
    """Classify every current definition that has no verdict yet; return how many."""
    pending = store.unclassified(CLASSIFIER_VERSION)
    classified = 0
    while batch := list(islice(_verdicts(pending), _BATCH)):
        store.write_verdicts(batch)
        classified += len(batch)
    return classified


def _verdicts(definitions: Iterable[Definition]) -> Iterator[Verdict]:
    return map(classify, definitions)
