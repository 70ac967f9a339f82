"""What those who run a server lay down for everybody."""
