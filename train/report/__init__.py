"""Reading a data set with an exported model, and the page that tells how well it went."""
