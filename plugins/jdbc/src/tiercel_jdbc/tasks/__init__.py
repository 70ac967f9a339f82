"""What types of all databases do: the classes in `types` add a connection and a name."""
