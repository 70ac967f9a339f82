"""Routes of flows and of what belongs to them."""
