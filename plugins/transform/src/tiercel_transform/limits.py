"""Bounds of the family, with unit and reason."""

# Records of an output: they are held in memory. More belong into a file (STORE).
RECORDS_MAX = 100_000
# Groups that one task may keep in memory.
GROUPS_MAX = 1_000_000
# Characters of an expression, and how deeply it may be nested.
EXPRESSION_CHARS_MAX = 10_000
EXPRESSION_LEVELS_MAX = 50
# Seconds that one line of text may be matched, or one value be evaluated, before it is given up.
MATCH_SECONDS_MAX = 5
EVALUATE_MILLISECONDS_MAX = 60_000
# How deeply patterns may be made of others.
PATTERN_LEVELS_MAX = 30
