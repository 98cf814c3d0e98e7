"""Decisions about people: passwords, throttling, devices, and how a roster is read."""
