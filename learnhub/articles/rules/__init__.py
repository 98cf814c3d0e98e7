"""The decisions about articles."""
