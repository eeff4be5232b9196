"""What the main screen does, one module for each act."""
