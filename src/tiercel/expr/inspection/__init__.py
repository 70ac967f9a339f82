"""What can be said of a template before it is rendered."""
