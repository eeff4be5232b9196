"""What screens say: values of the library turned into words and rows."""
