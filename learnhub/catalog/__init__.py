"""Courses, lessons, sections and their versions."""
