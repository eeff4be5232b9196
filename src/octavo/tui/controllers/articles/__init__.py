"""What is done with the articles of the list: searched, decided about, tagged."""
