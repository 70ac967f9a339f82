"""The peers' own flow files; each runs inside the peer's environment."""
