"""The protocol: award and achievement pages, what verifiers fetch, checking, learning."""
