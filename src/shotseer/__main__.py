"""``python -m shotseer`` and the ``shotseer`` command."""

from __future__ import annotations


def main() -> None:
    """Run the command line and leave with its exit code."""
    from shotseer.cli.main import run

    raise SystemExit(run())


if __name__ == "__main__":
    main()
