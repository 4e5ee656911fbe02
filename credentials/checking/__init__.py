"""Checking credentials, ours and anybody's: one sentence a check. Nothing is stored."""
