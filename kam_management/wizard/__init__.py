from . import base_partner_merge, kam_decide, kam_handover
