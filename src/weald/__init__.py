"""Weald: software on which schools improve together."""

__version__ = "0.1.0"
