"""What becomes of messages once a board has let them go, and incidents as people read and handle them."""
