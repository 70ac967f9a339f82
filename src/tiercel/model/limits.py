"""Every bound of the server, with its unit and its reason."""

# Expressions: a template must never hang or fill the memory, whatever a flow's author writes.
EXPRESSION_CACHE_TEMPLATES_MAX = 5_000  # Compiled templates kept, least recently used dropped.
EXPRESSION_DEPTH_MAX = 100  # Nested calls, groups and tags.
EXPRESSION_STEPS_MAX = 2_000_000  # Evaluated nodes in one rendering.
EXPRESSION_OUTPUT_CHARS_MAX = 10_485_760  # Characters of one rendering, as the reference.
EXPRESSION_SECONDS_MAX = 30.0  # A safety net; the step bound ends nearly everything before.
EXPRESSION_SOURCE_CHARS_MAX = 1024 * 1024  # Characters of one template.
EXPRESSION_RECURSION_MAX = 100  # Rounds of recursive rendering.

# Flow sources, the limit of the reference's YAML reader.
SOURCE_CHARS_MAX = 3 * 1024 * 1024

# Expressions: values inside a rendering.
EXPRESSION_ITEMS_MAX = 1_000_000  # Items of one list that a filter, function or operator makes.
EXPRESSION_RENDER_DEPTH_MAX = 16  # Nested calls of render(), as the reference.
EXPRESSION_TREE_DEPTH_MAX = 200  # Nested nodes of one template; each costs a Python frame or two.
EXPRESSION_RANGE_ITEMS_MAX = 1_000_000  # Items of one range, as the reference.
EXPRESSION_REGEX_SECONDS_MAX = 0.05  # One search of a user's regular expression.
EXPRESSION_REGEX_CHARS_MAX = 2_000  # Characters of one regular expression.
EXPRESSION_PATTERN_CHARS_MAX = 1_000  # Characters of a date, number or text format.
EXPRESSION_JQ_STEPS_MAX = 1_000_000  # Values that one jq program may pass on.

# Settings.
SETTINGS_PLACEHOLDER_ROUNDS_MAX = 10  # Nested `${A:${B:x}}` placeholders in one value.
