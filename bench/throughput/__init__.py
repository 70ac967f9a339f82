"""Large data and many messages through a server, beside what a script would do."""
