"""The query language: which entries a text asks for, and in which order."""
