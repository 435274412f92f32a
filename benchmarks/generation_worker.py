"""One worker of ``generation.py``: generates its shard of a database and prints how many accounts it did."""

import sys

import odoo.tools
from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry

name, shards, rank, batch = sys.argv[1], *map(int, sys.argv[2:])
odoo.tools.config.parse_config([])
with Registry(name).cursor() as cr:
    env = Environment(cr, SUPERUSER_ID, {})
    model = env["kam.account"]
    model._matrix()
    domain = model._to_generate_domain()
    cr.commit()
    print("ready", flush=True)
    sys.stdin.readline()
    count = 0
    while accounts := model._take(domain, batch, (shards, rank)):
        accounts._generate()
        cr.commit()
        count += len(accounts)
    print(count, flush=True)
