"""Flow control: tasks with children, tasks that create executions, pauses."""
