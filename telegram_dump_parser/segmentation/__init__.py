"""Lines to posts where nothing marks the end of a post."""
