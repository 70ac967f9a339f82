"""The types of the family business: services that keep records of companies."""
