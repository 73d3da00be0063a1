"""How likely a post begins with a line, where texts stand once: features and trees."""
