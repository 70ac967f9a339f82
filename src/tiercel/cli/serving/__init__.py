"""Running a server from the command line: sockets, protocol, signals, management port."""

from tiercel.cli.serving.uvicorn_parts import leave_out_command_line

leave_out_command_line()
