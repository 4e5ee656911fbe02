"""Makes what tests need, through the same actions that the site uses."""
