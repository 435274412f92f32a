"""One worker of ``shards.py``: screens its shard of a database and prints how many accounts it did."""

import sys

import odoo.tools
from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry

name, shards, rank = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
odoo.tools.config.parse_config([])
with Registry(name).cursor() as cr:
    env = Environment(cr, SUPERUSER_ID, {})
    model = env["kam.account"]
    run, rules = model._screening(), model._scoring_rules()
    domain = model._to_screen_domain(run)
    cr.commit()
    print("ready", flush=True)
    sys.stdin.readline()
    count = 0
    while accounts := model._take(domain, 2_500, (shards, rank)):
        accounts._screen(run, rules)
        cr.commit()
        count += len(accounts)
    print(count, flush=True)
