"""Posts to JSON, CSV, Parquet, Arrow and data frames, and safely to a file."""
