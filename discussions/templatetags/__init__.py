"""What templates of other floors may ask of this app."""
