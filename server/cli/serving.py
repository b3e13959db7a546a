"""`mirasmap serve`: one process that listens, says where, and warms the home page."""

from __future__ import annotations

import errno
import logging
import socket
import threading
from pathlib import Path
from typing import Any

import typer
import uvicorn

from geo.errors import MirasmapError
from server.app import create_app
from server.cli.loading import prepare
from server.map_answers import warm as warm_views
from server.pages.home import warm
from server.settings import Settings

__all__ = ["run"]

_BACKLOG = 128


class ListenError(MirasmapError):
    """The address cannot be listened on."""


def run(*, host: str | None, port: int | None, store: Path | None, package: Path | None) -> None:
    """Serve until somebody ends it.

    Parameters
    ----------
    host, port, store, package
        What the command line names; None leaves it to the environment and the defaults.

    Raises
    ------
    MirasmapError
        If the port is in use, the store cannot be made or opened, and the like.
    """
    settings = Settings.given(host=host, port=port, store=store, package=package)
    logging.basicConfig(level=settings.log_level.upper(), format="%(levelname)s %(name)s: %(message)s")
    with listening(settings.host, settings.port) as listener:
        prepare(settings)
        app = create_app(settings)
        config = uvicorn.Config(app, log_level=settings.log_level, access_log=False, server_header=False, lifespan="on")
        _Server(config).run(sockets=[listener])


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that is bound to the address, before any longer work begins.

    Raises
    ------
    ListenError
        If it cannot be: one sentence with the way to mend it.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends without delay (Nagle's, 40 ms an answer) only on sockets that say they are TCP
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise ListenError(_sentence(error, host, port)) from error
    return listener


def _sentence(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use; end the other program, or choose another port: mirasmap serve --port {port + 1 if port < 65535 else 0}"
    if error.errno == errno.EACCES:
        return f"port {port} is for administrators only; choose one above 1023: mirasmap serve --port 8000"
    return f"{host} is no address of this machine; choose one of its own, such as 127.0.0.1: mirasmap serve --host 127.0.0.1"


class _Server(uvicorn.Server):
    """Says in one line where it listens, then makes the home page before anybody asks for it."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.started or not sockets:
            return
        host, port = sockets[0].getsockname()[:2]
        shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
        typer.echo(f"mirasmap is at http://{shown}:{port}/ (Ctrl+C ends it)")
        threading.Thread(target=_warm, args=(self.config.app,), name="warm", daemon=True).start()


def _warm(app: Any) -> None:  # noqa: ANN401 (uvicorn holds any kind of application)
    try:
        warm(app.state.resources)
        warm_views(app.state.resources)
    except MirasmapError as error:  # the page itself will say it to whoever asks
        logging.getLogger("mirasmap").warning("the home page cannot be made: %s", error)
