"""Worker groups: which there are, and which of them may run a task."""
