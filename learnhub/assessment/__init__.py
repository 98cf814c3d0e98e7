"""The quarterly self-assessment: cycles, summaries, reviews."""
