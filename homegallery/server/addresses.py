"""Addresses of clients, and the rules who of them may come in without a password."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address

from homegallery.config.network import Network
from homegallery.config.server import RuleSettings

Address = IPv4Address | IPv6Address

_THIS_MACHINE = RuleSettings(type="allow", value="localhost")


class AddressRules:
    """The first matching rule decides; nothing matches: credentials are needed.

    Without rules only this machine itself is let in.
    """

    def __init__(self, settings: Sequence[RuleSettings]) -> None:
        self._rules = [
            (rule.type == "allow", rule.networks) for rule in settings or [_THIS_MACHINE]
        ]

    def allows(self, address: Address | None) -> bool:
        """Whether a client at ``address`` needs no password.

        An unknown address, None, may be any: every rule that denies something stops it, and
        only one that allows everything lets it in.
        """
        for allow, networks in self._rules:
            if address is None:
                matches = not allow or _is_everything(networks)
            else:
                matches = is_within(address, networks)
            if matches:
                return allow
        return False


def is_within(address: Address, networks: Iterable[Network]) -> bool:
    """Whether one of the networks holds the address."""
    return any(address in network for network in networks)


@lru_cache(maxsize=1024)
def parse_address(text: str | None) -> Address | None:
    """The address of a client; IPv4 inside IPv6 counts as IPv4, other text as unknown."""
    try:
        address = ip_address((text or "").partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def _is_everything(networks: Iterable[Network]) -> bool:
    return {network.version for network in networks if network.prefixlen == 0} == {4, 6}
