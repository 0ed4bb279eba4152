"""The configuration: finding the file, its meaning, and typed settings."""
