from . import kam_action_report
