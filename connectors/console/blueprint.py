"""The blueprint that the console's views share."""
from sanic import Blueprint

api = Blueprint("console", url_prefix="/api/v1/console")
