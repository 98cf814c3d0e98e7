"""The catalogue's decisions: sections and their weights, order and titles of files, and what front matter may say."""
