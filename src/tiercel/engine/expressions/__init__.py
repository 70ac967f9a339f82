"""What can be said of a flow's expressions before it runs."""
