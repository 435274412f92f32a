from odoo import api, fields, models

#: Letters of a download's name that are kept.
TOKEN = 64


class KamXlsxProgress(models.TransientModel):
    """How far a workbook is that somebody waits for; written and read beside the request that makes it.

    The browser names each download by a token of its own, asks how far it is, and may stop it. Nobody reads these
    rows directly: the two methods answer about one's own downloads only.
    """

    _name = "kam.xlsx.progress"
    _description = "Progress of a Workbook"

    token = fields.Char(required=True, index=True)
    done = fields.Integer()
    total = fields.Integer()
    state = fields.Selection([("running", "Running"), ("cancelled", "Stopped")], required=True, default="running")

    @api.model
    def _own(self, token):
        """The row of a download of the user, or none."""
        # cut as it is kept, or a long name would never be found again
        domain = [("token", "=", str(token)[:TOKEN]), ("create_uid", "=", self.env.uid)]
        return self.sudo().search(domain, limit=1)

    @api.model
    def look(self, token):
        """How far one's own download is.

        :param token: its name
        :return: dict: ``done`` and ``total`` records, ``state``; or False where it has not begun
        """
        self._check_role()
        one = self._own(token)
        return {"done": one.done, "total": one.total, "state": one.state} if one else False

    @api.model
    def stop(self, token):
        """Stop one's own download; one that has not begun yet does not begin."""
        self._check_role()
        one = self._own(token) or self._begin(token)
        one.state = "cancelled"

    @api.model
    def _check_role(self):
        self.env["kam.account"].check_access("read")

    @api.model
    def _begin(self, token):
        return self.with_env(self.env).sudo().create({"token": str(token)[:TOKEN]})
