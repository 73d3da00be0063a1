"""Lines to posts where the input itself marks them; one file a format."""
