"""What the tools for mail, files, the database, jobs and keys do to the shop."""

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Any

from catalog.demo.shop import Record, Shop, ShopError

_GREETINGS = {"de": "Hallo", "en": "Hello", "es": "Hola", "fr": "Bonjour", "it": "Ciao"}


def read_inbox(shop: Shop, arguments: Mapping[str, Any]) -> Record:
    """Return messages of one folder."""
    folder = arguments.get("folder", "inbox")
    hits = [message for message in shop.messages if message["folder"] == folder]
    return {"messages": hits[: arguments.get("limit", 10)]}


def send_email(shop: Shop, arguments: Mapping[str, Any]) -> Record:
    """Record a message as sent; nothing leaves the process."""
    shop.sent.append({key: arguments[key] for key in ("to", "subject", "body")})
    return {"sent": len(arguments["to"])}


def translate_message(_: Shop, arguments: Mapping[str, Any]) -> Record:
    """Answer with a greeting in the language; the demo knows no other words."""
    return {"text": f"{_GREETINGS[arguments['language']]}! ({len(arguments['text'])} characters)"}


def read_file(shop: Shop, arguments: Mapping[str, Any]) -> Record:
    """Return the text of a file held in memory."""
    if arguments["path"] not in shop.files:
        raise ShopError(f"there is no file {arguments['path']}")
    return {"content": shop.files[arguments["path"]]}


def write_file(shop: Shop, arguments: Mapping[str, Any]) -> Record:
    """Hold a file in memory."""
    shop.files[arguments["path"]] = arguments["content"]
    return {"path": arguments["path"], "characters": len(arguments["content"])}


def fetch_supplier_page(shop: Shop, arguments: Mapping[str, Any]) -> Record:
    """Return one of the pages the demo carries; it never opens a connection."""
    if arguments["url"] not in shop.pages:
        raise ShopError("the demo carries no such page")
    return {"text": shop.pages[arguments["url"]]}


def run_sql(shop: Shop, arguments: Mapping[str, Any]) -> Record:
    """Run a statement on a copy of the tables in memory."""
    with closing(shop.database()) as database:
        try:
            rows = database.execute(arguments["sql"], arguments.get("parameters", [])).fetchall()
        except sqlite3.Error as error:
            raise ShopError(str(error)) from error
    return {"rows": [list(row) for row in rows]}


def start_job(shop: Shop, arguments: Mapping[str, Any]) -> Record:
    """Record that a job was started."""
    job = {"id": f"J-{len(shop.jobs) + 1}", "job": arguments["job"]}
    shop.jobs.append(job)
    return job


def restart_web_server(shop: Shop, arguments: Mapping[str, Any]) -> Record:
    """Record that a restart was asked for."""
    return start_job(shop, {"job": f"restart {arguments['region']}"})


def get_api_key(shop: Shop, arguments: Mapping[str, Any]) -> Record:
    """Return an invented key."""
    if arguments["channel"] not in shop.keys:
        raise ShopError(f"{arguments['channel']} has no key")
    return {"key": shop.keys[arguments["channel"]]}


def revoke_api_key(shop: Shop, arguments: Mapping[str, Any]) -> Record:
    """Forget a key."""
    shop.keys.pop(arguments["channel"], None)
    return {"revoked": arguments["channel"]}


def set_staff_role(shop: Shop, arguments: Mapping[str, Any]) -> Record:
    """Give a member of staff a role."""
    if arguments["staff_id"] not in shop.roles:
        raise ShopError(f"there is no member of staff {arguments['staff_id']}")
    shop.roles[arguments["staff_id"]] = arguments["role"]
    return {"staff_id": arguments["staff_id"], "role": arguments["role"]}


HANDLERS: Mapping[str, Callable[[Shop, Mapping[str, Any]], Record]] = {
    handler.__name__: handler
    for handler in (
        read_inbox,
        send_email,
        translate_message,
        read_file,
        write_file,
        fetch_supplier_page,
        run_sql,
        start_job,
        restart_web_server,
        get_api_key,
        revoke_api_key,
        set_staff_role,
    )
}
"""Each tool's name and what it does."""
