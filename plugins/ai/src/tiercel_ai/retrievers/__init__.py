"""Sources of texts that an answer may rest on."""
