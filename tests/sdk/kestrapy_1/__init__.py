"""The run of the 1.x client."""
