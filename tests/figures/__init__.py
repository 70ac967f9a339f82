"""Figures of the structure, each counted from the sources or from a server in memory."""
