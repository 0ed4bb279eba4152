"""From source directories to the database: one round of index, extract, database."""
