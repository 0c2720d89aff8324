"""`heartbeat serve` and `heartbeat worker`: the parts that keep running."""

from __future__ import annotations

import os
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from typing import Annotated

import typer

from heartbeat.cli.here import refuse_elsewhere
from heartbeat.cli.say import say
from heartbeat.config import Settings
from heartbeat.db import Database, open_database
from heartbeat.errors import DatabaseUnavailable, HeartbeatError
from heartbeat.log import configure, get_logger

_TRY_AGAIN_SECONDS = 2.0


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(rich_help_panel="Running")(serve)
    app.command(rich_help_panel="Running")(worker)


def serve(  # noqa: PLR0913, PLR0917 - one argument for each option
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on. Default: HEARTBEAT_HOST, else 127.0.0.1.")] = None,
    port: Annotated[
        int | None, typer.Option(help="Port; 0 takes a free one. Default: HEARTBEAT_PORT, else 8700.", min=0, max=65535)
    ] = None,
    worker: Annotated[bool, typer.Option("--worker/--no-worker", help="Run the worker with its schedule beside it.")] = True,
    insecure_http: Annotated[
        bool, typer.Option("--insecure-http", help="Listen beyond this machine without authentication and TLS.")
    ] = False,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the cockpit in a browser.")] = False,
) -> None:
    """Serve the cockpit and its API, with the worker and its schedule inside. Ctrl-C ends all of it within seconds.

    Examples: `heartbeat serve` · `heartbeat serve --port 9000 --open` · `heartbeat serve --no-worker` beside `heartbeat worker`
    """
    settings: Settings = context.obj
    given = {"host": host or settings.host, "port": settings.port if port is None else port}
    run_server(settings.model_copy(update=given), worker=worker, insecure_http=insecure_http, open_browser=open_browser)


def run_server(settings: Settings, *, worker: bool = True, insecure_http: bool = False, open_browser: bool = False) -> None:
    """Serve until asked to end.

    Raises:
        ConfigError: the address is taken, or open to the network without a word that it is meant.
        EmbeddedServerFailed: the embedded Postgres does not start.
    """
    from heartbeat.app import BUILT_PAGE, create_app  # the web framework costs every other command 0.4 s
    from heartbeat.cli.http_server import HttpServer, address_of, bind, missing_page, refuse_open_address
    from heartbeat.worker import worker_beside

    refuse_open_address(settings.host, insecure_http=insecure_http)
    refuse_elsewhere(settings)
    configure(settings)
    with bind(settings.host, settings.port) as listening, ExitStack() as stack:
        address = address_of(listening)
        database = _open_or_wait(stack, settings)
        app = create_app(database, settings, environment=os.environ)  # noqa: TID251 - the door passes it down
        if database is None:
            stack.enter_context(_attach_later(settings, app.state.site.attach))
        stack.enter_context(worker_beside(settings) if worker else nullcontext())

        def tell() -> None:
            say(f"The cockpit is at {address} (Ctrl-C ends it)", style="bold green")
            if remedy := missing_page(BUILT_PAGE):
                say(remedy, style="yellow")
            if open_browser:
                webbrowser.open(address)

        HttpServer(app, on_start=tell).run(sockets=[listening])
        say("Stopping …")


def _open_or_wait(stack: ExitStack, settings: Settings) -> Database | None:
    try:
        return stack.enter_context(open_database(settings, announce=say))
    except DatabaseUnavailable as error:
        say(f"{error.message.rstrip('.')}. Serving without it until that is mended.", style="yellow")
        return None


@contextmanager
def _attach_later(settings: Settings, attach: Callable[[Database], None]) -> Iterator[None]:
    ended = threading.Event()

    def keep_trying() -> None:
        while not ended.wait(_TRY_AGAIN_SECONDS):
            try:
                with open_database(settings) as database:
                    attach(database)
                    ended.wait()
            except HeartbeatError as error:
                get_logger().warning("database not opened yet", code=error.code, error=error.message)
            except Exception as error:  # noqa: BLE001 - nobody starts this thread again
                get_logger().error("database not opened yet", cause=type(error).__name__, error=str(error))

    trying = threading.Thread(target=keep_trying, name="open-database", daemon=True)
    trying.start()
    try:
        yield
    finally:
        ended.set()
        trying.join(timeout=10)


def worker(context: typer.Context) -> None:
    """Run the worker alone: it keeps the schedule and runs the beats. Several may run; one works, the others stand by.

    Example: `heartbeat worker` beside `heartbeat serve --no-worker`
    """
    from heartbeat.worker import run_worker

    settings: Settings = context.obj
    refuse_elsewhere(settings)
    say(
        "The worker runs the beats as scheduled and asked for, or stands by while another one does (Ctrl-C ends it)",
        style="bold green",
    )
    run_worker(settings)
