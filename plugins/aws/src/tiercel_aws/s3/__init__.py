"""Types for the object storage S3, which the family `minio` shares."""
