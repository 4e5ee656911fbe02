"""How a test lets tasks run."""

from django.db import connection


class Settle:
    """Runs what waits for the commit, until nothing waits.

    In an ordinary test the transaction never commits, so tasks and hints wait: call
    `settle()` after the deed, or do it `with settle:`.
    """

    def __call__(self) -> None:
        while connection.run_on_commit:
            waiting, connection.run_on_commit = connection.run_on_commit, []
            for _, run, _ in waiting:
                run()

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, *failure: object) -> None:
        if failure[0] is None:
            self()
