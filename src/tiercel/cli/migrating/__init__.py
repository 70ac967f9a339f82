"""What checks of a move say on a terminal."""
