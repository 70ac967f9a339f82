"""Types for platforms of data and of operations, by plain HTTP and by their programs."""
