"""Work after the commit: ids in, an action out."""

from lms.core.tasks import reliable_task


@reliable_task()
def sign_award(award_id: int) -> None:
    """Sign the document of an award."""
    from credentials import actions
    from credentials.models import Award

    actions.issue_document(Award.objects.get(pk=award_id))


@reliable_task()
def publish_status(status_list_id: int) -> None:
    """Publish a status list anew."""
    from credentials import actions
    from credentials.models import StatusList

    actions.publish_status_list(StatusList.objects.get(pk=status_list_id))


@reliable_task()
def backfill_program(rule_id: int) -> None:
    """Grant a new rule's certificate to everybody who meets it already."""
    from credentials import actions
    from credentials.models import ProgramRule

    actions.backfill_program(ProgramRule.objects.get(pk=rule_id))
