"""Who may do what in measures."""
