"""What each event does to an execution, one file per event."""
