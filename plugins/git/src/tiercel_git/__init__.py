"""Types that read and write repositories of Git."""
