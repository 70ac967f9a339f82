"""Worker groups, the queues that they serve, and what proves a worker to belong to one."""
