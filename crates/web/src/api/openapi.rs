//! The description of the API in OpenAPI 3.1, made from the same lists that answer: commands and their fields, kinds and their fields, and what can go wrong.

use std::sync::LazyLock;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use organization::written::{Definitions, NAMES};
use organization::{Command, Function, Kind};
use serde_json::{Map, Value, json};

use super::catalogue::{Catalogue, Resource, catalogue};
use super::records::{MOST, USUAL};
use super::{commands, examples, problem};

/// What whoever opens the description reads first.
const ABOUT: &str = "Everything that people do on the pages, for programs. A change is a command; it has an id that its sender mints, so that sending it again \
     is harmless. Records are read as resources, with the revision as their entity tag. Whoever calls sees and may do what that person sees and may do; what may \
     not be seen is not there. Every failure is told as problem details (RFC 9457), with a stable code and a sentence that says what to do.";

static DOCUMENT: LazyLock<String> = LazyLock::new(|| serde_json::to_string(&document()).unwrap_or_default());

/// `GET /api/v1/openapi.json`. Everybody may read it.
pub(super) async fn show() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT.as_str()).into_response()
}

/// One way to ask or to change something.
pub(super) struct Operation {
    /// `get` or `post`.
    pub(super) method: &'static str,
    /// The path below `/api/v1`.
    pub(super) path: String,
    /// Its name.
    pub(super) id: String,
    /// The chapter to which it belongs.
    pub(super) tag: &'static str,
    /// What it does, in few words.
    pub(super) summary: String,
    /// What it does.
    pub(super) about: String,
    parameters: Vec<Value>,
    body: Option<Value>,
    example: Option<Value>,
    answer: Value,
    headers: Value,
    also: Vec<u16>,
}

impl Operation {
    fn read(path: &str, id: &str, tag: &'static str, summary: &str, answer: Value) -> Operation {
        Operation {
            method: "get",
            path: path.to_owned(),
            id: id.to_owned(),
            tag,
            summary: summary.to_owned(),
            about: String::new(),
            parameters: Vec::new(),
            body: None,
            example: None,
            answer,
            headers: json!({}),
            also: vec![400, 401, 500, 503],
        }
    }

    fn change(path: &str, id: &str, tag: &'static str, summary: &str, body: Value) -> Operation {
        Operation {
            method: "post",
            body: Some(body),
            also: vec![400, 401, 403, 404, 409, 412, 413, 415, 422, 500, 503, 507],
            ..Operation::read(path, id, tag, summary, json!({ "$ref": "#/components/schemas/Done" }))
        }
    }

    fn about(self, about: impl Into<String>) -> Operation {
        Operation { about: about.into(), ..self }
    }

    fn with(mut self, parameters: Vec<Value>) -> Operation {
        self.parameters.extend(parameters);
        self
    }

    fn also(mut self, statuses: &[u16]) -> Operation {
        self.also.extend(statuses);
        self
    }

    fn headed(self, headers: Value) -> Operation {
        Operation { headers, ..self }
    }

    fn written(&self) -> Value {
        let mut responses = Map::new();
        let content = json!({ "application/json": { "schema": self.answer } });
        responses.insert("200".to_owned(), json!({ "description": "Done.", "content": content, "headers": self.headers }));
        let mut statuses = self.also.clone();
        statuses.sort_unstable();
        for status in statuses {
            let answer = if status == 304 {
                json!({ "description": "You have this version already.", "headers": self.headers })
            } else {
                json!({ "$ref": "#/components/responses/Problem" })
            };
            responses.insert(status.to_string(), answer);
        }
        let mut operation =
            json!({ "operationId": self.id, "tags": [self.tag], "summary": self.summary, "responses": responses });
        if !self.about.is_empty() {
            operation["description"] = json!(self.about);
        }
        if !self.parameters.is_empty() {
            operation["parameters"] = json!(self.parameters);
        }
        if let Some(body) = &self.body {
            let mut content = json!({ "schema": body });
            if let Some(example) = &self.example {
                content["examples"] = json!({ "written": { "value": example } });
            }
            operation["requestBody"] = json!({ "required": true, "content": { "application/json": content } });
        }
        operation
    }
}

