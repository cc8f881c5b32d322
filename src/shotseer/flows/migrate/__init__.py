"""Changing the encoder of a library: say what it takes, embed beside, compare, switch, go back.

``plan`` what it takes; ``work`` the long part, in which ``embed`` and ``rebuild`` do the work;
``turn`` the one transaction of a switch; ``discard`` what is not needed any more; ``state`` how it
stands, from the log of what happened.
"""

from shotseer.flows.migrate.jobs import Action, Request, check, steps
from shotseer.flows.migrate.plan import plan
from shotseer.flows.migrate.state import migration

__all__ = ["Action", "Request", "check", "migration", "plan", "steps"]
