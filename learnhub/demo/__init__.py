"""A believable organisation that can be loaded and taken away."""
