from weald.files.models.stored_file import Chunk, StoredFile

__all__ = ["Chunk", "StoredFile"]
