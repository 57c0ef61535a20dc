"""Who may do what in dividend."""
