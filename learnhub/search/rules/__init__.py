"""How text is cut into what is searched for, and how a hit is shown: plain Python, the same for every engine."""
