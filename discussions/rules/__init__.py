"""What decides, and what turns words into what is stored: pure functions."""
