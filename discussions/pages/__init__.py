"""What pages say: reads of rooms, threads, desks, sessions, recaps and voices."""
