"""What users did to entries: the log of their events, and how events change entries."""
