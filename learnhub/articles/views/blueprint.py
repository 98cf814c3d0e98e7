"""The one blueprint that all pages of articles hang on."""

from flask import Blueprint

blueprint = Blueprint("articles", __name__, url_prefix="/articles")
