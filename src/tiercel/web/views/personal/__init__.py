"""What people keep on the server, as the API shows it."""
