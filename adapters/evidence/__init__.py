"""Evidence bundles: made for one message, checked by anybody, without us and without a network."""
