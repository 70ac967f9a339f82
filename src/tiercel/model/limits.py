"""Every bound of the server, with its unit and its reason."""

# Expressions: a template must never hang or fill the memory, whatever a flow's author writes.
EXPRESSION_CACHE_TEMPLATES_MAX = 5_000  # Compiled templates kept, least recently used dropped.
EXPRESSION_DEPTH_MAX = 100  # Nested calls, groups and tags.
EXPRESSION_STEPS_MAX = 2_000_000  # Evaluated nodes in one rendering.
EXPRESSION_OUTPUT_CHARS_MAX = 32 * 1024 * 1024  # Characters that one rendering may write.
EXPRESSION_SECONDS_MAX = 30.0  # A safety net; the step bound ends nearly everything before.
EXPRESSION_SOURCE_CHARS_MAX = 1024 * 1024  # Characters of one template.
EXPRESSION_RECURSION_MAX = 100  # Rounds of recursive rendering.

# Flow sources, the limit of the reference's YAML reader.
SOURCE_CHARS_MAX = 3 * 1024 * 1024
