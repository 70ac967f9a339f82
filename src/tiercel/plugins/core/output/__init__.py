"""Tasks that only give outputs."""
