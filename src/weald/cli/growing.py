"""Making the first tables quickly: Django's picture of the models grows instead of being drawn anew."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from django.db.migrations.state import ProjectState

Picture: Any = ProjectState  # some of what is replaced has no types
_draw_anew = ProjectState.reload_model


@contextlib.contextmanager
def growing_picture() -> Iterator[None]:
    """Let what migrations add be put into the picture there is; for a database that is still empty.

    After each step Django draws every model anew that is related to the one touched: ten thousand for a
    hundred migrations, nine tenths of the time that a first start takes. A model nobody refers to yet, an
    index or a constraint needs none of that. A picture that has grown is marked as one that Django draws
    anew before any step that works with rows; every other kind of step is left to Django altogether.
    """
    kept = Picture.reload_model, Picture._append_option
    Picture.reload_model, Picture._append_option = _reload, _append
    try:
        yield
    finally:
        Picture.reload_model, Picture._append_option = kept


def _reload(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
    if "apps" not in state.__dict__ or model_name in state.apps.all_models[app_label]:
        _draw_anew(state, app_label, model_name, delay)
        return
    state.apps.render_multiple([state.models[app_label, model_name]])
    state.is_delayed = True


def _append(state: ProjectState, app_label: str, model_name: str, option: str, added: object) -> None:
    options = state.models[app_label, model_name].options
    options[option] = [*options[option], added]
    if "apps" in state.__dict__:
        meta = state.apps.get_model(app_label, model_name)._meta
        setattr(meta, option, [*getattr(meta, option), added])
        state.is_delayed = True
