"""Numerical methods for schools: arrays in, small frozen results out."""

__version__ = "0.1.0"
