"""From any source of faces to one clean, grouped, split data set."""
