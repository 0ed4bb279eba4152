"""The database of entries: what the gallery knows of each photo and video."""
