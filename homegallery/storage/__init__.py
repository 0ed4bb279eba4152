"""Content-addressed objects: everything computed from a file, kept under its SHA-1."""
