"""Types that read and write files of other machines."""
