"""The door to what we know of partners: the agreements with them and the register of organisations."""
