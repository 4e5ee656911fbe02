"""The protocol: fetch, check shape, act, answer."""
