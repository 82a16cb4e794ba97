"""The doors: everything that touches the world."""
