"""What Schemathesis must know beside the description: which records there are, and what a refusal may say.

Ids that are made up name nothing, so nearly every request would end at "not found". Where a request holds an id of a kind that is written as ids are, most of
them are replaced by the id of a record that is there. The person who asks and their administration are left alone: whoever throws themselves out tests
nothing any more.
"""

import json
import os
import re
import urllib.request
import zlib

import schemathesis

ADDRESS = os.environ["THROUGHLINE_ADDRESS"]
TOKEN = os.environ["THROUGHLINE_TOKEN"]
UUID = re.compile(r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")
REFERENCE = re.compile(r"^[A-Z]-[1-9][0-9]{0,8}$")


def ask(path):
    request = urllib.request.Request(ADDRESS + "/api/v1" + path, headers={"Authorization": "Bearer " + TOKEN})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


DOCUMENT = ask("/openapi.json")
SCHEMAS = DOCUMENT["components"]["schemas"]
ME = ask("/me")["person"]["id"]


def known():
    """The ids of some records of each kind, by the name of the schema of their ids."""
    ids = {}
    for path, operations in DOCUMENT["paths"].items():
        one = DOCUMENT["paths"].get(path + "/{id}", {}).get("get")
        if not one or path == "/administrators":
            continue
        kind = one["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
        ids[kind + "Id"] = [item["id"] for item in ask(path + "?limit=20")["items"] if item["id"] != ME]
    return ids


KNOWN = known()
BY_PLURAL = {path[1:]: path for path in DOCUMENT["paths"]}


def chosen(ids, value):
    """One of the ids, always the same for a value; one in eight values stays as it is, for what is not there."""
    number = zlib.crc32(str(value).encode("utf-8", "surrogatepass"))
    return value if not ids or number % 8 == 0 else ids[number // 8 % len(ids)]


def replaced(schema, value):
    if not isinstance(schema, dict):
        return value
    name = schema.get("$ref", "").rsplit("/", 1)[-1]
    if name in KNOWN:
        written = isinstance(value, str) and (UUID.match(value) or REFERENCE.match(value))
        return chosen(KNOWN[name], value) if written else value
    if name:
        return replaced(SCHEMAS.get(name, {}), value)
    for choice in schema.get("anyOf", []) + schema.get("oneOf", []):
        value = replaced(choice, value)
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        return {key: replaced(properties.get(key), inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [replaced(schema.get("items"), inner) for inner in value]
    return value


@schemathesis.hook
def map_body(context, body):
    operation = DOCUMENT["paths"].get(context.operation.path, {}).get("post", {})
    schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    return replaced(schema, body) if schema else body


@schemathesis.hook
def map_path_parameters(context, parameters):
    path = context.operation.path
    one = DOCUMENT["paths"].get(path[: path.index("{id}") + 4]) if "{id}" in path else None
    if not one or "get" not in one or not isinstance(parameters, dict):
        return parameters
    answer = one["get"]["responses"]["200"]["content"]["application/json"]["schema"].get("$ref", "")
    ids = KNOWN.get(answer.rsplit("/", 1)[-1] + "Id", [])
    value = parameters.get("id")
    if isinstance(value, str) and (UUID.match(value) or REFERENCE.match(value)):
        return {**parameters, "id": chosen(ids, value)}
    return parameters


# What a rule may say to a request that is written as it should be. That it is written wrongly it must not say.
OF_WRITING = {"wrong-field", "malformed-json", "not-json"}
# Days such as 30 February and times that are none cannot be told by a pattern.
OF_CALENDAR = {"date", "text"}


@schemathesis.check
def what_is_written_as_described_is_read(context, response, case):
    """A request that fits the description is carried out or refused by a rule, never for how it is written."""
    # The fields of the commands of a batch are described at the commands themselves.
    if case.operation.path == "/batches":
        return
    meta = case.meta
    if meta is None or not meta.generation.mode.is_positive or response.status_code not in (400, 415, 422):
        return
    problem = response.json()
    if problem.get("code") not in OF_WRITING:
        return
    errors = problem.get("errors", [])
    if errors and all(error["code"] in OF_CALENDAR and ("is not a day" in error["message"] or "There is no day" in error["message"]) for error in errors):
        return
    raise AssertionError(f"It fits the description and was refused for how it is written: {problem}")
