"""The rooms over HTTP: the only way to write, with and without JavaScript."""
