"""Types that transform rows and values."""
