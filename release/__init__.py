"""What a release is made of: the documentation site, and what is handed out."""
