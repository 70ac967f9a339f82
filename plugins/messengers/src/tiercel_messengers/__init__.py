"""Types that send messages to messengers."""
