"""Tasks made from rendered text."""
