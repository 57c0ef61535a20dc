"""What each method asks of a table and shows of its answer, by subject."""
