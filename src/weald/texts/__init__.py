"""Texts people write: Markdown made harmless, paragraphs, differences and merging. No Django."""
