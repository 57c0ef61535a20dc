"""What practices registers with core."""
