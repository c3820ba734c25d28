"""Occupations of a made-up plan, with their lists, routes and levers: all its totals are counted from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from corridor.plan.result import REASONS, LeverResult, OccupationResult, OnList, Text


def text(en: str, fr: str, nl: str) -> Text:
    """A text in three languages."""
    return {"en": en, "fr": fr, "nl": nl}


CIRCLES = {
    "region": text("Flanders", "Flandre", "Vlaanderen"),
    "country": text("Rest of Belgium", "Reste de la Belgique", "Rest van België"),
    "eea": text("European Economic Area", "Espace économique européen", "Europese Economische Ruimte"),
    "third": text("Third countries", "Pays tiers", "Derde landen"),
}
VDAB = text(
    "VDAB list of shortage occupations", "Liste des métiers en pénurie du VDAB", "Knelpuntberoepenlijst van de VDAB"
)
MIDDLE = text(
    "Flemish list of shortage occupations for medium-skilled workers",
    "Liste flamande des métiers en pénurie pour travailleurs moyennement qualifiés",
    "Vlaamse lijst van knelpuntberoepen voor middengeschoolden",
)
ROUTES = {
    "medium_skilled_shortage": (
        text(
            "Medium-skilled shortage occupation",
            "Métier en pénurie moyennement qualifié",
            "Middengeschoold knelpuntberoep",
        ),
        48.0,
    ),
    "highly_skilled": (
        text("Highly skilled worker", "Travailleur hautement qualifié", "Hooggeschoolde werknemer"),
        48.0,
    ),
    "eu_blue_card": (text("EU Blue Card", "Carte bleue européenne", "Europese blauwe kaart"), 12.0),
    "seasonal": (text("Seasonal worker", "Travailleur saisonnier", "Seizoenarbeider"), None),
}


@dataclass(frozen=True)
class Trade:
    """An occupation: people, posts filled by circle, posts open by reason."""

    label: Text
    talents: int
    filled: tuple[int, int, int, int]
    open: tuple[int, int, int, int, int, int]
    lists: int = 0


TRADES = {
    "8332": Trade(
        text(
            "Heavy truck and lorry drivers",
            "Conducteurs de poids lourds et de camions",
            "Bestuurders van zware vrachtwagens",
        ),
        214,
        (96, 14, 22, 19),
        (88, 61, 40, 17, 6, 0),
        2,
    ),
    "2221": Trade(
        text("Nursing professionals", "Cadres infirmiers", "Verpleegkundigen, hoger niveau"),
        305,
        (190, 22, 11, 31),
        (24, 139, 6, 0, 18, 0),
        1,
    ),
    "7411": Trade(
        text(
            "Building and related electricians",
            "Électriciens du bâtiment et assimilés",
            "Bouwelektriciens en dergelijke",
        ),
        148,
        (71, 9, 13, 8),
        (31, 12, 18, 96, 4, 0),
        2,
    ),
    "5321": Trade(
        text("Health care assistants", "Aides-soignants en institution", "Zorgkundigen"),
        410,
        (221, 17, 9, 0),
        (0, 22, 104, 0, 11, 0),
        1,
    ),
    "2142": Trade(
        text("Civil engineers", "Ingénieurs civils", "Civiel-ingenieurs"), 61, (44, 12, 10, 24), (12, 8, 0, 0, 84, 0), 1
    ),
    "5120": Trade(text("Cooks", "Cuisiniers", "Koks"), 402, (160, 11, 14, 3), (0, 9, 36, 12, 3, 0), 2),
    "7212": Trade(
        text("Welders and flamecutters", "Soudeurs et oxycoupeurs", "Lassers en snijbranders"),
        77,
        (38, 5, 9, 11),
        (22, 18, 3, 0, 0, 0),
        2,
    ),
    "2512": Trade(
        text("Software developers", "Concepteurs de logiciels", "Softwareontwikkelaars"),
        322,
        (140, 40, 31, 62),
        (0, 20, 9, 0, 5, 0),
    ),
    "7231": Trade(
        text(
            "Motor vehicle mechanics and repairers",
            "Mécaniciens et réparateurs de véhicules à moteur",
            "Mecaniciens en reparateurs van motorvoertuigen",
        ),
        96,
        (54, 4, 3, 6),
        (9, 14, 0, 5, 0, 0),
        2,
    ),
    "9112": Trade(
        text(
            "Cleaners and helpers in offices, hotels and other establishments",
            "Agents d'entretien dans les bureaux, les hôtels et autres établissements",
            "Schoonmakers in kantoren, hotels en andere instellingen",
        ),
        1904,
        (412, 20, 17, 0),
        (0, 0, 11, 2, 0, 6),
        1,
    ),
    "2341": Trade(
        text("Primary school teachers", "Instituteurs, enseignement primaire", "Onderwijzers in het basisonderwijs"),
        118,
        (77, 6, 0, 0),
        (0, 12, 1, 0, 0, 0),
        1,
    ),
    "3115": Trade(
        text(
            "Mechanical engineering technicians", "Techniciens en construction mécanique", "Werktuigbouwkundig technici"
        ),
        84,
        (51, 6, 4, 9),
        (3, 6, 0, 0, 1, 0),
        1,
    ),
    "6112": Trade(
        text(
            "Tree and shrub crop growers",
            "Agriculteurs et ouvriers qualifiés d'arbres et arbustes",
            "Boom- en struikgewassentelers",
        ),
        33,
        (14, 0, 8, 26),
        (5, 0, 0, 0, 0, 0),
    ),
    "7126": Trade(
        text("Plumbers and pipe fitters", "Plombiers et tuyauteurs", "Loodgieters en pijpfitters"),
        71,
        (40, 3, 2, 1),
        (0, 3, 0, 0, 0, 0),
        2,
    ),
    "4321": Trade(
        text("Stock clerks", "Employés du service des stocks", "Magazijnbeheerders"),
        800,
        (210, 9, 6, 0),
        (0, 0, 0, 0, 0, 1),
    ),
    "5223": Trade(
        text("Shop sales assistants", "Vendeurs en magasin", "Winkelbedienden"),
        1503,
        (301, 8, 3, 0),
        (0, 0, 0, 0, 0, 0),
    ),
    "4110": Trade(
        text(
            "General office clerks", "Employés de bureau, fonctions générales", "Administratief medewerkers, algemeen"
        ),
        2210,
        (255, 21, 4, 0),
        (0, 0, 0, 0, 0, 0),
    ),
}


def _lists(number: int) -> tuple[OnList, ...]:
    found = (
        OnList("vdab", VDAB, date(2026, 2, 1), "sl-vdab2026", True),
        OnList("medium_skilled", MIDDLE, date(2026, 1, 1), "slist2", False),
    )
    return found[:number]


LEVERS = (
    LeverResult(
        "nobody",
        "attract",
        194,
        people=194,
        occupations=(
            {"isco08": "8332", "label": TRADES["8332"].label, "posts": 88},
            {"isco08": "7411", "label": TRADES["7411"].label, "posts": 31},
        ),
    ),
    LeverResult(
        "not_qualified",
        "language",
        131,
        gap={"median": 1.0, "p90": 2.0, "unit": "steps"},
        occupations=({"isco08": "2221", "label": TRADES["2221"].label, "posts": 104},),
    ),
    LeverResult(
        "not_qualified", "licence", 58, occupations=({"isco08": "8332", "label": TRADES["8332"].label, "posts": 49},)
    ),
    LeverResult(
        "not_qualified", "skills", 44, occupations=({"isco08": "2512", "label": TRADES["2512"].label, "posts": 17},)
    ),
    LeverResult(
        "not_qualified",
        "level",
        21,
        gap={"median": 1.0, "p90": 1.0, "unit": "levels"},
        occupations=({"isco08": "2221", "label": TRADES["2221"].label, "posts": 12},),
    ),
    LeverResult(
        "not_willing",
        "pay",
        142,
        gap={"median": 2400.0, "p90": 6150.0, "unit": "EUR_year"},
        yearly_cost=418300.0,
        occupations=({"isco08": "5321", "label": TRADES["5321"].label, "posts": 88},),
    ),
    LeverResult(
        "not_willing", "place", 51, occupations=({"isco08": "8332", "label": TRADES["8332"].label, "posts": 20},)
    ),
    LeverResult(
        "not_willing",
        "date",
        12,
        gap={"median": 31.0, "p90": 92.0, "unit": "days"},
        occupations=({"isco08": "5120", "label": TRADES["5120"].label, "posts": 9},),
    ),
    LeverResult(
        "not_allowed",
        "reform",
        96,
        subject={
            "route": "medium_skilled_shortage",
            "condition": "ms_pay_scale",
            "label": ROUTES["medium_skilled_shortage"][0],
            "text": text(
                "The pay is at least that of the 'skilled' scale of the joint committee.",
                "La rémunération atteint au moins le barème « qualifié » de la commission paritaire.",
                "Het loon bedraagt minstens het barema 'geschoold' van het paritair comité.",
            ),
        },
        occupations=({"isco08": "7411", "label": TRADES["7411"].label, "posts": 81},),
    ),
    LeverResult(
        "undecided",
        "ask_fact",
        93,
        subject={
            "fact": "contract_months",
            "label": text("Length of the contract", "Durée du contrat", "Duur van de overeenkomst"),
        },
        occupations=({"isco08": "2142", "label": TRADES["2142"].label, "posts": 80},),
    ),
    LeverResult(
        "undecided",
        "ask_condition",
        24,
        subject={"condition": "language"},
        occupations=({"isco08": "2221", "label": TRADES["2221"].label, "posts": 18},),
    ),
    LeverResult(
        "outcompeted",
        "attract",
        7,
        people=7,
        occupations=({"isco08": "9112", "label": TRADES["9112"].label, "posts": 6},),
    ),
)
LEVER_OF = {"8332": (0, 88), "2221": (1, 104), "7411": (8, 81), "5321": (5, 88), "2142": (9, 80), "5120": (5, 30)}


def _lever(code: str) -> LeverResult | None:
    if code not in LEVER_OF:
        return None
    number, posts = LEVER_OF[code]
    whole = LEVERS[number]
    cost = 2950.0 * posts if whole.action == "pay" else None
    people = posts if whole.action == "attract" else None
    return LeverResult(whole.reason, whole.action, posts, whole.subject, whole.gap, cost, people)


def _occupations() -> tuple[OccupationResult, ...]:
    out = []
    for code, trade in TRADES.items():
        posts = sum(trade.filled) + sum(trade.open)
        filled = dict(zip(CIRCLES, trade.filled, strict=True))
        reasons = dict(zip(REASONS, trade.open, strict=True))
        tension = trade.talents / posts if posts else None
        out.append(
            OccupationResult(
                code,
                trade.label,
                posts,
                sum(trade.open),
                trade.talents,
                tension,
                _lists(trade.lists),
                filled,
                {k: v for k, v in reasons.items() if v},
                _lever(code),
            )
        )
    return tuple(sorted(out, key=lambda o: -o.unfilled))


OCCUPATIONS = _occupations()
POSTS = sum(o.posts for o in OCCUPATIONS)