fn parameter(place: &str, name: &str, about: &str, schema: Value) -> Value {
    json!({ "in": place, "name": name, "required": place == "path", "description": about, "schema": schema })
}

fn query(name: &str, about: &str, schema: Value) -> Value {
    parameter("query", name, about, schema)
}

/// The cursors of records, of entries and of findings, in hexadecimal digits: an id, a position, a place.
const OF_RECORDS: &str = "^[0-9a-f]{32}$";
const OF_ENTRIES: &str = "^[0-9a-f]{16}$";
const OF_FINDINGS: &str = "^([0-9a-f]{2}){1,200}$";

fn paging(most: usize, usual: usize, cursor: &str) -> Vec<Value> {
    vec![
        query(
            "limit",
            "The most items of the page.",
            json!({ "type": "integer", "minimum": 1, "maximum": most, "default": usual }),
        ),
        json!({ "in": "query", "name": "cursor", "required": false, "schema": { "type": "string", "pattern": cursor },
            "description": "Where the page begins: `next` of the page before. It goes on to work while records come and go." }),
    ]
}

fn pages_of(item: &Value) -> Value {
    json!({
        "type": "object",
        "properties": {
            "items": { "type": "array", "items": item },
            "next": { "type": "string", "description": "The cursor of the next page; not there on the last one." },
            "position": { "type": "integer", "description": "The position of the journal whose records these are." }
        },
        "required": ["items", "position"]
    })
}

fn record_parameter(kind: Kind, definitions: &Definitions) -> Value {
    let mut schema =
        definitions.get(&format!("{kind:?}Id")).cloned().unwrap_or_else(|| json!({ "type": "string", "format": "uuid" }));
    if let Some(schema) = schema.as_object_mut() {
        schema.remove(NAMES);
    }
    parameter(
        "path",
        "id",
        &format!("The {}: its id{}.", kind.words(), if kind.letter().is_some() { " or its reference" } else { "" }),
        schema,
    )
}

