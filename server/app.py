"""`create_app`: the web endpoint from its settings. Nothing happens at import."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import Depends, FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware.gzip import GZipMiddleware

from server.api import (
    answer,
    assets,
    clusters,
    collections,
    details,
    exports,
    health,
    labels,
    picture,
    rows,
    selected,
    sites_csv,
    suggest,
    tiles,
)
from server.handlers import install_handlers
from server.imports.jobs import Imports
from server.jobs.jobs import Jobs
from server.language import require_known_language
from server.pages import (
    about,
    home,
    import_files,
    import_list,
    import_page,
    new_visit,
    offline,
    plan_compare,
    plan_page,
    plans,
    site,
    sites,
    sources,
    token,
    visits,
)
from server.resources import open_resources
from server.security import ReadMethods, SecurityHeaders
from server.settings import Settings
from server.tries import Tries

__all__ = ["create_app"]


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the application; store and base map are opened when it starts to serve.

    Parameters
    ----------
    settings
        How to run; read from the environment if none are given.
    """
    settings = settings or Settings()
    app = FastAPI(
        title="mirasmap",
        version=version("mirasmap"),
        lifespan=_lifespan,
        docs_url=None,  # its page loads from other hosts
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.tries = Tries()
    for module in (
        home,
        sites,
        site,
        new_visit,
        import_list,
        import_files,
        import_page,
        visits,
        plan_compare,
        plan_page,
        plans,
        sources,
        about,
        offline,
        token,
        picture,
    ):
        app.include_router(module.router)
    views = (answer, clusters, details, rows, selected)  # for maps of layers too large for a page
    for module in (collections, sites_csv, exports, *views, suggest, tiles, labels, assets, health):
        app.include_router(module.router, dependencies=[Depends(require_known_language)])
    install_handlers(app)
    app.add_middleware(GZipMiddleware, minimum_size=700, compresslevel=6)
    app.add_middleware(ReadMethods)
    app.add_middleware(SecurityHeaders)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.resources = resources = await run_in_threadpool(open_resources, app.state.settings)
    app.state.jobs = jobs = Jobs(app.state.settings)
    app.state.imports = imports = Imports(app.state.settings)
    await run_in_threadpool(jobs.open)
    await run_in_threadpool(imports.open)
    try:
        yield
    finally:
        await run_in_threadpool(imports.close)
        await run_in_threadpool(jobs.close)
        resources.close()
