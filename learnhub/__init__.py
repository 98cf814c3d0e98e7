"""LearnHub: study evidence that can be trusted and explained, and evenings given back."""
