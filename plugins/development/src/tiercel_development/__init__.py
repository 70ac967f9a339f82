"""The types of the family development: forges, trackers of issues, wikis."""
