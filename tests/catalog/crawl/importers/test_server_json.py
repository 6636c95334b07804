from typing import Any

import pytest

from catalog.crawl.importers.server_json import candidate_of
from catalog.observation import Status
from catalog.server import SourceKind

STDIO = {"type": "stdio"}


def package(**fields: Any) -> dict[str, Any]:
    return {
        "registryType": "pypi",
        "identifier": "acme",
        "version": "1.0.0",
        "transport": STDIO,
        **fields,
    }


def document(**fields: Any) -> dict[str, Any]:
    return {"name": "io.example/acme", "description": "Does.", "version": "1.0.0", **fields}


def test_package_and_facts_are_taken() -> None:
    found = candidate_of(
        document(
            title="Acme",
            websiteUrl="https://acme.example",
            packages=[package(registryType="oci"), package(registryType="npm", identifier="@a/b")],
        )
    )
    assert found is not None
    server = found.server
    assert found.refusal is None
    assert (server.source, server.package, server.version) == (SourceKind.NPM, "@a/b", "1.0.0")
    assert (server.title, server.vendor) == ("Acme", "io.example")
    assert server.homepage == "https://acme.example"


INPUTS: dict[str, tuple[dict[str, Any], str | None]] = {
    "value": ({"value": "x"}, "x"),
    "default": ({"default": "y"}, "y"),
    "optional": ({}, None),
    "required": ({"isRequired": True}, "placeholder"),
    "secret": ({"isRequired": True, "isSecret": True}, "placeholder"),
    "choice": ({"isRequired": True, "choices": ["b", "c"]}, "b"),
    "number": ({"isRequired": True, "format": "number"}, "1"),
    "boolean": ({"isRequired": True, "format": "boolean"}, "false"),
    "path": ({"isRequired": True, "format": "filepath"}, "{home}"),
    "variables": (
        {
            "value": "{host}:{port}",
            "variables": {
                "host": {"default": "h"},
                "port": {"isRequired": True, "format": "number"},
            },
        },
        "h:1",
    ),
    "unknown variable": ({"value": "{other}"}, "{other}"),
}


@pytest.mark.parametrize(("declared", "value"), INPUTS.values(), ids=INPUTS.keys())
def test_environment_gets_values_defaults_and_placeholders(
    declared: dict[str, Any], value: str | None
) -> None:
    found = candidate_of(
        document(packages=[package(environmentVariables=[{"name": "KEY", **declared}])])
    )
    assert found is not None
    assert found.server.env == ({} if value is None else {"KEY": value})


def test_required_address_points_nowhere() -> None:
    variables = [{"name": "ACME_URL", "isRequired": True}]
    found = candidate_of(document(packages=[package(environmentVariables=variables)]))
    assert found is not None
    assert found.server.env == {"ACME_URL": "http://127.0.0.1:9"}


def test_arguments_of_the_package_are_kept_and_those_of_the_runtime_are_not() -> None:
    found = candidate_of(
        document(
            packages=[
                package(
                    runtimeArguments=[{"type": "named", "name": "--with", "value": "evil"}],
                    packageArguments=[
                        {"type": "positional", "value": "serve"},
                        {
                            "type": "named",
                            "name": "--root",
                            "isRequired": True,
                            "format": "filepath",
                        },
                        {"type": "named", "name": "--quiet", "value": ""},
                        {"type": "named", "name": "--color"},
                        {"type": "named", "name": "--api-key", "default": "hunter2"},
                    ],
                )
            ]
        )
    )
    assert found is not None
    assert found.server.args == ("serve", "--root={home}", "--quiet", "--api-key=${api-key}")
    assert found.server.secrets == {"api-key": "hunter2"}


def test_remote_gets_no_made_up_credentials() -> None:
    remote = {
        "type": "streamable-http",
        "url": "https://{region}.acme.example/mcp",
        "variables": {"region": {"default": "eu"}},
        "headers": [
            {"name": "Authorization", "isRequired": True, "isSecret": True},
            {"name": "X-Client", "value": "catalogue"},
        ],
    }
    found = candidate_of(document(remotes=[{"type": "sse", "url": "https://x.example"}, remote]))
    assert found is not None
    assert found.server.url == "https://eu.acme.example/mcp"
    assert found.server.headers == {"X-Client": "catalogue"}


REFUSED = {
    "container": {"packages": [package(registryType="oci")]},
    "own registry": {"packages": [package(registryBaseUrl="https://packages.acme.example")]},
    "http package": {"packages": [package(transport={"type": "streamable-http", "url": "x"})]},
    "open address": {"remotes": [{"type": "streamable-http", "url": "https://{tenant}.example"}]},
    "sse": {"remotes": [{"type": "sse", "url": "https://x.example"}]},
    "nothing": {},
    "hostile name": {"packages": [package(identifier="--index-url=https://evil.example")]},
    "range": {"packages": [package(version="^1.0.0")]},
    "not even lists": {"packages": 7, "remotes": {"a": "b"}},
}


@pytest.mark.parametrize("fields", REFUSED.values(), ids=REFUSED.keys())
def test_unusable_server_is_skipped_with_a_reason(fields: dict[str, Any]) -> None:
    found = candidate_of(document(**fields))
    assert found is not None
    assert found.refusal is not None
    assert found.refusal.status is Status.SKIPPED
    assert found.refusal.reason


def test_document_without_a_name_is_left_out() -> None:
    assert candidate_of({"name": ""}) is None
