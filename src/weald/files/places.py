"""What files registers with core."""
