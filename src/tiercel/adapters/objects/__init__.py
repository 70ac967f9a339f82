"""Blob storage in a bucket of an object store."""
