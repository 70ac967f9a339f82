"""Where script tasks run."""