fn conditional(name: &str, about: &str) -> Value {
    parameter("header", name, about, json!({ "type": "string", "pattern": r#"^(\*|(W/)?"[!#-~]{0,100}")$"# }))
}

/// Everything that can be asked and done, in the order of the description.
pub(super) fn operations() -> Vec<Operation> {
    let catalogue = catalogue();
    let mut all = general();
    for resource in &catalogue.resources {
        all.extend(of_resource(resource, catalogue));
    }
    all.extend(pages());
    all.extend(changes());
    for entry in Command::ALL {
        let Some((_, data)) = catalogue.command(entry.kind) else { continue };
        let function = entry.function.map_or("depends on what it changes", Function::words);
        let changes_one = entry.fields.first().is_some_and(|field| field.name != "id" && (field.kind.ends_with("Id")));
        let condition = conditional("If-Match", "Do it only where the record still has this entity tag.");
        let operation = Operation::change(
            &format!("/commands/{}", entry.kind),
            entry.kind,
            "Commands",
            &first_sentence(entry.about),
            commands::one_schema(data),
        )
        .about(format!("{}\n\nFunction: {function}.", entry.about))
        .with(if changes_one { vec![condition] } else { Vec::new() });
        all.push(Operation { example: examples::of_command(entry.kind), ..operation });
    }
    all
}

fn first_sentence(about: &str) -> String {
    let sentence = about.split_once(". ").or(about.split_once(".\n")).map_or(about, |(first, _)| first);
    sentence.trim_end_matches('.').to_owned()
}

fn of_resource(resource: &Resource, catalogue: &Catalogue) -> Vec<Operation> {
    let (plural, words) = (&resource.plural, resource.kind.words());
    let record = json!({ "$ref": format!("#/components/schemas/{:?}", resource.kind) });
    let tag =
        json!({ "ETag": { "description": "The version of the answer.", "schema": { "type": "string" }, "required": true } });
    let known = || conditional("If-None-Match", "Answer 304 where this is the version still.");
    let one_of = || record_parameter(resource.kind, &catalogue.definitions);
    let mut narrowing = paging(MOST, USUAL, OF_RECORDS);
    let letters: String = Kind::ALL.iter().filter_map(|kind| kind.letter()).collect();
    let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
    let id = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
    let reference = format!("[{letters}]-[1-9][0-9]{{0,8}}");
    let pointing = json!({ "type": "string", "pattern": format!("^({reference}|(({})/)?{id})$", names.join("|")) });
    for (way, _) in &resource.ways {
        let about = format!("Only those whose `{way}` is this record: its reference, its id, or kind and id.");
        narrowing.push(query(way, &about, pointing.clone()));
    }
    let path = format!("/{plural}");
    let one = format!("/{plural}/{{id}}");
    let name = |what: &str| format!("{what}-{}", resource.kind.name());
    vec![
        Operation::read(&path, &name("list"), "Records", &format!("Lists: {words}"), pages_of(&record))
            .about(format!(
                "{} In the order in which they came into being. With `source` and `key` the one that another system knows under that key.",
                resource.kind.about()
            ))
            .with(narrowing)
            .with(vec![known()])
            .headed(tag.clone())
            .also(&[304]),
        Operation::read(&one, &name("read"), "Records", &format!("One {words}"), record)
            .about("Its entity tag is its revision: the position of the entry that last changed it.")
            .with(vec![one_of(), known()])
            .headed(tag)
            .also(&[304, 404]),
        Operation::read(&format!("{one}/history"), &name("history-of"), "Records", &format!("The history of one {words}"), pages_of(&schema("Entry")))
            .about("Who changed what, from what to what, when, in which capacity and why; the newest first.")
            .with(vec![one_of()])
            .with(paging(MOST, USUAL, OF_ENTRIES))
            .also(&[404]),
        Operation::read(&format!("{one}/thread"), &name("thread-of"), "Records", &format!("The thread through one {words}"), schema("Thread"))
            .about("The line from it up to its goal and down to the people, and where it is cut.")
            .with(vec![one_of()])
            .also(&[404]),
    ]
}

fn schema(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn general() -> Vec<Operation> {
    let open = json!({ "type": "object" });
    let items = json!({ "type": "object", "properties": { "items": { "type": "array", "items": { "type": "object" } } }, "required": ["items"] });
    let position = parameter(
        "path",
        "position",
        "The position of the entry.",
        json!({ "type": "integer", "minimum": 1, "maximum": 9_007_199_254_740_991_i64 }),
    );
    let letters: String = Kind::ALL.iter().filter_map(|kind| kind.letter()).collect();
    let project = || record_parameter(Kind::Project, &catalogue().definitions);
    let text = |most: usize| json!({ "type": "string", "minLength": 1, "maxLength": most, "pattern": r"\S" });
    vec![
        Operation::read("/me", "me", "Who and where", "Who is asking, and what waits for them", open.clone()),
        Operation::read("/chart", "chart", "Who and where", "The units as a tree", open.clone())
            .about("Each unit before those under it, with who heads it and how many people are in it. Positions and who holds them are read as records."),
        Operation::read("/search", "search", "Finding", "Finds records by their titles", items.clone())
            .about("All words must occur, each may be cut short. A reference finds its record at once.")
            .with(vec![
                json!({ "in": "query", "name": "q", "required": true, "description": "What to look for.", "schema": text(200) }),
                query("limit", "The most hits.", json!({ "type": "integer", "minimum": 1, "maximum": 100, "default": 20 })),
            ]),
        Operation::read("/findings", "findings", "Finding", "What the checker found", pages_of(&schema("Finding")))
            .about("By rule, then by the age of what each is about. A finding may bring the commands that mend it, ready to be sent as a batch.")
            .with(paging(MOST, USUAL, OF_FINDINGS))
            .with(vec![
                query("severity", "Only those of this severity.", json!({ "type": "string", "enum": ["error", "warning", "hint"] })),
                query("rule", "Only those of this rule.", json!({ "type": "string", "enum": insight::RULES.iter().map(|rule| rule.code).collect::<Vec<_>>() })),
                query("subject", "Only those about this record: its reference.", json!({ "type": "string", "pattern": format!("^[{letters}]-[1-9][0-9]{{0,8}}$") })),
            ]),
        Operation::read("/rules", "rules", "Finding", "The rules of the checker", items.clone()),
        Operation::read("/rules/{code}", "rule", "Finding", "One rule", open.clone())
            .with(vec![parameter("path", "code", "Its code.", json!({ "type": "string", "pattern": "^TL[0-9]{3}$" }))])
            .also(&[404]),
        Operation::read("/projects/{id}/plan", "plan", "Finding", "The plan of a project", schema("Plan"))
            .about("Its tasks in the order of the outline with the dates that follow from the work: start, finish, how long each can slip, and whether it is critical. \
                    Times are local to the plan. It is worked out in the background; `results` says of which position.")
            .with(vec![project()])
            .also(&[404]),
        Operation::read("/journal", "journal", "The journal", "Everything that was done, the newest first", pages_of(&schema("Entry")))
            .about("Entries that changed only what the caller may not see are left out, so a page may hold fewer than were asked for.")
            .with(paging(USUAL, 20, OF_ENTRIES)),
        Operation::read("/journal/{position}", "entry", "The journal", "One entry, and what it did", schema("Entry")).with(vec![position]).also(&[404]),
        Operation::read("/commands", "commands", "Commands", "What can be done", items),
        Operation::read("/problems/{code}", "problem", "Problems", "What a problem means", open)
            .with(vec![parameter("path", "code", "The code of a problem.", json!({ "type": "string", "pattern": "^[a-z]{1,30}(-[a-z]{1,30}){0,5}$" }))])
            .also(&[404]),
    ]
}

/// The pages that everybody begins with. Every other page answers in the same way under its own path.
const PAGES: [(&str, &str); 9] = [
    ("", "Home: what waits, through one of its lenses"),
    ("/goals", "Goals"),
    ("/plans", "Plans"),
    ("/people", "People"),
    ("/decisions", "Calls for action, proposals and decisions"),
    ("/policies", "Policies"),
    ("/check", "Check"),
    ("/check/rules", "The rules of Check"),
    ("/history", "The journal"),
];

fn pages() -> Vec<Operation> {
    let of = |(path, title): (&str, &str)| {
        let name = if path.is_empty() { "page-home".to_owned() } else { format!("page{}", path.replace('/', "-")) };
        let about = "What the page shows, as data: the same words, tables and marks. Each page answers so under `/pages` and its own path with its own query; \
                     what it shows changes with it, so programs that need a fixed form read records.";
        let operation =
            Operation::read(&format!("/pages{path}"), &name, "Pages", title, json!({ "type": "object" })).about(about);
        let lens = query("lens", "The lens: today, manage or lead.", json!({ "type": "string" }));
        operation.with(if path.is_empty() { vec![lens] } else { Vec::new() })
    };
    PAGES.into_iter().map(of).collect()
}

fn changes() -> Vec<Operation> {
    let position = parameter(
        "path",
        "position",
        "The position of the entry.",
        json!({ "type": "integer", "minimum": 1, "maximum": 9_007_199_254_740_991_i64 }),
    );
    let import = parameter("path", "import", "The import.", json!({ "type": "string", "format": "uuid" }));
    vec![
        Operation { example: examples::batch(), ..Operation::change("/batches", "batch", "Commands", "Several commands, all or none", commands::batch_schema()) }
            .about("Each is decided on what the ones before it made, so that they may name what the batch makes. At most 50,000 commands and 16 MiB."),
        Operation::change("/journal/{position}/undo", "undo", "The journal", "Takes an entry back", commands::undo_schema())
            .about("The records are put back as they were before, where nobody has changed them since.")
            .with(vec![position]),
        Operation::change("/imports/{import}/undo", "undo-import", "The journal", "Takes a whole import back", commands::undo_schema())
            .about("For administrators.")
            .with(vec![import]),
    ]
}

/// The whole description.
pub(super) fn document() -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for operation in operations() {
        let path = paths.entry(operation.path.clone()).or_insert_with(|| json!({}));
        let mut written = operation.written();
        if operation.path.starts_with("/problems/") {
            written["security"] = json!([]);
        }
        path[operation.method] = written;
    }
    let catalogue = catalogue();
    let mut schemas: Map<String, Value> =
        catalogue.definitions.all().map(|(name, schema)| (name.clone(), schema.clone())).collect();
    for resource in &catalogue.resources {
        let mut schema = resource.schema.clone();
        schema["properties"]["called"] = json!({ "type": "string", "description": "What people call it." });
        if resource.kind.letter().is_some() {
            schema["properties"]["reference"] =
                json!({ "type": "string", "description": "What people say for it, such as `G-12`." });
        }
        if let Some(example) = examples::of_kind(resource.kind) {
            schema["examples"] = json!([example]);
        }
        schemas.insert(format!("{:?}", resource.kind), schema);
    }
    schemas.extend(answers());
    let tags = ["Who and where", "Finding", "Records", "Commands", "The journal", "Pages", "Problems"]
        .map(|name| json!({ "name": name }));
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Throughline", "version": env!("CARGO_PKG_VERSION"), "description": ABOUT, "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" } },
        "servers": [{ "url": "/api/v1" }],
        "security": [{ "token": [] }, { "session": [] }],
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {
                "Problem": { "description": "It was not done; nothing was changed.", "content": { problem::MEDIA_TYPE: { "schema": schema("Problem") } } }
            },
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "description": "A token that a person made for a program." },
                "session": { "type": "apiKey", "in": "cookie", "name": "session", "description": "The session of a browser." }
            }
        }
    })
}

