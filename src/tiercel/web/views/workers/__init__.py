"""Worker groups, their queues and what proves a worker to belong to one."""
