"""What kinds of file are kept. Each is recognised by its content, never by its name."""

from django.db.models import TextChoices


class MediaType(TextChoices):
    """The closed list; whatever is not in it is refused."""

    PDF = "application/pdf", "PDF"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel workbook"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation", "PowerPoint slides"
    ODT = "application/vnd.oasis.opendocument.text", "OpenDocument text"
    ODS = "application/vnd.oasis.opendocument.spreadsheet", "OpenDocument spreadsheet"
    ODP = "application/vnd.oasis.opendocument.presentation", "OpenDocument slides"
    PNG = "image/png", "PNG picture"
    JPEG = "image/jpeg", "JPEG picture"
    GIF = "image/gif", "GIF picture"
    WEBP = "image/webp", "WebP picture"
    TEXT = "text/plain", "plain text"
    CSV = "text/csv", "CSV table"
    MARKDOWN = "text/markdown", "Markdown text"


# What a file of each kind is called, the usual ending first.
ENDINGS: dict[MediaType, tuple[str, ...]] = {
    MediaType.PDF: ("pdf",),
    MediaType.DOCX: ("docx",),
    MediaType.XLSX: ("xlsx",),
    MediaType.PPTX: ("pptx",),
    MediaType.ODT: ("odt",),
    MediaType.ODS: ("ods",),
    MediaType.ODP: ("odp",),
    MediaType.PNG: ("png",),
    MediaType.JPEG: ("jpg", "jpeg"),
    MediaType.GIF: ("gif",),
    MediaType.WEBP: ("webp",),
    MediaType.TEXT: ("txt",),
    MediaType.CSV: ("csv",),
    MediaType.MARKDOWN: ("md", "markdown"),
}
