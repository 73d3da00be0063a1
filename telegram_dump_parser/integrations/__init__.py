"""Readers for engines: Spark and datatrove, on top of the functions of the package."""
