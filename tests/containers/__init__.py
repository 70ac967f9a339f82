"""Container engines for tests, and the tests that need one."""
