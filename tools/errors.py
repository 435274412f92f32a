"""The one exception that ``./kam`` shows to people."""


class KamError(Exception):
    """A failure explained in one sentence that says what to do; shown without a traceback."""
