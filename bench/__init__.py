"""Benchmarks: `python -m bench` measures a server; other modules measure single parts."""
