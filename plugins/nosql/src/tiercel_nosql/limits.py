"""Bounds of requests, as the services have them."""

WEAVIATE_OBJECTS_MAX = 500  # Of one request that makes objects.
ALGOLIA_OBJECTS_MAX = 1_000  # Of one batch.
PAGES_MAX = 10_000  # Of a search that is read to its end.
