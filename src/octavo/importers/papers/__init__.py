"""Books, papers and mails: documents that hold an article in a wrapping of their own."""
