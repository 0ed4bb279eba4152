"""The gallery as a person uses it: a real server, a real import, a real browser."""
