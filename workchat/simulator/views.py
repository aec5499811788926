from flask import Blueprint

blueprint = Blueprint("simulator", __name__)
api = Blueprint("simulator_api", __name__)
