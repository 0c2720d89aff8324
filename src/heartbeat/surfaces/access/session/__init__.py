"""What people and screens ask about themselves: signing in and out, and being paired."""
