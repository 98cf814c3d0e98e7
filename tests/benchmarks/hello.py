"""A bare Flask application: one route, no hooks; what everything else is compared with."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    """The shortest answer."""
    return "hello"
