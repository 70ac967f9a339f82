"""Running a server from the command line: sockets, protocol, signals, management port."""
