"""Bounds of requests."""

GITHUB_PAGE_ROWS = 100  # Of one page of a search or list, as many as the service gives.
GITHUB_RESULTS_MAX = 1_000  # Of one search: the service gives no more.
GITHUB_LIST_PAGES_MAX = 1_000  # Of a list that is read to its end.
GITHUB_LOGIN_SECONDS = 540  # How long the proof of an app is good; the service takes ten minutes.
