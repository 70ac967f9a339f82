"""Commands of those who say what may run: policies and kill switches."""
