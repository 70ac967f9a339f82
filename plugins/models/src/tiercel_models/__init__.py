"""Types that ask services of language models."""
