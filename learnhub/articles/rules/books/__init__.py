"""What becomes of the body of an article in a book: a tree, the nodes that are set on paper, XHTML, and the EPUB."""
