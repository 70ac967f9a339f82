"""The official clients, used as their users do, against a server process."""
