from odoo import api, fields, models


class KamDocumentMixin(models.AbstractModel):
    """Files on a form: whoever may read the record may read them, and nobody else."""

    _name = "kam.document.mixin"
    _description = "Record with Documents"

    document_ids = fields.Many2many("ir.attachment", string="Documents", copy=False, bypass_search_access=True)

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._own_documents()
        return records

    def write(self, vals):
        result = super().write(vals)
        if "document_ids" in vals:
            self._own_documents()
        return result

    def _own_documents(self):
        """Uploaded before the record was saved, a file belongs to its uploader alone: it becomes the record's."""
        for record in self:
            loose = record.document_ids.sudo().filtered(
                lambda one: one.res_model == self._name and not one.res_id and one.create_uid == self.env.user
            )
            loose.res_id = record.id
