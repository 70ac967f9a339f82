"""Types for MinIO, on the code of the family `aws`."""
