"""Values that are made up, by expressions such as `#{name.fullName}`.

Compat: names are those of the generator that the reference uses; values come from another one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from tiercel.plugin import Json, PluginError
from tiercel.plugins.clients import client_module

_EXPRESSION = re.compile(r"#\{([^{}]*)\}")
_NAME = re.compile(r"\s*([A-Za-z_][\w.]*)\s*(.*)", re.DOTALL)
_ARGUMENT = re.compile(r"'((?:[^'\\]|\\.)*)'")
_WORD_END = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PRICE_MAX = "1000"
_PLAIN = (str, int, float, bool, Decimal, date)
# Those of the library that make files, or as much as they are told to.
_LARGE = frozenset({"binary", "zip", "tar", "image", "json_bytes", "dsv", "csv", "tsv", "psv"})
Arguments = Sequence[str]
Maker = Callable[[Any, Arguments], Json]

# Names in small letters without underscores, and what the library calls the same.
_SAME: Mapping[str, str] = {
    "address.cityname": "city",
    "address.fulladdress": "address",
    "address.stateabbr": "state",
    "address.zipcode": "postcode",
    "bool.bool": "pybool",
    "business.creditcardexpiry": "credit_card_expire",
    "business.creditcardnumber": "credit_card_number",
    "business.creditcardtype": "credit_card_provider",
    "code.ean13": "ean13",
    "color.hex": "hex_color",
    "color.name": "color_name",
    "commerce.department": "bs",
    "commerce.productname": "catch_phrase",
    "company.industry": "bs",
    "company.name": "company",
    "company.suffix": "company_suffix",
    "currency.code": "currency_code",
    "currency.name": "currency_name",
    "date.birthday": "date_of_birth",
    "finance.bic": "swift",
    "finance.creditcard": "credit_card_number",
    "finance.iban": "iban",
    "idnumber.valid": "ssn",
    "internet.emailaddress": "email",
    "internet.ipv4address": "ipv4",
    "internet.ipv6address": "ipv6",
    "internet.macaddress": "mac_address",
    "internet.safeemailaddress": "safe_email",
    "internet.url": "url",
    "internet.useragent": "user_agent",
    "internet.username": "user_name",
    "internet.uuid": "uuid4",
    "job.field": "job",
    "job.keyskills": "word",
    "job.position": "job",
    "job.title": "job",
    "lorem.characters": "pystr",
    "money.currencycode": "currency_code",
    "name.fullname": "name",
    "name.name": "name",
    "name.title": "job",
    "name.username": "user_name",
    "number.digit": "random_digit",
    "number.randomdigit": "random_digit",
    "number.randomnumber": "random_number",
    "phonenumber.cellphone": "phone_number",
    "timeanddate.birthday": "date_of_birth",
}


def _integer(faker: Any, given: Arguments) -> Json:
    least, most = (int(each) for each in given)
    return faker.random_int(least, max(least, most - 1))


def _double(faker: Any, given: Arguments) -> Json:
    digits, least, most = int(given[0]), float(given[1]), float(given[2])
    return round(faker.random.uniform(least, most), digits)


def _price(faker: Any, given: Arguments) -> Json:
    least, most = given or ("0", _PRICE_MAX)
    return f"{faker.random.uniform(float(least), float(most)):.2f}"


def _digits(faker: Any, given: Arguments) -> Json:
    return faker.numerify("#" * int(given[0]))


def _span(given: Arguments) -> timedelta:
    number, unit = given if len(given) > 1 else (*(given or ("365",)), "DAYS")
    return timedelta(**{unit.lower(): int(number)})


def _past(faker: Any, given: Arguments) -> Json:
    return faker.date_time_between(-_span(given), "now")


def _future(faker: Any, given: Arguments) -> Json:
    return faker.date_time_between("now", _span(given))


# Those with arguments.
_MAKERS: Mapping[str, Maker] = {
    "bothify": lambda faker, given: faker.bothify(*given),
    "commerce.price": _price,
    "date.future": _future,
    "date.past": _past,
    "letterify": lambda faker, given: faker.lexify(*given),
    "number.digits": _digits,
    "number.numberbetween": _integer,
    "number.randomdouble": _double,
    "numerify": lambda faker, given: faker.numerify(*given),
    "options.option": lambda faker, given: faker.random_element(list(given)),
    "timeanddate.future": _future,
    "timeanddate.past": _past,
}


class FakeValues:
    """Makes values for places such as `["fr"]` or `["en", "US"]`.

    Raises: PluginError for a place that is not known.
    """

    def __init__(self, locale: Sequence[str] | None) -> None:
        library = client_module("faker", "made-up values", "tiercel[transform]")
        self._faker: Any = library.Faker(_known_locale(tuple(locale or ())))

    def begin_from(self, seed: bytes) -> None:
        """What follows is the same after the same seed."""
        self._faker.seed_instance(seed)

    def of(self, value: Json) -> Json:
        """A value with what its texts ask for. Raises: PluginError for what nobody knows."""
        if isinstance(value, dict):
            return {name: self.of(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self.of(each) for each in value]
        return self.text(value) if isinstance(value, str) else value

    def text(self, text: str) -> str:
        """A text with values for its expressions. Raises: PluginError."""
        return _EXPRESSION.sub(lambda found: _shown(self._made(found[1])), text)

    def _made(self, expression: str) -> Json:
        found = _NAME.fullmatch(expression)
        if found is None:
            raise PluginError(f"`#{{{expression}}}` must be a name such as `name.fullName`")
        name, rest = found.groups()
        given = [each.replace("\\'", "'") for each in _ARGUMENT.findall(rest)]
        key = name.lower().replace("_", "")
        maker = _MAKERS.get(key)
        try:
            if maker is not None:
                return maker(self._faker, given)
            if not given:
                return self._plain(_SAME.get(key) or _snake(name))
        except (AttributeError, TypeError, ValueError, IndexError) as error:
            raise PluginError(f"`#{{{expression}}}` can't be made: {error}") from None
        raise PluginError(f"`#{{{expression}}}` takes no arguments")

    def _plain(self, name: str) -> Json:
        if name in _LARGE or not any(hasattr(each, name) for each in self._faker.get_providers()):
            raise ValueError("it is not known")
        value = getattr(self._faker, name)()
        if not isinstance(value, _PLAIN):
            raise TypeError("it is no single value")
        return value


@cache
def _known_locale(given: tuple[str, ...]) -> str:
    if not given:
        return "en_US"
    wanted = "_".join(given).replace("-", "_")
    known: Sequence[str] = sorted(
        client_module("faker.config", "made-up values", "tiercel[transform]").AVAILABLE_LOCALES
    )
    for each in known:
        if each.lower() == wanted.lower():
            return each
    for each in known:
        if each.split("_")[0] == wanted.lower():
            return each
    raise PluginError(f"`locale` is no known place: {wanted}")


def _snake(name: str) -> str:
    return _WORD_END.sub("_", name.rpartition(".")[2]).lower()


def _shown(value: Json) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
