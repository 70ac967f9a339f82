"""Use cases of the files of namespaces."""
