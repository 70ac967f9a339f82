"""The use cases of the server, each declared once: `catalogue` lists them all."""
