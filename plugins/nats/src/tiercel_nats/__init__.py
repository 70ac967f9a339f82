"""The types of the family nats."""
