"""Forms of users, groups, roles and bindings."""
