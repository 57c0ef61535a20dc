from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """Give what was sent, however little: an empty form is not a first look."""
    return request.POST if request.method == "POST" else None
