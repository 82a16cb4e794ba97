"""The door to keys and trust: private keys never leave, certificates are believed only when proven."""
