"""The command line."""

from weald.cli.entry import main

__all__ = ["main"]
