"""Use cases of users and tokens, and the store of secrets."""
