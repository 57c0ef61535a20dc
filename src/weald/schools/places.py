"""What schools registers with core: places, search, slots, samples."""
