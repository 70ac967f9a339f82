"""Bounds of the family."""

LOOK_SECONDS = 2.0  # Between two looks at a resource that is waited for.
NAME_CHARS_MAX = 63  # Of the name of a pod, which is that of its host.
LIST_ITEMS = 500  # Of one page of a list.
LIST_PAGES_MAX = 1_000  # Of a list that is read to its end.
