"""The types of the family machines: virtual machines, and what is known of networks."""
