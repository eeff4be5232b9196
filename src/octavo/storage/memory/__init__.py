"""What is in memory while a library is open: tables of documents that decode late."""
