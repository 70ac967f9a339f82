"""The command groups of `tiercel`, a module each."""
