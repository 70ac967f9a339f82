"""Types for BigQuery."""
