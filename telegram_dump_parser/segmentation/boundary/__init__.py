"""How likely a post begins with a line, where texts appear once: features and trees."""
