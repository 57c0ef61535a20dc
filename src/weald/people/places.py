"""What people registers with core: places, search, slots, samples."""
