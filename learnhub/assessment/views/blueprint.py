"""The blueprint that the routes of assessment hang on."""

from flask import Blueprint

blueprint = Blueprint("assessment", __name__, url_prefix="/assessment")
