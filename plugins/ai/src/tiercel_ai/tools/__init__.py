"""What models may ask for: searches, flows, tasks, programs."""
