"""Layer 4: what happens next. Pure and deterministic: no I/O, no clock, no randomness."""
