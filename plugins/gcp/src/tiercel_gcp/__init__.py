"""Types for Google Cloud, one module or package a service."""
