"""`toolrisk serve`: show a built site on localhost."""

import functools
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click

from catalog.cli.ending import Terminated, exits_by_sigterm


class _Pages(SimpleHTTPRequestHandler):
    """Serve files as a static host does: `404.html` for what is missing, no caching."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".json": "application/json; charset=utf-8",
        ".xml": "application/xml; charset=utf-8",
        ".txt": "text/plain; charset=utf-8",
        ".md": "text/markdown; charset=utf-8",
        ".svg": "image/svg+xml",
        ".html": "text/html; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".css": "text/css; charset=utf-8",
    }

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def list_directory(self, path: object) -> None:
        self.send_error(HTTPStatus.NOT_FOUND)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", self.extensions_map[".html"])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@click.command()
@click.option(
    "--site",
    type=click.Path(path_type=Path),
    default=Path("build/site"),
    show_default=True,
    help="Folder with the built site.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port; 0 picks a free one.")
@exits_by_sigterm()
def serve(site: Path, host: str, port: int) -> None:
    """Show a built site on localhost until Ctrl-C.

    \b
    Examples:
      toolrisk serve
      toolrisk serve --port 0 --site build/site
    """
    if not (site / "index.html").is_file():
        raise click.ClickException(f"{site}: no site here yet; run `toolrisk build` first")
    handler = functools.partial(_Pages, directory=str(site))
    try:
        server = ThreadingHTTPServer((host, port), handler)
    except OSError as error:
        raise click.ClickException(
            f"cannot listen on {host}:{port} ({error.strerror}); choose another with --port"
        ) from error
    try:
        click.echo(f"Serving {site} at http://{host}:{server.server_port}/ (Ctrl-C ends)")
        server.serve_forever()
    except Terminated:
        raise
    except KeyboardInterrupt:
        click.echo("")
    finally:
        server.server_close()
