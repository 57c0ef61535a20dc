"""The command line of the numerical package, for somebody with a table and no site."""

from wealdstats.cli.run import main

__all__ = ["main"]
