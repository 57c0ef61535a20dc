"""Who may do what in people."""
