"""The seeded simulator: an invented sector of any size, with planted truth."""
