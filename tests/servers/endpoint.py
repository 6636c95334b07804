"""A streamable HTTP endpoint, standard library only, that behaves as it is told.

Usage: endpoint.py BEHAVIOUR. Writes its port on the first line of standard output, then every
request it gets as one line of JSON.
"""

import gzip
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOOL = {"name": "look", "inputSchema": {"type": "object"}}
MODERN = "2026-07-28"
META = "io.modelcontextprotocol"


def write(value: object) -> None:
    sys.stdout.write(f"{json.dumps(value)}\n")
    sys.stdout.flush()


def legacy_result(message: dict[str, Any]) -> dict[str, Any] | None:
    match message["method"]:
        case "initialize":
            server = {"name": "endpoint", "version": "1"}
            return {"protocolVersion": "2025-06-18", "capabilities": {}, "serverInfo": server}
        case "tools/list":
            return {"tools": [TOOL]}
    return None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        message = json.loads(self.rfile.read(int(self.headers["content-length"])))
        names = ("authorization", "mcp-protocol-version", "mcp-session-id")
        seen = {name: self.headers[name] for name in names if self.headers[name]}
        write({"http": "POST", "path": self.path, "method": message["method"], **seen})
        getattr(self, sys.argv[1])(message)

    def do_GET(self) -> None:
        write({"http": "GET"})
        self.answer(405, b"")

    def do_DELETE(self) -> None:
        write({"http": "DELETE"})
        self.answer(200, b"")

    def log_message(self, *_: object) -> None:
        pass

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def result(self, message: dict[str, Any], result: object, **headers: str) -> None:
        body = json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}).encode()
        self.answer(200, body, content_type="application/json", **headers)

    def error(self, message: dict[str, Any], code: int, status: int = 400, **more: Any) -> None:
        error = {"code": code, "message": "no", **more}
        body = json.dumps({"jsonrpc": "2.0", "id": message.get("id"), "error": error}).encode()
        self.answer(status, body, content_type="application/json")

    def legacy(self, message: dict[str, Any]) -> None:
        result = legacy_result(message)
        if "id" not in message:
            self.answer(202, b"")
        elif message["method"] != "initialize" and not self.headers["mcp-session-id"]:
            self.error(message, -32600)
        elif result is None:
            self.error(message, -32601, 404)
        else:
            self.result(message, result, mcp_session_id="s-1")

    def sse(self, message: dict[str, Any]) -> None:
        result = legacy_result(message)
        if result is None:
            return self.legacy(message)
        event = json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result})
        body = f"event: message\ndata: {event}\n\n".encode()
        return self.answer(200, body, content_type="text/event-stream", mcp_session_id="s-1")

    def modern(self, message: dict[str, Any]) -> None:
        cached = {"resultType": "complete", "ttlMs": 5000, "cacheScope": "private"}
        if self.headers["mcp-protocol-version"] != MODERN:
            return self.error(message, -32022, data={"supported": [MODERN], "requested": "?"})
        if message["method"] == "server/discover":
            meta = {f"{META}/serverInfo": {"name": "modern", "version": "2"}}
            greeting = {"supportedVersions": [MODERN], "capabilities": {"tools": {}}}
            return self.result(message, {**greeting, **cached, "_meta": meta})
        return self.result(message, {"tools": [TOOL], **cached})

    def unauthorized(self, _message: dict[str, Any]) -> None:
        named = (
            'Bearer resource_metadata="https://example.com/.well-known/oauth-protected-resource"'
        )
        self.answer(401, b"who are you?", www_authenticate=named)

    def forbidden(self, _message: dict[str, Any]) -> None:
        self.answer(403, b"")

    def missing(self, _message: dict[str, Any]) -> None:
        self.answer(404, b"not here", content_type="text/html")

    def broken(self, _message: dict[str, Any]) -> None:
        self.answer(503, b"")

    def html(self, _message: dict[str, Any]) -> None:
        self.answer(200, b"<html></html>", content_type="text/html")

    def elsewhere(self, _message: dict[str, Any]) -> None:
        self.answer(307, b"", location="http://192.0.2.1/mcp?session=1")

    def slash(self, message: dict[str, Any]) -> None:
        if self.path.endswith("/"):
            return self.modern(message)
        return self.answer(308, b"", location=f"{self.path}/")

    def circle(self, _message: dict[str, Any]) -> None:
        self.answer(307, b"", location=f"{self.path}x")

    def hangs(self, _message: dict[str, Any]) -> None:
        time.sleep(30)

    def floods(self, _message: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("connection", "close")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b" " * 65536)
        except OSError:
            self.close_connection = True

    def compressed(self, _message: dict[str, Any]) -> None:
        body = gzip.compress(b" " * 10_000_000)
        self.answer(200, body, content_type="application/json", content_encoding="gzip")


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    write(server.server_address[1])
    server.serve_forever()
