"""The posting view's twin: the same shape, the same answer, and one plain INSERT.

Only the benchmark's server knows this address; `tests.benchmarks.posts` makes its table.
"""

from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_POST

from discussions.forms.talk import PostForm, first_error
from discussions.rules import text
from lms.core import clock
from lms.urls import urlpatterns as ours

TABLE = """
CREATE TABLE bench_plain_post (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, thread_id bigint NOT NULL,
    author_id bigint NOT NULL, client_id uuid NOT NULL, body text NOT NULL,
    body_html text NOT NULL, created_at timestamptz NOT NULL)
"""
INSERT = """
INSERT INTO bench_plain_post (thread_id, author_id, client_id, body, body_html, created_at)
VALUES (%s, %s, %s, %s, %s, %s) RETURNING id
"""


@require_POST
@login_required
def plain(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Check the shape, render, store a row that means nothing, answer."""
    form = PostForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": first_error(form)}, status=422)
    client_id = form.cleaned_data["client_id"] or uuid4()
    body, html = text.render(form.cleaned_data["body"])
    values = [thread_id, request.user.pk, client_id, body, html, clock.now()]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values)
        ((row,),) = cursor.fetchall()
    answer = {"seq": row, "post": row, "client_id": str(client_id), "finished": False}
    return JsonResponse(answer, status=201)


urlpatterns = [path("bench/threads/<int:thread_id>/posts/", plain), *ours]
