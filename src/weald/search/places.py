"""What search registers with core."""
