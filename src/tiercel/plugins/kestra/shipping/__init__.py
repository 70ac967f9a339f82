"""Logs of the server, sent to stores elsewhere."""
