"""The Ray runner."""
