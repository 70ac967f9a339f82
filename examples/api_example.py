"""A file for a namespace: a script task can run it."""

print("Hello from a namespace file")
