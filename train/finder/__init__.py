"""The face finder's network, its training and its score."""
