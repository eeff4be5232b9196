"""What is done in a text: read, looked through by words, headings and links."""
