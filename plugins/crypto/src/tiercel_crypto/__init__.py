"""Types that encrypt files with keys."""
