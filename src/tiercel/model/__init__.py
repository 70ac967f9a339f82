"""Layer 1: what things are. Frozen values, states, codecs, errors and limits."""
