"""Stores of embeddings."""
