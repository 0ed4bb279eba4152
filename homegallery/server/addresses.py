"""Address rules: which clients may come in without a password."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

from homegallery.config.model import RuleSettings

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

        Only networks that hold every address match None, an unknown address.
        """
        for allow, networks in self._rules:
            if any(
                network.prefixlen == 0 if address is None else address in network
                for network in networks
            ):
                return allow
        return False


def parse_address(text: str | None) -> Address | None:
    """The address of a client; IPv4 inside IPv6 counts as IPv4, other text as unknown."""
    try:
        address = ip_address((text or "").partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address
