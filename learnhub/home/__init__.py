"""Each role's front page, help, and the state of the site."""
