"""What dividend registers with core: places, search, slots, samples."""
