"""Routes of what a person keeps on the server."""
