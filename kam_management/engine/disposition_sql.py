"""SQL that tells what became of each lead, for many at once: the same answer as ``crm.lead`` gives for one."""

from odoo.tools import SQL

#: In the order of a lead's life; ``won`` and ``lost`` outrank everything, then what nurturing says.
DISPOSITION = """CASE
    WHEN {l}.won_status IN ('won', 'lost') THEN {l}.won_status
    WHEN {l}.kam_nurture_state IS NOT NULL THEN {l}.kam_nurture_state
    WHEN {l}.type = 'opportunity' THEN 'qualified'
    WHEN {l}.user_id IS NOT NULL THEN 'working'
    ELSE 'new' END"""


def disposition(alias="l"):
    """The expression that tells the disposition of the lead with this alias."""
    return SQL(DISPOSITION.replace("{l}", alias))  # pylint: disable=sql-injection


def commonest():
    """Query of the disposition that most leads have; no row where there is no lead."""
    return SQL("SELECT %s FROM crm_lead l GROUP BY 1 ORDER BY count(*) DESC LIMIT 1", disposition())


def repair():
    """Statement that corrects the leads whose stored disposition is not what it should be, and no others."""
    return SQL(
        "UPDATE crm_lead l SET kam_disposition = %(right)s WHERE l.kam_disposition IS DISTINCT FROM %(right)s",
        right=disposition(),
    )