/// The schemas of what is answered beside records.
fn answers() -> Map<String, Value> {
    let text = || json!({ "type": "string" });
    let number = || json!({ "type": "integer" });
    let codes: Vec<&str> = problem::codes().collect();
    let named = || json!({ "type": "object", "properties": { "id": text(), "label": text() }, "required": ["id", "label"] });
    let when = || json!({ "type": "string", "description": "A day and a time, local to the plan." });
    let all = json!({
        "Problem": {
            "type": "object",
            "description": "Why something was not done, as RFC 9457 says.",
            "properties": {
                "type": { "type": "string", "format": "uri-reference", "description": "The address at which the code is explained." },
                "title": text(), "status": number(),
                "code": { "type": "string", "enum": codes },
                "detail": { "type": "string", "description": "What stands in the way and what to do, in one sentence." },
                "errors": { "type": "array", "items": {
                    "type": "object",
                    "properties": { "field": { "type": "string", "description": "Where in what was sent, as a JSON pointer; or the name of a parameter." }, "code": text(), "message": text() },
                    "required": ["field", "code", "message"] } },
                "request_id": text(), "incident": text()
            },
            "required": ["type", "title", "status", "code", "detail", "request_id"]
        },
        "Done": {
            "type": "object",
            "description": "What was done.",
            "properties": {
                "id": { "type": "string", "format": "uuid", "description": "The id of the request." },
                "position": { "type": "integer", "description": "The position of its entry in the journal; of the newest one where nothing needed to change." },
                "changed": { "type": "integer", "description": "How many records changed." },
                "repeated": { "type": "boolean", "description": "Whether it had been done before, under the same id." },
                "records": { "type": "array", "description": "The first hundred of them.", "items": {
                    "type": "object",
                    "properties": { "kind": schema("Kind"), "id": { "type": "string", "format": "uuid" }, "reference": text(), "label": text(),
                        "outcome": { "type": "string", "enum": ["made", "changed", "removed"] }, "revision": number(), "address": text() },
                    "required": ["kind", "id", "label", "outcome"] } }
            },
            "required": ["id", "position", "changed", "repeated", "records"]
        },
        "Entry": {
            "type": "object",
            "description": "An entry of the journal.",
            "properties": {
                "position": number(), "at": { "type": "string", "format": "date-time" }, "kind": { "type": "string", "description": "The command, `batch`, `import` or `undo`." },
                "by": { "type": "object", "properties": { "id": text(), "name": text() }, "description": "Who; not there where the program itself or the terminal acted." },
                "capacity": schema("Capacity"), "functions": { "type": "array", "items": schema("Function") }, "reason": text(), "import": text(),
                "fields": { "type": "array", "description": "What it did to the record, field by field.", "items": { "type": "object", "properties": { "name": text(), "before": {}, "after": {} } } },
                "changed": number(), "records": { "type": "array", "items": { "type": "object" } }
            },
            "required": ["position", "at", "kind", "capacity", "functions"]
        },
        "Thread": {
            "type": "object",
            "properties": {
                "record": text(), "cut": { "type": "boolean", "description": "Whether a link is missing anywhere." },
                "thread": { "type": "array", "items": { "type": "object" }, "description": "The line through it, from its goal to the people." },
                "below": { "type": "array", "items": { "type": "object" }, "description": "What hangs below it, each row after the one that it hangs under." }
            },
            "required": ["record", "cut", "thread", "below"]
        },
        "Finding": {
            "type": "object",
            "properties": {
                "code": text(), "name": text(), "severity": { "type": "string", "enum": ["error", "warning", "hint"] },
                "subject": named(), "people": { "type": "array", "items": { "type": "object", "properties": { "id": text(), "name": text() } } },
                "sentence": text(),
                "fix": { "type": "object", "properties": { "label": text(), "commands": { "type": "array", "items": { "type": "object" } } },
                    "description": "The proposed way to mend it, as the commands of a batch." }
            },
            "required": ["code", "name", "severity", "subject", "people", "sentence"]
        },
        "Plan": {
            "type": "object",
            "properties": {
                "project": text(), "start": { "anyOf": [when(), { "type": "null" }] }, "finish": { "anyOf": [when(), { "type": "null" }] },
                "done_percent": number(), "open_tasks": number(), "closed_tasks": number(), "critical_tasks": number(),
                "results": { "type": "object", "description": "Of which value the plan is.", "properties": { "position": number(), "day": text(), "at": text(), "current": { "type": "boolean" } },
                    "required": ["position", "day", "at", "current"] },
                "tasks": { "type": "array", "items": {
                    "type": "object",
                    "properties": {
                        "id": text(), "reference": { "anyOf": [text(), { "type": "null" }] }, "name": text(), "parent": { "anyOf": [text(), { "type": "null" }] }, "summary": { "type": "boolean" },
                        "planned": { "type": "object", "description": "Not there where the task takes no part in the plan.",
                            "properties": { "start": when(), "finish": when(), "early_start": when(), "late_finish": when(),
                                "total_float_minutes": { "type": "integer", "description": "Minutes of working time that it can slip before the project's finish or a promised date moves; negative: so much too late." },
                                "critical": { "type": "boolean" } },
                            "required": ["start", "finish", "early_start", "late_finish", "total_float_minutes", "critical"] } },
                    "required": ["id", "name", "summary"] } }
            },
            "required": ["project", "results", "tasks"]
        }
    });
    let mut all = all.as_object().cloned().unwrap_or_default();
    let mut definitions = Definitions::default();
    <organization::Capacity as organization::Written>::schema(&mut definitions);
    <Function as organization::Written>::schema(&mut definitions);
    <Kind as organization::Written>::schema(&mut definitions);
    all.extend(definitions.all().map(|(name, schema)| (name.clone(), schema.clone())));
    all
}
