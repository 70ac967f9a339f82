"""Use cases of flows and of what belongs to them."""
