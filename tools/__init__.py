"""What ``./kam`` needs: fetch Odoo, run PostgreSQL, make virtual environments, run the checks.

Standard library only: this runs before anything is installed.
"""
