"""The forms of quizzes; each page's stand in a module of their own."""
