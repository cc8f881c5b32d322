from __future__ import annotations

from shotseer import Workspace


def test_there_and_back(judged: Workspace, colours: str) -> None:
    plan = judged.plan_migration(colours)
    print(plan)
    ready = judged.migrate(colours)
    print(ready)
    done = judged.switch_migration()
    print(done)
    print(judged.search("red", k=3).hits, judged.label("ball"))
    print(judged.feed("ball", "borderline", k=3))
    back = judged.roll_back_migration()
    print(back)
    print(judged.deployments("ball"))
    judged.discard_migration(new=True)
    assert judged.migration() is None
