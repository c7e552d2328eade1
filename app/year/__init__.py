"""A year's work on its record: what the commands share, and a page could."""
