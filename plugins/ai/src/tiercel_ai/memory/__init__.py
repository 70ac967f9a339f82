"""What a chat remembers of those before."""
