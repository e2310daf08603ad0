"""``serve``: the web process and, beside it, the worker that syncs."""

from __future__ import annotations

import os
import signal
import socket
import sys
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from dashboard.commands.common import CommandError, Db, console, settings_for, store_for
from dashboard.config import Settings
from dashboard.processes import Companion, python_module
from dashboard.store.engine import database_url

HOUSE = Path(__file__).parents[2]
"""Where ``.streamlit/config.toml`` lies: the checkout, or what was installed from it."""

Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")]


def serve(
    host: Host = "127.0.0.1",
    port: Port = 8501,
    no_sync: Annotated[bool, typer.Option("--no-sync", help="Only show, do not sync.")] = False,
    db: Db = None,
) -> None:
    """Serve the dashboard, and keep syncing beside it."""
    settings = settings_for(db)
    store_for(settings).close()
    run(settings, host, port, companions={} if no_sync else {"sync": worker_command()})


def worker_command() -> list[str]:
    """The worker process: syncs for ever, on the database of the environment."""
    return python_module("dashboard.cli", "sync", "--watch")


def run(settings: Settings, host: str, port: int, companions: Mapping[str, list[str]]) -> None:
    """Serve until told to stop, with other processes beside."""
    if not is_free(host, port):
        raise CommandError(
            f"Port {port} on {host} is in use, or {host} is not this machine. "
            "Choose another with --port (or PORT= with make)."
        )
    export(settings)
    from dashboard.app import serve as serve_app  # imported late: Streamlit takes a second

    # The web server hands a signal on once it has shut down; then the companions are to be told.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with ExitStack() as stack:
        for name, command in companions.items():
            stack.enter_context(Companion(name, command))
        console.print(f"Rundown is at [bold]http://{host}:{port}[/bold] (Ctrl-C stops it)")
        serve_app(host, port, dict(streamlit_options()))


def export(settings: Settings) -> None:
    """Hand the settings on to child processes and the pages."""
    url = database_url(settings.db)
    os.environ["RUNDOWN_DB"] = url.render_as_string(hide_password=False)


def is_free(host: str, port: int) -> bool:
    """Whether a port can be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def streamlit_options() -> Iterator[tuple[str, Any]]:
    """Streamlit's options from the house's file, so that they hold in any working folder."""
    path = HOUSE / ".streamlit" / "config.toml"
    if path.exists():
        yield from _dotted("", tomllib.loads(path.read_text(encoding="utf-8")))


def _dotted(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _dotted(f"{prefix}{name}.", value)
        else:
            yield f"{prefix}{name}", value
