"""External programs, wrapped for use by a worker process."""
