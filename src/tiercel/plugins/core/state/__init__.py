"""Old tasks that keep a state between executions."""
