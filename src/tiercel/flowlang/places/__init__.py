"""Where things stand in a source: characters of values, ends, problems."""
