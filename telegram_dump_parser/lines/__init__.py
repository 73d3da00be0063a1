"""Bytes to numbered lines, and what each line looks like on its own."""
