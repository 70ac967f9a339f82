"""Databricks: clusters, jobs, files, statements and its programs."""
