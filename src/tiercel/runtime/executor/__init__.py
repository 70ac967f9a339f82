"""The executor: folds the events of executions and carries decisions out."""
