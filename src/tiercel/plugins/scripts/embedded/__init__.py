"""Short scripts of flows that the reference runs inside its own process."""
