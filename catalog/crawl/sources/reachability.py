"""Ask a package registry once whether it answers, so that an offline crawl is a short one."""

import httpx2

from catalog.crawl.sources.toolchain import Toolchain
from catalog.server import SourceKind

_DEFAULTS = {
    SourceKind.NPM: ("https://registry.npmjs.org/", "NPM_CONFIG_REGISTRY", "npm_config_registry"),
    SourceKind.PYPI: ("https://pypi.org/simple/", "UV_DEFAULT_INDEX", "UV_INDEX_URL"),
}
_TIME_LIMIT = 5.0
"""Seconds to wait for any answer at all."""


def answers(kind: SourceKind, toolchain: Toolchain) -> bool:
    """Tell whether the registry behind `kind` answers; True for kinds that have none.

    Only the connection counts: a refusal or a bad certificate is left to the installer, which
    can say more about it.
    """
    if kind not in _DEFAULTS:
        return True
    default, *variables = _DEFAULTS[kind]
    named = (toolchain.environment.get(variable) for variable in variables)
    address = next((address for address in named if address), default)
    if not address.startswith(("http://", "https://")):
        return True
    try:
        # Nothing of the answer is used, so who gives it needs no proof.
        with httpx2.Client(timeout=_TIME_LIMIT, verify=False) as client:
            client.head(address)
    except httpx2.TransportError:
        return False
    return True
