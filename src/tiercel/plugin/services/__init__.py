"""What tasks and triggers that work with services elsewhere share."""
