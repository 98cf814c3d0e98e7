"""A bare Flask application: one route, no hooks; what everything else is compared with."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    """The shortest answer."""
    return "hello"


@app.get("/json")
def hello_json() -> dict[str, str]:
    """The same for a client that reads JSON."""
    return {}
