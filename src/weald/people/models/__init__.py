from weald.people.models.concern import Concern
from weald.people.models.interest import Interest
from weald.people.models.invitation import Invitation
from weald.people.models.joining import EmailDomain, JoinRequest
from weald.people.models.role import Role
from weald.people.models.token import Token
from weald.people.models.user import User

__all__ = ["Concern", "EmailDomain", "Interest", "Invitation", "JoinRequest", "Role", "Token", "User"]
