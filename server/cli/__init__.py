"""The command line. It parses, calls one function and prints; heavy imports wait until a command needs them."""

from __future__ import annotations

from server.cli.commands import main

__all__ = ["main"]
