"""Making objects from media files: metadata and previews, in worker processes."""
