"""What starts executions, and the task that turns it on and off."""
