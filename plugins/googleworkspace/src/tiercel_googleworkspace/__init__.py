"""Types for Google Workspace, on the code of the family `gcp`."""
