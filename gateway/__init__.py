"""The quiet rooms: no network, no disk, no clock, no randomness, no log."""
