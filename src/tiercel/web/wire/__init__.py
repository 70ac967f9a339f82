"""What the API sends and takes: one file a resource, the spec's names in the spec's order."""
