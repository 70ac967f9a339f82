"""The run of the 2.0 client."""
