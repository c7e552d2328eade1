"""Many jobs over processes and machines: each is done once and kept by its key. Knows no district."""
