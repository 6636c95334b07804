"""The record as the renderer reads it: entries and rows streamed, one server at a time."""

import json
import sqlite3
from collections.abc import Iterator
from types import MappingProxyType

from catalog.demo import DEMO
from catalog.entry import Judged, Row, ServerEntry, Summary, build_entry
from catalog.listings import listings_of
from catalog.observation import Observation, Status
from catalog.server import Server
from catalog.store import Store
from classifier import CLASSIFIER_VERSION, Category, RiskLevel, Signal, classify

_TOOLS = """
    FROM published
    JOIN current ON current.server = published.server
    JOIN observed_tools USING (observation_id)
    JOIN verdicts ON verdicts.digest = observed_tools.digest AND verdicts.classifier = :classifier
"""
_FILTERS = {
    "category": "verdicts.category = :category",
    "risk": "verdicts.risk = :risk",
    "signal": "EXISTS (SELECT 1 FROM verdict_signals WHERE signal = :signal"
    " AND verdict_signals.classifier = :classifier"
    " AND verdict_signals.digest = verdicts.digest)",
}


_LETTER = """CASE
    WHEN lower(substr(observed_tools.name, 1, 1)) BETWEEN 'a' AND 'z'
    THEN lower(substr(observed_tools.name, 1, 1))
    WHEN substr(observed_tools.name, 1, 1) BETWEEN '0' AND '9' THEN '0-9'
    ELSE 'other' END"""
_FILTERS |= {"vendor": "published.vendor = :vendor", "letter": f"{_LETTER} = :letter"}


class StoredCatalogue:
    """The published part of the record, judged by the classifier at hand.

    The demo server is published only where it is the one server that listed.
    """

    def __init__(self, store: Store) -> None:
        """Read from `store`; every current definition must have its verdict."""
        self._store = store
        self._db = store.connection
        self._values = {"classifier": CLASSIFIER_VERSION}
        self._db.executescript(
            "DROP TABLE IF EXISTS temp.published;"
            "CREATE TEMP TABLE published (server TEXT PRIMARY KEY, vendor TEXT) WITHOUT ROWID;"
            "CREATE INDEX temp.published_by_vendor ON published (vendor)"
        )
        listed_others = self._count(
            "FROM current JOIN observations ON observations.id = observation_id"
            " WHERE status = 'ok' AND server != :demo",
            demo=DEMO,
        )
        self._db.execute(
            "INSERT INTO published SELECT server, json_extract(facts, '$.vendor') FROM current"
            " JOIN servers ON servers.name = server WHERE server != ? OR ? = 0",
            (DEMO, listed_others),
        )

    def summary(self) -> Summary:
        """Return the totals over the published servers."""
        statuses = self._counts(
            "status",
            "FROM published JOIN current USING (server)"
            " JOIN observations ON observations.id = observation_id",
        )
        categories = self._counts("verdicts.category", _TOOLS)
        risks = self._counts("verdicts.risk", _TOOLS)
        signals = self._counts(
            "verdict_signals.signal",
            f"{_TOOLS} JOIN verdict_signals ON verdict_signals.digest = verdicts.digest"
            " AND verdict_signals.classifier = verdicts.classifier",
        )
        return Summary(
            servers=statuses.get(Status.OK.value, 0),
            servers_by_status=MappingProxyType(statuses),
            tools=sum(categories.values()),
            by_category=MappingProxyType({key: categories.get(key, 0) for key in Category}),
            by_risk=MappingProxyType({key: risks.get(key, 0) for key in RiskLevel}),
            by_signal=MappingProxyType({key: signals.get(key, 0) for key in Signal}),
            needs_review=self._count(f"{_TOOLS} WHERE needs_review"),
            generated_at=self._newest(),
            classifier=CLASSIFIER_VERSION,
        )

    def entries(self) -> Iterator[ServerEntry]:
        """Yield the entry of every published server, sorted by name."""
        names = {name for (name,) in self._db.execute("SELECT server FROM published")}
        for server in self._store.servers():
            if server.name in names:
                yield self._entry(server)

    def rows(
        self,
        *,
        category: Category | None = None,
        risk: RiskLevel | None = None,
        signal: Signal | None = None,
        vendor: str | None = None,
        letter: str | None = None,
    ) -> Iterator[Row]:
        """Yield the published tools that match, sorted by server and position.

        With a letter they are sorted by name, as a register is.
        """
        wanted = {"category": category, "risk": risk, "signal": signal}
        given = {key: value.value for key, value in wanted.items() if value is not None}
        given |= {
            k: text for k, text in (("vendor", vendor), ("letter", letter)) if text is not None
        }
        where = " AND ".join(_FILTERS[key] for key in given) or "1"
        order = "lower(observed_tools.name), observed_tools.name, " if letter is not None else ""
        cursor = self._db.execute(
            "SELECT published.server, observed_tools.name, page, verdicts.category, risk,"
            " needs_review, json_extract(verdicts.body, '$.signals') AS signals, headline,"
            " vendor, json_extract(verdicts.body, '$.contradictions') AS contradictions"
            f" {_TOOLS} JOIN definitions ON definitions.digest = observed_tools.digest"
            f" WHERE {where} ORDER BY {order}published.server, position",
            self._values | given,
        )
        return map(_row, cursor)

    def letters(self) -> dict[str, int]:
        """Return how many names of published tools begin with each letter, `0-9` or `other`."""
        return self._counts(_LETTER, _TOOLS)

    def vendors(self) -> dict[str, int]:
        """Return how many published tools each vendor has, sorted by name."""
        return self._counts("published.vendor", f"{_TOOLS} WHERE published.vendor IS NOT NULL")

    def _entry(self, server: Server) -> ServerEntry:
        observation = self._observation(server)
        verdicts = self._store.verdicts(server.name, CLASSIFIER_VERSION)
        listings = listings_of(self._db, server.name)
        return build_entry(server, observation, verdicts, listings, recall=self._recall)

    def _recall(self, digest: str) -> Judged | None:
        definition = self._store.definition(digest)
        if definition is None:
            return None
        # The record has verdicts on current definitions; one on a former takes a millisecond.
        return definition, self._store.verdict(digest, CLASSIFIER_VERSION) or classify(definition)

    def _observation(self, server: Server) -> Observation:
        observation = self._store.latest(server.name)
        assert observation is not None, "a published server has a current observation"
        return observation

    def _newest(self) -> str:
        found = self._db.execute(
            "SELECT max(observed_at) FROM published JOIN current USING (server)"
            " JOIN observations ON observations.id = observation_id"
        ).fetchone()[0]
        return found or "1970-01-01T00:00:00Z"

    def _count(self, clause: str, **values: str) -> int:
        found: int = self._db.execute(
            f"SELECT count(*) {clause}", self._values | values
        ).fetchone()[0]
        return found

    def _counts(self, column: str, clause: str) -> dict[str, int]:
        cursor = self._db.execute(
            f"SELECT {column}, count(*) {clause} GROUP BY 1 ORDER BY 1", self._values
        )
        return {row[0]: row[1] for row in cursor}


def _row(row: sqlite3.Row) -> Row:
    return Row(
        server=row["server"],
        name=row["name"],
        page=row["page"],
        category=Category(row["category"]),
        risk=RiskLevel(row["risk"]),
        needs_review=bool(row["needs_review"]),
        signals=tuple(Signal(signal) for signal in json.loads(row["signals"])),
        text=row["headline"],
        vendor=row["vendor"],
        contradictions=tuple(it["annotation"] for it in json.loads(row["contradictions"])),
    )
