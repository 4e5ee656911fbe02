"""The shape of what people send; a form never saves."""
