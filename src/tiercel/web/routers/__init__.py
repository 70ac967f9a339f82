"""One file an API group: each translates between HTTP and the services, and decides nothing."""
