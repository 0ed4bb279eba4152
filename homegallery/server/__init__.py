"""The gallery over HTTP: who asks, what they may see, and how it is sent."""
