"""Calls of a server's API, written by `make calls` from its route table."""
