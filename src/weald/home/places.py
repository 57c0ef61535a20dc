"""What home registers with core: places, search, slots, samples."""
