"""Types that read and write formats of files."""
