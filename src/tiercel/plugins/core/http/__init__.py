"""Tasks and triggers that speak HTTP."""
