"""Every port in memory, for tests and simulation: coroutines never suspend, order is fixed."""
