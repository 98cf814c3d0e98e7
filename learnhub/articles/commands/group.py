"""The group that all commands of articles hang on."""

from flask.cli import AppGroup

cli = AppGroup("articles", help="Articles and what they are compared with.")
