"""Changes of rows of databases, as their logs have them."""
