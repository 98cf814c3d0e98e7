"""The one blueprint that all pages of quizzes hang on."""

from flask import Blueprint

blueprint = Blueprint("quizzes", __name__, url_prefix="/quizzes")
