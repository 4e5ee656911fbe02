"""The protocol of this app, by noun."""
