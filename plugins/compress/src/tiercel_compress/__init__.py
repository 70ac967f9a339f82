"""Types that compress and encrypt files."""
