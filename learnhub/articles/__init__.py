"""Topic articles: written after work, reviewed, released, discussed, and bound into collections."""
