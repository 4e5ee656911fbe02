"""Looking after a room: flags, deeds in their scopes, appeals, and the facilitator's desk."""
