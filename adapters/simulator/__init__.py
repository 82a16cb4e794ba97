"""Partners that answer as real ones do, and the authority that certifies them; for tests and demonstrations only."""
