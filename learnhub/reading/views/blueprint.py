"""The blueprint of the pages of reading."""

from flask import Blueprint

blueprint = Blueprint("reading", __name__, url_prefix="/reading")
