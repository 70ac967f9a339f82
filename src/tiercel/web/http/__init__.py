"""The parts of HTTP: bodies, forms, answers, streams and media types; nothing of the API."""
