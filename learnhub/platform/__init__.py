"""Glue between Flask, SQLAlchemy and the domains; it knows no domain word."""
