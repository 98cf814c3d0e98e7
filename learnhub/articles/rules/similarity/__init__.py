"""What two texts have in common: their plain words with the quotations marked, and the passages that they share."""
