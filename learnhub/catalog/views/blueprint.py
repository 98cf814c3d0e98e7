"""The blueprint that every page of the catalogue hangs on."""

from flask import Blueprint

blueprint = Blueprint("catalog", "learnhub.catalog.views", url_prefix="/catalog")
