"""The addresses of the site: one noun a line, the matter before everything that belongs to it."""

from django.urls import URLPattern, URLResolver, include, path

from . import (
    audit,
    decisions,
    definitions,
    events,
    exhibits,
    exports,
    imports,
    matter_settings,
    matters,
    members,
    memberships,
    review,
    runs,
    theories,
)

of_run: list[URLPattern | URLResolver] = [
    path("", runs.show, name="run"),
    path("progress/", runs.progress, name="run_progress"),
    path("again/", runs.again, name="run_again"),
    path("members/", members.index, name="members"),
    path("members.csv", exports.members, name="members_csv"),
    path("members/P<int:person_number>/", members.show, name="member"),
    path("members/P<int:person_number>/override/", members.override, name="override"),
    path("disclosures/", events.index, name="events"),
    path("review/", review.index, name="review"),
]
of_matter: list[URLPattern | URLResolver] = [
    path("", matters.show, name="matter"),
    path("imports/", imports.index, name="imports"),
    path("imports/new/", imports.new, name="new_import"),
    path("imports/<int:number>/", imports.show, name="import"),
    path("imports/<int:number>/progress/", imports.progress, name="import_progress"),
    path("imports/<int:number>/again/", imports.again, name="import_again"),
    path("imports/<int:number>/rejected.csv", exports.rejected_rows, name="rejected_rows"),
    path("imports/<int:number>/withdraw/", imports.withdraw, name="withdraw_import"),
    path("definition/", definitions.show, name="definition"),
    path("definition/new/", definitions.new, name="new_definition"),
    path("definition/<int:version>/", definitions.show, name="definition_version"),
    path("theory/", theories.show, name="theory"),
    path("theory/new/", theories.new, name="new_theory"),
    path("theory/<int:version>/", theories.show, name="theory_version"),
    path("decisions/", decisions.index, name="decisions"),
    path("decisions/ignored-key/", decisions.new_ignored_key, name="new_ignored_key"),
    path("decisions/same-person/", decisions.new_same_person, name="new_same_person"),
    path("runs/", runs.index, name="runs"),
    path("runs/<int:number>/", include(of_run)),
    path("exhibits/", exhibits.index, name="exhibits"),
    path("exhibits/<int:number>/", exhibits.show, name="exhibit"),
    path("exhibits/<int:number>/progress/", exhibits.progress, name="exhibit_progress"),
    path("exhibits/<int:number>/again/", exhibits.again, name="exhibit_again"),
    path("exhibits/<int:number>/files/<str:name>", exhibits.file, name="exhibit_file"),
    path("people/", memberships.index, name="memberships"),
    path("people/<int:user_id>/remove/", memberships.remove, name="remove_membership"),
    path("audit/", audit.index, name="audit_trail"),
    path("settings/", matter_settings.edit, name="matter_settings"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", matters.index, name="matters"),
    path("new-matter/", matters.new, name="new_matter"),
    path("matters/<slug:slug>/", include(of_matter)),
]
