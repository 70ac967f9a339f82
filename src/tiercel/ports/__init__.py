"""Layer 5: the ports, Protocols and the struct of them all.

Each has a memory adapter that passes the same suite.
"""
