"""Commands about models that can be fetched: models list, show, pull, verify, use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from shotseer.cli.context import JSON, named_folder
from shotseer.core.errors import ShotseerError

if TYPE_CHECKING:
    from shotseer.encoders.models.catalogue import Model
    from shotseer.encoders.models.pull import Plan
    from shotseer.encoders.models.shelf import Installed
    from shotseer.settings import Settings

NOT_VERIFIED = "not verified"
_NOT_SHOWN = ("model", "files", "sha256", "folder")
_LITE: dict[str, Any] = {
    "model": "lite",
    "title": "EfficientNet-Lite2 and all-MiniLM-L6-v2",
    "good_at": "objects, animals and scenes; comes with shotseer, nothing to fetch",
    "repository": None,
    "revision": None,
    "variant": "",
    "licence": "Apache-2.0",
    "megabytes": 0,
    "dimension": 512,
    "image_size": 260,
    "languages": "English",
    "speed": "very fast",
    "sha256": {},
    "in_catalogue": True,
    "installed": True,
}


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    models = typer.Typer(
        no_args_is_help=True, help="Vision-language models: list, fetch, check, choose."
    )
    models.command("list", epilog="Example: shotseer models list")(list_models)
    models.command(epilog="Example: shotseer models show siglip2-b-16")(show)
    models.command(
        epilog="Examples: shotseer models pull clip-vit-b-32  ·  "
        "shotseer models pull Xenova/siglip-base-patch16-224 --variant quantized"
    )(pull)
    models.command(epilog="Example: shotseer models verify clip-vit-b-32")(verify)
    models.command(
        epilog="Examples: shotseer models use clip-vit-b-32  ·  "
        "shotseer models use onnx:/models/mine  ·  shotseer models use auto"
    )(use)
    app.add_typer(models, name="models")


def list_models(context: typer.Context, as_json: bool = JSON) -> None:
    """List the catalogue and the models on this machine; * marks what new libraries take.

    What nobody could verify beforehand is shown as such; a pull tells it.
    """
    from shotseer.cli import show as shown
    from shotseer.encoders.models import catalogue
    from shotseer.encoders.models.shelf import Shelf

    values = _settings(context)
    here = {model.name: model for model in Shelf.of(values.cache_folder).all()}
    known = {model.name: model for model in catalogue.models()}
    others = [_of_installed(model) for name, model in here.items() if name not in known]
    chosen = _chosen(values)
    rows = [_row(model, here.get(model.name), chosen) for model in [*known.values(), *others]]
    rows.append(_LITE | {"in_use": chosen == "lite"})
    if as_json:
        shown.json_array(rows)
        return
    shown.table(
        ["", "model", "on this machine", "#MB", "#numbers", "languages", "speed", "good at"],
        [
            (
                "*" if row["in_use"] else "",
                row["model"],
                "yes" if row["installed"] else "",
                _told(row["megabytes"]),
                _told(row["dimension"]),
                _told(row["languages"]),
                _told(row["speed"]),
                row["good_at"],
            )
            for row in rows
        ],
    )
    shown.say(f"New libraries take {chosen}. Fetch a model: shotseer models pull MODEL")


def show(
    context: typer.Context,
    name: str = typer.Argument(metavar="MODEL", help="Of the list, or a repository owner/name."),
    as_json: bool = JSON,
) -> None:
    """Show a model: where it comes from, its licence, and its files if it is on this machine."""
    from shotseer.cli import show as shown
    from shotseer.encoders.models import catalogue
    from shotseer.encoders.models.shelf import Shelf

    values = _settings(context)
    shelf, chosen = Shelf.of(values.cache_folder), _chosen(values)
    here = shelf.get(name) if "/" not in name else None
    model = catalogue.get(name) or (_of_installed(here) if here else None)
    if name == "lite":
        row = _LITE | {"in_use": chosen == "lite"}
    else:
        model = model or catalogue.find(name)
        here = here or shelf.get(model.name)
        row = _row(model, here, chosen)
    if here:
        row |= _measured(shelf.folder(here.name))
    row["folder"] = str(shelf.folder(here.name)) if here else None
    row["files"] = dict(here.files) if here else {}
    if as_json:
        shown.json_object(row)
        return
    shown.table(
        ["", row["model"]],
        [(key, _told(value)) for key, value in row.items() if key not in _NOT_SHOWN],
    )
    if here:
        shown.table(
            ["file", "#bytes", "SHA-256", "proved by"],
            [
                (file, f"{of['size']:,}", of["sha256"], of["proof"])
                for file, of in here.files.items()
            ],
        )


def pull(
    context: typer.Context,
    name: str = typer.Argument(metavar="MODEL", help="Of the list, or a repository owner/name."),
    revision: str = typer.Option("", metavar="COMMIT", help="Another commit, tag or branch."),
    variant: str = typer.Option(
        None, help="Another precision, such as quantized, int8, fp16 or fp32."
    ),
    as_json: bool = JSON,
) -> None:
    """Fetch a model, checked, and going on where an earlier pull ended."""
    from shotseer.cli import show as shown
    from shotseer.core.job import run
    from shotseer.encoders.models import catalogue
    from shotseer.encoders.models import pull as pulling
    from shotseer.encoders.models.hub import Hub
    from shotseer.encoders.models.shelf import Shelf

    values = _settings(context)
    model = catalogue.find(name, revision, variant)
    hub, shelf = Hub(values.hub, offline=values.offline), Shelf.of(values.cache_folder)
    plan = pulling.plan(model, hub, shelf)
    shown.say(_announcement(plan, shelf.folder(model.name)))
    with shown.ProgressBars() as bars:
        installed = run(pulling.pull(plan, hub, shelf), bars)
    if as_json:
        shown.json_object(_row(model, installed, _chosen(values)))
    shown.say(f"{model.name} is on this machine, every file checked.")
    shown.say(f"New libraries take {_chosen(values)}.")


def verify(
    context: typer.Context,
    name: str = typer.Argument("", metavar="[MODEL]", help="Default: all on this machine."),
    as_json: bool = JSON,
) -> int:
    """Read the files of models again, open each, and let it check itself."""
    from dataclasses import asdict

    from shotseer.cli import show as shown
    from shotseer.core.job import run
    from shotseer.encoders.models.shelf import Shelf
    from shotseer.encoders.models.verify import verify as check

    values = _settings(context)
    shelf = Shelf.of(values.cache_folder)
    models = [shelf.require(name)] if name else shelf.all()
    with shown.ProgressBars() as bars:
        verdicts = [run(check(model, values.cache_folder), bars) for model in models]
    if as_json:
        shown.json_array(asdict(one) | {"sound": one.is_sound} for one in verdicts)
    for one in verdicts:
        shown.say(f"{one.name}: {'sound' if one.is_sound else 'not usable'}")
        for problem in one.problems:
            shown.say(f"  {problem}. {one.hint}")
        for warning in one.warnings:
            shown.say(f"  warning: {warning}")
    if not models:
        shown.say("There is no model on this machine.")
    return 0 if all(one.is_sound for one in verdicts) else 1


def use(
    context: typer.Context,
    name: str = typer.Argument(
        metavar="ENCODER", help="A model, onnx:FOLDER, lite, or auto for the best one here."
    ),
    as_json: bool = JSON,
) -> None:
    """Choose the encoder of new libraries. A library that has vectors keeps its own."""
    from shotseer import plugins
    from shotseer.cli import show as shown
    from shotseer.encoders.models.shelf import Shelf

    values = _settings(context)
    encoder = "" if name == "auto" else plugins.check_encoder_name(name, values.cache_folder)
    Shelf.of(values.cache_folder).use(encoder)
    if as_json:
        shown.json_object({"encoder": _chosen(values), "named": encoder})
    shown.say(f"New libraries take {_chosen(values)}.")


def _settings(context: typer.Context) -> Settings:
    from shotseer import settings

    return settings.load(named_folder(context))


def _chosen(values: Settings) -> str:
    from shotseer import plugins

    return plugins.choose_encoder(values.encoder, values.cache_folder).encoder


def _row(model: Model, here: Installed | None, chosen: str) -> dict[str, Any]:
    """Return what is known of a model; null is what nobody could verify."""
    return {
        "model": model.name,
        "title": model.title,
        "good_at": model.good_at,
        "repository": model.repository,
        "revision": here.revision if here else model.revision,
        "variant": model.variant,
        "licence": here.licence if here else model.licence,
        "megabytes": round(here.size / 1e6) if here else model.megabytes,
        "dimension": model.dimension,
        "image_size": model.image_size,
        "languages": model.languages,
        "speed": model.speed,
        "sha256": dict(model.sha256),
        "in_catalogue": model.in_catalogue,
        "installed": here is not None,
        "in_use": chosen == f"onnx:{model.name}",
    }


def _measured(folder: Path) -> dict[str, Any]:
    """Return what a model's own files say of it; nothing if they cannot be read."""
    from shotseer.encoders.onnx import describe

    try:
        facts = describe(folder)
    except ShotseerError:
        return {}  # `verify` says why
    return {"dimension": facts.dimension}


def _of_installed(here: Installed) -> Model:
    from shotseer.encoders.models.catalogue import Model

    return Model(
        here.name,
        here.repository,
        revision=here.revision,
        variant=here.variant,
        licence=here.licence,
        in_catalogue=False,
    )


def _announcement(plan: Plan, folder: object) -> str:
    if plan.here is not None:
        return f"{plan.model.name} is on this machine already: its files are checked."
    return (
        f"{plan.model.title or plan.model.name}: {plan.size / 1e6:,.1f} MB in {len(plan.files)} "
        f"files, from {plan.hub}/{plan.model.repository} at commit {plan.revision[:12]} "
        f"({plan.why}), licence {plan.licence or NOT_VERIFIED}; into {folder}"
    )


def _told(value: object) -> str:
    if value is None:
        return NOT_VERIFIED
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
