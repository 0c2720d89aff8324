"""What people do about incidents and their messages."""
