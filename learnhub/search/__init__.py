"""What is searchable, and how: what of the site is indexed, and the page that asks for it."""
