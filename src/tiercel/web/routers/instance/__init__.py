"""Routes about the server itself: sign-in, health, configuration, documents of the API."""
