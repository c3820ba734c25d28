"""Lists: on it, not on it, or unknown. Only a complete list says no."""

from __future__ import annotations

from collections.abc import Callable

Decide = Callable[[str, str], None]


def test_a_complete_list_says_yes_or_no(decide: Decide) -> None:
    decide(
        "on(l.scarce)",
        """
        isco08 | application_date | answer
        7121   | 2020-06-01       | true
        7212   | 2020-06-01       | false
        ?      | 2020-06-01       | ?
        """,
    )


def test_a_group_stands_for_all_its_occupations(decide: Decide) -> None:
    """Nurses are listed as 222: every code from 2220 to 2229."""
    decide(
        "on(l.scarce)",
        """
        isco08 | application_date | answer
        2220   | 2020-06-01       | true
        2229   | 2020-06-01       | true
        2219   | 2020-06-01       | false
        2230   | 2020-06-01       | false
        """,
    )


def test_an_incomplete_list_says_no_only_of_what_it_names_as_removed(decide: Decide) -> None:
    decide(
        "on(l.scarce)",
        """
        isco08 | application_date | answer
        7121   | 2021-04-01       | true
        7212   | 2023-08-31       | true
        2221   | 2021-04-01       | false
        7512   | 2021-04-01       | ?
        ?      | 2021-04-01       | ?
        """,
    )


def test_the_old_list_is_accepted_for_a_while(decide: Decide) -> None:
    """The list of 1 September 2023 was published on the 14th: files until the 13th may still rely on the old one."""
    decide(
        "on(l.scarce)",
        """
        isco08 | application_date | answer
        7121   | 2023-08-31       | true
        7121   | 2023-09-01       | true
        7121   | 2023-09-13       | true
        7121   | 2023-09-14       | false
        7512   | 2023-08-31       | ?
        7512   | 2023-09-01       | true
        7512   | 2023-09-14       | true
        9999   | 2023-09-13       | ?
        9999   | 2023-09-14       | false
        """,
    )


def test_after_the_last_list_nothing_is_known(decide: Decide) -> None:
    decide(
        "on(l.scarce)",
        "isco08 | application_date | answer\n 7212 | 2024-12-31 | true\n 7212 | 2025-01-01 | ?\n 9999 | 2025-01-01 | ?",
    )


def test_the_official_title_decides_before_the_code(decide: Decide) -> None:
    decide(
        "on(l.scarce)",
        """
        isco08 | list_title    | application_date | answer
        7212   | Dakdekker     | 2020-06-01       | true
        7121   | Plumber       | 2020-06-01       | false
        7121   | Plumber       | 2021-06-01       | ?
        ?      | infirmier     | 2021-06-01       | false
        ?      |  COUVREUR     | 2021-06-01       | true
        7121   | ?             | 2021-06-01       | true
        """,
    )


def test_each_part_of_a_double_title_counts(decide: Decide) -> None:
    decide(
        "on(l.scarce)",
        """
        list_title             | application_date | answer
        Baker / Pastry cook    | 2024-01-01       | true
        pastry   cook          | 2024-01-01       | true
        Pâtissier              | 2024-01-01       | true
        Pastry                 | 2024-01-01       | false
        """,
    )


def test_on_any_version_so_far(decide: Decide) -> None:
    decide(
        "ever_on(l.scarce)",
        """
        isco08 | application_date | answer
        2221   | 2020-06-01       | true
        2221   | 2024-06-01       | true
        7121   | 2024-06-01       | true
        7512   | 2020-06-01       | false
        7512   | 2021-06-01       | ?
        7512   | 2023-09-01       | true
        9999   | 2024-06-01       | ?
        7212   | 2025-06-01       | true
        ?      | 2024-06-01       | ?
        """,
    )


def test_before_the_first_version_nothing_is_known(decide: Decide) -> None:
    decide(
        "on(l.scarce) or ever_on(l.scarce)",
        "isco08 | application_date | answer\n 7121 | 2019-12-31 | ?\n 7121 | 2020-01-01 | true",
    )


def test_a_list_of_countries(decide: Decide) -> None:
    decide(
        "nationality in l.friends",
        """
        nationality | application_date | answer
        NO          | 2020-06-01       | true
        ch          | 2020-06-01       | true
        TR          | 2021-12-31       | false
        TR          | 2022-01-01       | true
        ?           | 2022-01-01       | ?
        """,
    )


def test_a_code_in_a_list_asks_for_no_title(decide: Decide) -> None:
    """`isco08 in l.scarce` looks at the code alone."""
    decide(
        "isco08 in l.scarce",
        """
        isco08 | list_title | application_date | answer
        7121   | Plumber    | 2020-06-01       | true
        7212   | Roofer     | 2020-06-01       | false
        ?      | Roofer     | 2020-06-01       | ?
        """,
    )
