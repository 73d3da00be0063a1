"""Readers for engines, a module each. Nothing is imported here: each needs an engine, which is an optional extra."""
