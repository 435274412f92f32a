from . import (
    base_partner_merge,
    kam_decide,
    kam_handover,
    kam_setup,
    kam_setup_line,
    kam_setup_match,
    kam_setup_apply,
    kam_whatif,
    kam_whatif_segment,
    kam_whatif_criterion,
    kam_whatif_effect,
)
