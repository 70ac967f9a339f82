"""Inputs and outputs: declared types, conversion and checks."""
