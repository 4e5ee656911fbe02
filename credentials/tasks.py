"""Work after the commit: ids in, an action out."""

from lms.core.tasks import SOON, URGENT, reliable_task


@reliable_task(priority=SOON)
def sign_award(award_id: int) -> None:
    """Sign the document of an award, and of all that wait behind it when they are many."""
    from credentials.actions.bulk import sign_award as sign
    from credentials.models import Award

    sign(Award.objects.get(pk=award_id))


@reliable_task(priority=URGENT)
def sign_again(key_id: int, after: int = 0) -> None:
    """Sign the next batch of what a compromised key signed, and go on."""
    from credentials.actions.compromise import sign_again as again
    from credentials.models import SigningKey

    again(SigningKey.objects.get(pk=key_id), after=after)


@reliable_task(priority=URGENT)
def publish_status(status_list_id: int) -> None:
    """Publish a status list anew."""
    from credentials import actions
    from credentials.models import StatusList

    actions.publish_status_list(StatusList.objects.get(pk=status_list_id))


@reliable_task()
def backfill_program(rule_id: int, after: int = 0, done: int = 0) -> None:
    """Look at the next people who may meet a new rule, and go on."""
    from credentials import actions
    from credentials.models import ProgramRule

    rule = ProgramRule.objects.select_related("achievement__issuer").get(pk=rule_id)
    actions.backfill_program(rule, after=after, done=done)


@reliable_task()
def tell_interested(page_id: int, rule_id: int) -> None:
    """Tell those who waited for a program that it is open, a batch at a time."""
    from credentials.actions.interest import tell_interested as tell
    from credentials.models import ProgramPage

    if (page := ProgramPage.objects.filter(pk=page_id).first()) is not None:
        tell(page, rule_id)
