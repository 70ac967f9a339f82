"""Layer 2: the YAML flow language. Text to model and back, and what is wrong with a text."""
