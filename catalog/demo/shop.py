"""The state of the demo shop: small, invented, and gone when the process ends."""

import sqlite3
from dataclasses import dataclass, field
from typing import Any

Record = dict[str, Any]


class ShopError(Exception):
    """The shop cannot do what was asked; the message says why."""


def _customers() -> dict[str, Record]:
    rows = (
        ("C-1", "Ada Holm", "ada@example.org", "Bergen"),
        ("C-2", "Noor Vos", "noor@example.org", "Delft"),
        ("C-3", "Ivo Marek", "ivo@example.org", "Brno"),
    )
    keys = ("id", "name", "email", "town")
    return {row[0]: dict(zip(keys, row, strict=True)) for row in rows}


def _orders() -> dict[str, Record]:
    rows = (
        ("O-1", "C-1", "2026-03-02", "archived", 24.0),
        ("O-2", "C-2", "2026-10-11", "shipped", 129.5),
        ("O-3", "C-1", "2026-11-20", "open", 61.25),
    )
    keys = ("id", "customer", "date", "state", "total")
    return {row[0]: {**dict(zip(keys, row, strict=True)), "notes": []} for row in rows}


def _messages() -> list[Record]:
    return [
        {"folder": "inbox", "from": "noor@example.org", "text": "When will my lamp arrive?"},
        {"folder": "complaints", "from": "ivo@example.org", "text": "The shade is cracked."},
        {"folder": "suppliers", "from": "glass@example.net", "text": "New prices attached."},
    ]


@dataclass(slots=True)
class Shop:
    """Everything the demo tools read and change."""

    customers: dict[str, Record] = field(default_factory=_customers)
    orders: dict[str, Record] = field(default_factory=_orders)
    messages: list[Record] = field(default_factory=_messages)
    sent: list[Record] = field(default_factory=list)
    stock: dict[str, int] = field(default_factory=lambda: {"LAMP-1": 12, "SHADE-2": 40})
    coupons: dict[str, int] = field(default_factory=lambda: {"AUTUMN": 10})
    invoices: list[Record] = field(default_factory=list)
    payments: list[Record] = field(default_factory=list)
    files: dict[str, str] = field(
        default_factory=lambda: {"prices/2026.txt": "LAMP-1 49.00\nSHADE-2 12.25\n"}
    )
    pages: dict[str, str] = field(
        default_factory=lambda: {"https://glass.example.net/news": "Shades: eight weeks."}
    )
    keys: dict[str, str] = field(
        default_factory=lambda: {"marketplace": "demo-key-1", "price_portal": "demo-key-2"}
    )
    roles: dict[str, str] = field(default_factory=lambda: {"S-1": "owner", "S-2": "clerk"})
    jobs: list[Record] = field(default_factory=list)

    def customer(self, customer_id: str) -> Record:
        """Return one customer record."""
        return _found(self.customers, customer_id, "customer")

    def order(self, order_id: str) -> Record:
        """Return one order record."""
        return _found(self.orders, order_id, "order")

    def database(self) -> sqlite3.Connection:
        """Return a copy of customers and orders as tables; the caller closes it."""
        connection = sqlite3.connect(":memory:")
        connection.execute("CREATE TABLE customers (id, name, email, town)")
        connection.execute("CREATE TABLE orders (id, customer, date, state, total)")
        connection.executemany(
            "INSERT INTO customers VALUES (:id, :name, :email, :town)",
            self.customers.values(),
        )
        connection.executemany(
            "INSERT INTO orders VALUES (:id, :customer, :date, :state, :total)",
            [{key: row[key] for key in row if key != "notes"} for row in self.orders.values()],
        )
        return connection


def _found(records: dict[str, Record], key: str, kind: str) -> Record:
    if key not in records:
        raise ShopError(f"there is no {kind} {key}")
    return records[key]
