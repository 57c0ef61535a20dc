"""Numerical methods for schools: arrays in, small frozen results out."""
