"""What the tools for customers, orders and money do to the shop."""

from collections.abc import Callable, Mapping
from typing import Any

from catalog.demo.shop import Record, Shop, ShopError

_RATES = {"EUR": 1.0, "GBP": 0.86, "USD": 1.09}


def find_customers(shop: Shop, arguments: Mapping[str, Any]) -> Record:
    """Search names, addresses and towns."""
    query = arguments["query"].casefold()
    hits = [
        row for row in shop.customers.values() if any(query in v.casefold() for v in row.values())
    ]
    return {"customers": hits[: arguments.get("limit", 20)], "total": len(hits)}


def update_customer(shop: Shop, arguments: Mapping[str, Any]) -> Record:
    """Replace the fields that are given."""
    customer = shop.customer(arguments["customer_id"])
    customer.update({key: arguments[key] for key in ("name", "email", "town") if key in arguments})
    return customer


def delete_customer(shop: Shop, arguments: Mapping[str, Any]) -> Record:
    """Remove a customer and every order of that customer."""
    customer_id = shop.customer(arguments["customer_id"])["id"]
    gone = [key for key, order in shop.orders.items() if order["customer"] == customer_id]
    for key in gone:
        del shop.orders[key]
    del shop.customers[customer_id]
    return {"deleted": customer_id, "orders": gone}


def get_order(shop: Shop, arguments: Mapping[str, Any]) -> Record:
    """Return one order."""
    return shop.order(arguments["order_id"])


def list_orders(shop: Shop, arguments: Mapping[str, Any]) -> Record:
    """Return orders, newest first."""
    state = arguments.get("state")
    hits = [order for order in shop.orders.values() if state in (None, order["state"])]
    hits.sort(key=lambda order: order["date"], reverse=True)
    return {"orders": hits[: arguments.get("limit", 20)]}


def add_order_note(shop: Shop, arguments: Mapping[str, Any]) -> Record:
    """Add a note to an order."""
    order = shop.order(arguments["order_id"])
    order["notes"].append(arguments["note"])
    return {"notes": order["notes"]}


def archive_order(shop: Shop, arguments: Mapping[str, Any]) -> Record:
    """Mark an order as archived."""
    order = shop.order(arguments["order_id"])
    order["state"] = "archived"
    return order


def purge_order_archive(shop: Shop, arguments: Mapping[str, Any]) -> Record:
    """Remove old archived orders."""
    gone = [
        key
        for key, order in shop.orders.items()
        if order["state"] == "archived" and order["date"] < arguments["before"]
    ]
    for key in gone:
        del shop.orders[key]
    return {"removed": gone}


def set_stock_level(shop: Shop, arguments: Mapping[str, Any]) -> Record:
    """Replace the stock of one product."""
    shop.stock[arguments["sku"]] = arguments["quantity"]
    return {"sku": arguments["sku"], "quantity": arguments["quantity"]}


def manage_coupon(shop: Shop, arguments: Mapping[str, Any]) -> Record:
    """List, create or delete coupons."""
    operation, code = arguments["operation"], arguments.get("code")
    if operation != "list" and code is None:
        raise ShopError(f"{operation} needs a code")
    if operation == "create":
        shop.coupons[str(code)] = arguments.get("percent", 10)
    elif operation == "delete" and shop.coupons.pop(str(code), None) is None:
        raise ShopError(f"there is no coupon {code}")
    return {"coupons": shop.coupons}


def refund_order(shop: Shop, arguments: Mapping[str, Any]) -> Record:
    """Pay back up to the total of an order."""
    order = shop.order(arguments["order_id"])
    if arguments["amount"] > order["total"]:
        raise ShopError(f"the order came to {order['total']} only")
    order["state"] = "refunded"
    shop.payments.append({"to": order["customer"], "amount": arguments["amount"]})
    return order


def create_invoice(shop: Shop, arguments: Mapping[str, Any]) -> Record:
    """Record an invoice for a customer."""
    customer = shop.customer(arguments["customer_id"])
    invoice = {
        "id": f"I-{len(shop.invoices) + 1}",
        "customer": customer["id"],
        "total": sum(line["quantity"] * line["unit_price"] for line in arguments["lines"]),
        "due_days": arguments.get("due_days", 14),
        "paid": False,
    }
    shop.invoices.append(invoice)
    return invoice


def list_invoices(shop: Shop, arguments: Mapping[str, Any]) -> Record:
    """Return invoices, by whether they are paid."""
    paid = arguments.get("paid")
    return {"invoices": [row for row in shop.invoices if paid in (None, row["paid"])]}


def pay_supplier(shop: Shop, arguments: Mapping[str, Any]) -> Record:
    """Record a payment; no bank is involved."""
    payment = {key: arguments[key] for key in ("supplier", "iban", "amount", "currency")}
    shop.payments.append(payment)
    return payment


def convert_currency(_: Shop, arguments: Mapping[str, Any]) -> Record:
    """Calculate with fixed rates."""
    euro = arguments["amount"] / _RATES[arguments["from"]]
    return {"amount": round(euro * _RATES[arguments["to"]], 2), "currency": arguments["to"]}


HANDLERS: Mapping[str, Callable[[Shop, Mapping[str, Any]], Record]] = {
    handler.__name__: handler
    for handler in (
        find_customers,
        update_customer,
        delete_customer,
        get_order,
        list_orders,
        add_order_note,
        archive_order,
        purge_order_archive,
        set_stock_level,
        manage_coupon,
        refund_order,
        create_invoice,
        list_invoices,
        pay_supplier,
        convert_currency,
    )
}
"""Each tool's name and what it does."""
