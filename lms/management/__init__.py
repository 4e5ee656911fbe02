"""Commands of the whole project, and what they share."""
