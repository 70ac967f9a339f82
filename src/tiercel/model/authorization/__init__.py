"""Who may do what where: roles, bindings, and what follows of them. Pure values and decisions."""
