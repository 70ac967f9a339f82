"""Tasks about the files of namespaces."""
