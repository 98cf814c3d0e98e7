"""The decisions of quizzes: what a question file says, what an answer is worth, when one may start again."""
