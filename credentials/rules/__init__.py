"""The rules of programs: what decides, what it says, and what a change would do."""
