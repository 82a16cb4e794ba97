"""What goes on by itself: the relay that empties the outbox, and the sweeper that keeps house."""
