"""Use cases of logs, metrics and statistics, and what the server measures of itself."""
