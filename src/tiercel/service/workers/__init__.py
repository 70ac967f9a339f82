"""Worker groups, worker queues, registration tokens and credentials of workers."""
