from . import (
    kam_account_report,
    kam_action_report,
    kam_alert_report,
    kam_assessment_report,
    kam_comparison_report,
    kam_move_report,
    kam_objective_report,
)
