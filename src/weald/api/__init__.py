"""The interface for programs: every app's operations under /api/v1, with tokens."""
