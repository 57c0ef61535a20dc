"""What measures registers with core: places, search, slots, samples."""
