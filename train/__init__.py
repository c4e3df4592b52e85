"""Development: data set in, trained and exported model out. Nothing here is needed to read a mood."""
