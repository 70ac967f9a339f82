"""Tasks on people, by the API of a server and with the rights of who asks."""
