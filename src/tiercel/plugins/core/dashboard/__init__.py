"""Charts of dashboards and where their numbers come from."""
