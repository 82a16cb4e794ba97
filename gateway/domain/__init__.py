"""THE TABLE: what we talk about."""
