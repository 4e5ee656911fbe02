"""The live room: numbers, frames, the hub of a process, and its sockets."""
