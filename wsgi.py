"""The WSGI entry point: `flask` commands and every server import `app` from here."""

from config import Config
from learnhub.app import create_app

app = create_app(Config.from_environment())
