"""What a file is: media types by extension, sidecar groups."""
