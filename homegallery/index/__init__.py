"""What a source directory held when it was last looked at, and what has changed since."""
