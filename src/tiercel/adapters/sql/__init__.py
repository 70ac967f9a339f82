"""What the SQL stores share: conditions and orders as SQL text."""
