"""Test suite of kam_management, run by pytest-odoo: one file per concept."""
