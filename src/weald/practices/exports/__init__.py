"""Practices as files: a list as a table, one practice as a bundle that another site or a person can read."""
