"""Routes of users, groups, roles and what they are given."""
