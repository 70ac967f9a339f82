"""Services of models."""
