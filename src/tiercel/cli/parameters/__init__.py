"""Arguments and options of commands: those that several have, and how their texts are read."""
