"""What communities registers with core."""
