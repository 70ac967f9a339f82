"""Use cases of dashboards and their charts."""
