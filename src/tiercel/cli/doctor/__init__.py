"""What is wrong on this machine, before a server is started on it."""
