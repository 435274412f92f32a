"""Downloads."""

import json
import logging
import tempfile

from werkzeug.exceptions import Forbidden, InternalServerError
from werkzeug.wsgi import wrap_file

from odoo import http
from odoo.http import content_disposition, request
from odoo.tools import html_escape

from ..models.kam_import_template import COLUMNS

_logger = logging.getLogger(__name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class KamXlsxController(http.Controller):
    """Workbooks, with the rights of who asks."""

    @http.route("/kam_management/xlsx/<string:kind>", type="http", auth="user", methods=["POST"])
    def xlsx(self, kind, data):
        """A workbook as a download.

        :param kind: see ``kam.xlsx._workbook``
        :param data: JSON: ``ids``, or ``domain`` of more records than a list passes on; ``token`` by which the
            browser asks how far it is
        """
        if not request.env.user.has_group("kam_management.group_kam_user"):
            raise Forbidden()
        stream = tempfile.TemporaryFile()
        try:
            chosen = json.loads(data)
            workbooks = request.env["kam.xlsx"].with_context(kam_xlsx_token=str(chosen.get("token") or ""))
            name = workbooks._workbook(kind, chosen.get("ids"), chosen.get("domain"), stream)
        except Exception as error:
            stream.close()
            _logger.warning("Workbook %s", kind, exc_info=True)
            payload = {"code": 0, "message": "Odoo Server Error", "data": http.serialize_exception(error)}
            response = request.make_response(html_escape(json.dumps(payload)), status=500)
            raise InternalServerError(response=response) from error
        return self._file(stream, name)

    @http.route("/kam_management/import_template/<string:model>", type="http", auth="user", methods=["GET"])
    def import_template(self, model):
        """The template that the import screen of a model offers."""
        if model not in COLUMNS or not request.env.user.has_group("kam_management.group_kam_user"):
            raise Forbidden()
        stream = tempfile.TemporaryFile()
        return self._file(stream, request.env["kam.xlsx"]._import_template(model, stream))

    def _file(self, stream, name):
        """A response that hands a workbook over in pieces and closes it."""
        size = stream.tell()
        stream.seek(0)
        response = http.Response(
            wrap_file(request.httprequest.environ, stream),
            headers=[
                ("Content-Type", XLSX),
                ("Content-Length", str(size)),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "no-store"),
            ],
            direct_passthrough=True,
        )
        response.call_on_close(stream.close)
        return response
