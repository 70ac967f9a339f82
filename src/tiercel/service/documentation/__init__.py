"""The documentation that comes with the server: its pages, and a search in them."""
