"""What is wrong with a library's files, and what can be done about it."""
