"""The WSGI entry point: `flask` commands and every server import `app` from here."""

import sys
from importlib import import_module

from flask import Flask

# Commands that need neither the database nor the instance folder start without building the site around them.
LIGHT_COMMANDS = {("reading", "replay"), ("quizzes", "analyse"), ("quizzes", "convert")}


def _site() -> Flask:
    from config import Config
    from learnhub.app import create_app

    return create_app(Config.from_environment())


def _light(domain: str) -> Flask:
    bare = Flask("learnhub", static_folder=None)
    bare.cli.add_command(import_module(f"learnhub.{domain}.commands").cli)
    return bare


app = _light(sys.argv[1]) if tuple(sys.argv[1:3]) in LIGHT_COMMANDS else _site()
