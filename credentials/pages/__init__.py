"""What pages say: read once, and put into words. Nothing here writes."""
