"""What the reader writes: notes and highlights."""
