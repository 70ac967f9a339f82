"""Types for Cloud Storage."""
