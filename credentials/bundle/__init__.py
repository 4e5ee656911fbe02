"""All that a holder, or an operator, needs to keep credentials checkable without this site."""
