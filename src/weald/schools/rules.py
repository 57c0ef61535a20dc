"""Who may do what in schools."""
