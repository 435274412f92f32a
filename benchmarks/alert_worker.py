"""One worker of ``alerts.py``: looks through its shard of a database and prints how many accounts it did."""

import sys

import odoo.tools
from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry

name, shards, rank = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
odoo.tools.config.parse_config([])
with Registry(name).cursor() as cr:
    env = Environment(cr, SUPERUSER_ID, {})
    model = env["kam.account"]
    run = model._alert_run()
    domain = model._to_alert_domain(run[0].today)
    cr.commit()
    print("ready", flush=True)
    sys.stdin.readline()
    count = 0
    while accounts := model._take(domain, 2_500, (shards, rank)):
        accounts._check_alerts(run)
        accounts._give_alert_todos()
        cr.commit()
        count += len(accounts)
    print(count, flush=True)
