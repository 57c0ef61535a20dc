from weald.dividend.models.run import Result, Run

__all__ = ["Result", "Run"]
