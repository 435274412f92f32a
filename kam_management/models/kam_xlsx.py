from odoo import api, models
from odoo.tools import html2plaintext

#: Accounts read at once: memory does not grow with their number.
CHUNK = 1000


class KamXlsx(models.AbstractModel):
    """Reading for workbooks: stored fields by one statement per chunk, with the rights of the user."""

    _name = "kam.xlsx"
    _description = "Workbooks"

    @api.model
    def _chunks(self, ids, size=None):
        """The ids in parts."""
        size = size or CHUNK
        for start in range(0, len(ids), size):
            yield ids[start : start + size]

    @api.model
    def _titles(self, model, names):
        """Labels of fields, in the user's language."""
        labels = model.fields_get(names, ["string"])
        return [labels[name]["string"] if name in labels else name for name in names]

    @api.model
    def _lines(self, model, domain, names, cache, order="id", flags=None):
        """Values of stored (or related) fields of the records of a domain that the user may read: one query.

        :param names: field names; the first value of each line is the id of the record
        :param cache: {model name: {id: name}}, filled here and kept by the caller over chunks
        :param flags: {name: field that says whether its figure is known}; an unknown figure is None, not 0
        :return: list of lists as they are written into cells
        """
        flags = flags or {}
        query = model._search(domain, order=order)
        selected = ["id", *names, *flags.values()]
        rows = self.env.execute_query(
            query.select(*(model._field_to_sql(model._table, name, query) for name in selected))
        )
        columns = list(zip(*rows, strict=True)) if rows else []
        known = dict(zip(flags.values(), columns[1 + len(names) :], strict=True)) if rows else {}
        cells = columns[:1]
        for name, column in zip(names, columns[1:], strict=False):
            cells.append(self._cells(model._fields[name], column, cache))
            if name in flags:
                cells[-1] = [value if sure else None for value, sure in zip(cells[-1], known[flags[name]], strict=True)]
        return [list(row) for row in zip(*cells, strict=True)]

    def _cells(self, field, column, cache):
        """One column of a query as it is written."""
        if field.type == "many2one":
            names = self._names(field.comodel_name, column, cache)
            return [names.get(value) for value in column]
        if field.type == "selection":
            labels = cache.setdefault(field, dict(field._description_selection(self.env)))
            return [labels.get(value) for value in column]
        if field.type == "html":
            return [html2plaintext(value) if value else None for value in column]
        if field.type == "boolean":
            yes = self.env._("Yes")
            return [yes if value else None for value in column]
        if field.type == "datetime":
            return [value and value.date() for value in column]
        return column

    def _names(self, model_name, ids, cache):
        """{id: display name}, each looked up once."""
        names = cache.setdefault(model_name, {})
        missing = {one for one in ids if one} - names.keys()
        if missing:
            records = self.env[model_name].sudo().browse(sorted(missing))
            names.update((record.id, record.display_name) for record in records)
            records.invalidate_recordset()
        return names
