"""What reads and writes YAML: loaded with the first source, since it takes a megabyte."""
