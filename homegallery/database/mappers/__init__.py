"""What goes into an entry, one concern per module.

A mapper takes a ``MediaGroup`` and returns the fields it knows of.
"""
