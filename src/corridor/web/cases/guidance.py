"""What a page for newcomers should say on each topic: questions to answer, no answers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from corridor.web.cases.models import Topic

GUIDANCE: dict[str, Any] = {
    Topic.FAMILY: _(
        "Who may come and when, which documents are needed and where they are translated and legalised, where one "
        "files, how long it takes, what it costs, whether the partner may work, who helps."
    ),
    Topic.REGISTRATION: _(
        "Where the municipality's counter is and when it is open, how to make an appointment, what to bring, the visit "
        "of the police officer, how long the card takes."
    ),
    Topic.HOUSING: _(
        "Where to look, what rents are usual, the deposit and the inventory, rights of tenants, help against "
        "discrimination, housing for the first weeks."
    ),
    Topic.HEALTH: _(
        "How to join a health insurance fund, what it costs and covers, how to find a doctor and a pharmacy, whom to "
        "call at night, what holds before the insurance begins."
    ),
    Topic.LANGUAGE: _("Courses near by with level, place, hours and price, who pays, childcare during the lessons."),
    Topic.INTEGRATION: _(
        "Whether the programme is compulsory, for whom, where it is given, how long it takes, what it costs."
    ),
    Topic.SCHOOLS: _(
        "From which age school is compulsory, how and when to enrol, reception classes for newcomers, childcare "
        "and its waiting lists."
    ),
    Topic.WORK: _(
        "Whether the partner may work and with which card, where to register as a jobseeker, who recognises diplomas."
    ),
    Topic.BANK: _(
        "What a bank asks for to open an account, the tax return and its dates, child benefit and who pays it."
    ),
    Topic.TRANSPORT: _(
        "Public transport and season tickets, how to exchange a foreign driving licence, cycling rules."
    ),
    Topic.DIPLOMAS: _(
        "Who recognises diplomas, for which professions it is compulsory, what it costs, how long it takes."
    ),
    Topic.HELP: _("Whom to call in which language, where to complain about an employer or a service, free legal aid."),
    Topic.OTHER: _("One question that newcomers ask you often, and the answer."),
}
