"""What is done to articles."""
