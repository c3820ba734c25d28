"""The one task of the queue. Django 6 brings tasks itself: only this module and the settings name the backport."""

from __future__ import annotations

from uuid import UUID

from django_tasks import TaskResultStatus, task

from corridor.web.jobs import domain


@task()
def run_job(key: str) -> None:
    """Do a job."""
    domain.run(UUID(key))


def queued() -> set[str]:
    """The keys of the jobs that stand in the queue and are not begun."""
    from django_tasks_db.models import DBTaskResult

    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=run_job.module_path)
    return {entry["args"][0] for entry in waiting.values_list("args_kwargs", flat=True)}
