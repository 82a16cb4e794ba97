"""THE STUDY: how partners speak; bytes in, values out, and back."""
