"""`heartbeat serve` and `heartbeat worker`: the parts that keep running."""

from __future__ import annotations

import os
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from heartbeat.cli.here import refuse_elsewhere
from heartbeat.cli.say import counted, say
from heartbeat.config import Settings
from heartbeat.db import Database, open_database
from heartbeat.errors import DatabaseUnavailable, HeartbeatError
from heartbeat.log import configure, get_logger

if TYPE_CHECKING:
    from fastapi import FastAPI

    from heartbeat.cli.network.tls import Tls

_TRY_AGAIN_SECONDS = 2.0
_WARN_DAYS = 14


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
    tls_cert: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Certificate in PEM, for HTTPS. Default: HEARTBEAT_TLS_CERT.")
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Its private key in PEM. Default: HEARTBEAT_TLS_KEY.")
    ] = None,
    insecure_http: Annotated[
        bool,
        typer.Option(
            "--insecure-http", help="Listen beyond this machine without TLS: numbers and tokens can be read on the way."
        ),
    ] = False,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the cockpit in a browser.")] = False,
) -> None:
    """Serve the cockpit and its API, with the worker and its schedule inside. Ctrl-C ends all of it within seconds.

    Beyond this machine it wants somebody who can sign in (`heartbeat token create`), and TLS: a certificate, or a trusted proxy.

    Examples: `heartbeat serve` · `heartbeat serve --port 9000 --open` · `heartbeat serve --no-worker` beside `heartbeat worker` ·
    `heartbeat serve --host 0.0.0.0 --tls-cert wall.pem --tls-key wall.key`
    """
    settings: Settings = context.obj
    given = {"host": host, "port": port, "tls_cert": tls_cert, "tls_key": tls_key}
    settings = settings.model_copy(update={name: value for name, value in given.items() if value is not None})
    run_server(settings, worker=worker, insecure_http=insecure_http, open_browser=open_browser)


def run_server(settings: Settings, *, worker: bool = True, insecure_http: bool = False, open_browser: bool = False) -> None:
    """Serve until asked to end.

    Raises:
        ConfigError: the address is taken, the certificate cannot be used, or the network would reach what it should not.
        EmbeddedServerFailed: the embedded Postgres does not start.
    """
    from heartbeat.app import BUILT_PAGE, create_app, tell_commands  # the web framework costs every other command 0.4 s
    from heartbeat.beside import worker_beside
    from heartbeat.cli.http_server import HttpServer, address_of, bind, missing_page
    from heartbeat.cli.network.reach import Reach, standing_in
    from heartbeat.cli.network.tls import taking_renewals, tls_of
    from heartbeat.cli.reference import read_commands

    tls = tls_of(settings)
    reach = Reach(settings, has_tls=tls is not None, insecure_http=insecure_http)
    refuse_elsewhere(settings)
    configure(settings)
    with bind(settings.host, settings.port) as listening, ExitStack() as stack:
        address = address_of(listening, "https" if tls else "http")
        database = _open_or_wait(stack, settings)
        standing = standing_in(database)
        reach.refuse(standing)
        app = create_app(database, settings, environment=os.environ, proxy_only=reach.is_proxy_only(standing))  # noqa: TID251
        tell_commands(app, read_commands)
        if database is None:
            stack.enter_context(_attach_later(settings, partial(_attach, app)))
        stack.enter_context(worker_beside(settings) if worker else nullcontext())
        stack.enter_context(taking_renewals(tls) if tls else nullcontext())

        def tell() -> None:
            say(f"The cockpit is at {address} (Ctrl-C ends it)", style="bold green")
            for line in filter(None, (missing_page(BUILT_PAGE), *reach.advice(standing), *_about_certificate(tls))):
                say(line, style="yellow")
            if open_browser:
                webbrowser.open(address)

        HttpServer(app, on_start=tell, tls=tls.context if tls else None).run(sockets=[listening])
        say("Stopping …")


def _about_certificate(tls: Tls | None) -> Iterator[str]:
    if tls is not None and tls.days_left < _WARN_DAYS:
        yield f"The certificate expires in {counted(tls.days_left, 'day')}; a renewed file is taken up without a restart."


def _open_or_wait(stack: ExitStack, settings: Settings) -> Database | None:
    try:
        return stack.enter_context(open_database(settings, announce=say))
    except DatabaseUnavailable as error:
        say(f"{error.message.rstrip('.')}. Serving without it until that is mended.", style="yellow")
        return None


def _attach(app: FastAPI, database: Database) -> None:
    """Give a server its database; whether people sign in is known before the first number can be read."""
    from heartbeat.cli.network.reach import settings_in

    app.state.doors.policy.learn(settings_in(database))
    if app.state.doors.policy.answers_nobody:
        get_logger().error("only this machine is answered: there is neither TLS nor a trusted proxy that has it")
    app.state.site.attach(database)


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
