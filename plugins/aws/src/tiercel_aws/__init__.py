"""Types for Amazon Web Services, one module or package a service."""
