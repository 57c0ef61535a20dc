"""What joining a trust changed, with its uncertainty."""
