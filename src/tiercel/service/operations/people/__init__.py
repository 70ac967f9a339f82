"""Operations on users, groups, roles and what they are given."""
