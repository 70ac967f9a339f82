"""One module a script language: its image, command and properties."""
