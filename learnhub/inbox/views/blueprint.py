"""The blueprint that every page of the inbox hangs on."""

from flask import Blueprint

blueprint = Blueprint("inbox", "learnhub.inbox.views", url_prefix="/inbox")
