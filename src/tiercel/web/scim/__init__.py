"""SCIM 2.0: its messages, and what they read and write."""
