from django.db import models
from django.db.models import Q

from weald.schools.enums import Kind, Phase, Region, Scheme, Status, TrustType


class Organisation(models.Model):
    """A school, a trust, or any other body. Membership is never a field here: see `Spell`."""

    kind = models.CharField(max_length=16, choices=Kind)
    name = models.CharField(max_length=200)
    status = models.CharField(max_length=20, choices=Status, default=Status.OPEN)
    trust_type = models.CharField(max_length=8, choices=TrustType, blank=True)
    street = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=100, blank=True)
    county = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    region = models.CharField(max_length=20, choices=Region, blank=True)
    # British National Grid metres: distance is Pythagoras.
    easting = models.IntegerField(null=True)
    northing = models.IntegerField(null=True)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    # The same school under a later URN; the end of a chain points to nothing. Kept by domain.identity.
    identity = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="earlier")
    purpose = models.TextField(blank=True)
    website = models.CharField(max_length=200, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="organisation_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="organisation_status_known", condition=Q(status__in=Status.values)),
            models.CheckConstraint(
                name="organisation_grid_whole",
                condition=Q(easting__isnull=True, northing__isnull=True)
                | Q(easting__isnull=False, northing__isnull=False),
            ),
            models.CheckConstraint(
                name="organisation_trust_type_of_trusts", condition=Q(kind=Kind.TRUST) | Q(trust_type="")
            ),
            models.CheckConstraint(
                name="organisation_not_its_own_past", condition=~Q(identity=models.F("id"))
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "name"], name="organisation_kind_name"),
            models.Index(fields=["name", "id"], name="organisation_name"),
            models.Index(fields=["postcode"], name="organisation_postcode"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.status in {Status.OPEN, Status.PROPOSED_TO_CLOSE}


class Identifier(models.Model):
    """An official number of an organisation; never key on a name."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=12, choices=Scheme)
    value = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.CheckConstraint(name="identifier_scheme_known", condition=Q(scheme__in=Scheme.values)),
            # The others are passed on: LAESTAB and UKPRN from a school to its successor, Group ID from a
            # single-academy trust to the multi-academy trust it becomes.
            models.UniqueConstraint(
                fields=["scheme", "value"],
                name="identifier_names_one",
                condition=Q(scheme__in=[Scheme.URN, Scheme.UID, Scheme.LA_CODE, Scheme.LOCAL]),
            ),
            models.UniqueConstraint(fields=["organisation", "scheme", "value"], name="identifier_once"),
        ]
        indexes = [models.Index(fields=["value"], name="identifier_value")]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.value}"


class SchoolDetails(models.Model):
    """What the register says of a school beyond what every organisation has. Missing is NULL, never 0."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="details"
    )
    phase = models.CharField(max_length=20, choices=Phase, blank=True)
    establishment_type = models.CharField(max_length=80, blank=True)
    type_group = models.CharField(max_length=60, blank=True)
    gender = models.CharField(max_length=20, blank=True)
    religious_character = models.CharField(max_length=60, blank=True)
    admissions_policy = models.CharField(max_length=40, blank=True)
    urban_rural = models.CharField(max_length=80, blank=True)
    low_age = models.SmallIntegerField(null=True)
    high_age = models.SmallIntegerField(null=True)
    pupils = models.IntegerField(null=True)
    capacity = models.IntegerField(null=True)
    fsm_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    census_on = models.DateField(null=True)

    class Meta:
        verbose_name_plural = "school details"
        constraints = [
            models.CheckConstraint(
                name="details_fsm_is_percent",
                condition=Q(fsm_percent__isnull=True) | Q(fsm_percent__range=(0, 100)),
            )
        ]

    def __str__(self) -> str:
        return f"details of {self.organisation_id}"
