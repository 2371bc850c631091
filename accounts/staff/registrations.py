"""What local staff may look at. An INSZ is masked, and a mail's text stays closed: it may hold a link that works."""

from django.contrib import admin
from post_office.models import Email

from accounts.models import Organisation, Person, Rechtaanvraag, ToegekendRecht, Werkrelatie
from accounts.staff.site import ReadOnlyAdmin, StaffSite
from loket.journal.models import JournalEntry
from loket.numbers import mask_insz

# The admin's own templates look their addresses up under this name.
staff_site = StaffSite(name="admin")


@admin.register(Person, site=staff_site)
class PersonAdmin(ReadOnlyAdmin):
    list_display = ("full_name", "masked", "created_at")
    fields = ("first_name", "last_name", "masked", "created_at")
    # Not by INSZ: what is searched stands in the address.
    search_fields = ("first_name", "last_name")
    ordering = ("last_name", "first_name", "pk")

    @admin.display(description="INSZ")
    def masked(self, person: Person) -> str:
        return mask_insz(person.insz)


@admin.register(Organisation, site=staff_site)
class OrganisationAdmin(ReadOnlyAdmin):
    list_display = ("name", "number", "doelgroep", "kinds")
    search_fields = ("name", "kbo", "instellingsnummer", "ovo")
    ordering = ("name", "pk")


@admin.register(Werkrelatie, site=staff_site)
class WerkrelatieAdmin(ReadOnlyAdmin):
    list_display = ("person", "organisation", "type", "start", "end", "stopped_at")
    list_select_related = ("person", "organisation")
    search_fields = ("person__last_name", "organisation__name")
    ordering = ("-pk",)


@admin.register(ToegekendRecht, site=staff_site)
class ToegekendRechtAdmin(ReadOnlyAdmin):
    list_display = ("recht", "context", "person", "organisation", "start", "end", "stopped_at")
    list_select_related = ("recht", "context", "werkrelatie__person", "werkrelatie__organisation")
    search_fields = ("werkrelatie__person__last_name", "werkrelatie__organisation__name")
    ordering = ("-pk",)

    @admin.display(description="persoon")
    def person(self, granted: ToegekendRecht) -> str:
        return str(granted.werkrelatie.person)

    @admin.display(description="organisatie")
    def organisation(self, granted: ToegekendRecht) -> str:
        return str(granted.werkrelatie.organisation)


@admin.register(Rechtaanvraag, site=staff_site)
class RechtaanvraagAdmin(ReadOnlyAdmin):
    list_display = ("person", "organisation", "recht", "context", "status", "requested_at", "decided_at")
    list_select_related = ("person", "organisation", "recht", "context")
    search_fields = ("person__last_name", "organisation__name")
    ordering = ("-pk",)


@admin.register(JournalEntry, site=staff_site)
class JournalEntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "action", "person", "own", "represented", "object_type", "object_id")
    list_select_related = ("person", "own", "represented")
    search_fields = ("action", "request_id")
    ordering = ("-pk",)


@admin.register(Email, site=staff_site)
class EmailAdmin(ReadOnlyAdmin):
    list_display = ("created", "to", "subject", "status", "last_updated")
    fields = ("from_email", "to", "subject", "status", "created", "last_updated", "number_of_retries")
    search_fields = ("to", "subject")
    ordering = ("-pk",)
