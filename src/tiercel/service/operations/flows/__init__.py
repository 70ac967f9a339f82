"""Operations on flows: one by one, many at once, their sources, graphs, blueprints, templates."""
