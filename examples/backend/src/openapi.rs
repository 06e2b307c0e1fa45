//! The OpenAPI document: the routes by hand, the forms of the engine from its own types.

use serde_json::{Map, Value, json};
use std::sync::OnceLock;

/// The document.
pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(write)
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// Points the references of the engine's schemas to where they stand here.
fn moved(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(text.replace("#/definitions/", "#/components/schemas/")),
        Value::Array(values) => values.into_iter().map(moved).collect(),
        Value::Object(fields) => {
            fields.into_iter().map(|(key, value)| (key, moved(value))).collect::<Map<_, _>>().into()
        }
        other => other,
    }
}

fn answer(description: &str, schema: Value) -> Value {
    json!({ "description": description, "content": { "application/json": { "schema": schema } } })
}

fn problem(description: &str) -> Value {
    json!({ "description": description, "content": { "application/problem+json": { "schema": reference("Problem") } } })
}

/// The answers that any route with a body may give.
fn with_problems(mut answers: Value, more: &[(&str, &str)]) -> Value {
    let always = [
        ("408", "It took too long; the same request may be sent again."),
        ("503", "The store is busy or away; the same request may be sent again."),
    ];
    for (status, description) in always.iter().chain(more) {
        answers[*status] = problem(description);
    }
    answers
}

const BODY_PROBLEMS: &[(&str, &str)] = &[
    ("400", "The body is not JSON."),
    ("413", "The body is too large."),
    ("422", "A field has a value that is not accepted."),
];

fn body(schema: Value, example: Value) -> Value {
    let mut content = json!({ "schema": schema });
    if !example.is_null() {
        content["example"] = example;
    }
    json!({ "required": true, "content": { "application/json": content } })
}

fn id_parameter(description: &str) -> Value {
    json!([{ "name": "id", "in": "path", "required": true, "description": description, "schema": { "type": "string" } }])
}

fn problems<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    BODY_PROBLEMS.iter().chain(more).copied().collect()
}

fn example() -> Value {
    json!({
        "service_point": "shanghai-convenience-store", "batch": 12, "trace": 345,
        "request": { "merchant_id": "898290054110052", "terminal_id": "31010122", "transaction": "sale",
            "amount_minor": 2247, "currency": 156, "entry_mode": "chip", "card_kind": "credit" },
        "explain": { "reader": "merchant", "language": "en" },
    })
}

fn paths() -> Value {
    let conflicts =
        ("409", "It cannot be done as things stand: the key was used for something else, or a reversal came first.");
    let missing = ("404", "There is no such service point or transaction.");
    let decided =
        answer("Decided and on record, now or by an earlier request of the same content.", reference("Answer"));
    json!({
        "/v1/decisions": { "post": {
            "operationId": "decide", "summary": "Decide a transaction, count it and put it on record",
            "requestBody": body(reference("DecisionBody"), example()),
            "responses": with_problems(json!({ "200": decided }), &problems(&[conflicts, missing])),
        } },
        "/v1/decisions/{id}": { "get": {
            "operationId": "lookUp", "summary": "A decision on record, explained, for support",
            "parameters": id_parameter("Merchant, terminal, batch and trace, as the answer told it."),
            "responses": with_problems(json!({ "200": decided }), &[("404", "No such decision is on record.")]),
        } },
        "/v1/reversals": { "post": {
            "operationId": "reverse", "summary": "Undo a transaction, named by its own batch and trace",
            "requestBody": body(reference("ReversalBody"), Value::Null),
            "responses": with_problems(json!({
                "200": decided,
                "202": answer("The original did not come yet, and will not be counted when it does.", reference("Tombstone")),
            }), &problems(&[conflicts, missing])),
        } },
        "/v1/referrals": { "get": {
            "operationId": "listReferrals", "summary": "What waits to be settled",
            "responses": with_problems(json!({ "200": answer("The oldest first.", json!({ "type": "array", "items": reference("Referral") })) }), &[]),
        } },
        "/v1/referrals/{id}": { "post": {
            "operationId": "settle", "summary": "Tell facts that were missing, or that it will not get any better",
            "parameters": id_parameter("The id of the decision that waits."),
            "requestBody": body(reference("Settle"), Value::Null),
            "responses": with_problems(json!({ "202": answer("Told.", json!({ "type": "object" })) }), &problems(&[("404", "No such referral waits.")])),
        } },
        "/v1/policy": {
            "put": {
                "operationId": "putPolicy", "summary": "Put a policy in force for every service point, or for none",
                "parameters": [{ "name": "trial", "in": "query", "description": "Say what it would do and keep nothing.", "schema": { "type": "boolean" } }],
                "requestBody": { "required": true, "content": {
                    "application/json": { "schema": reference("Policy") },
                    "application/toml": { "schema": { "type": "string" } },
                } },
                "responses": with_problems(json!({
                    "200": answer("It is in force.", reference("PutPolicy")),
                    "201": answer("It is the first, and in force.", reference("PutPolicy")),
                }), &problems(&[("409", "What is in force is not older.")])),
            },
            "get": {
                "operationId": "policy", "summary": "The policy in force, as it was uploaded",
                "responses": with_problems(json!({ "200": { "description": "The policy.", "content": {
                    "application/json": { "schema": { "type": "object" } },
                    "application/toml": { "schema": { "type": "string" } },
                } } }), &[("404", "No policy is in force.")]),
            },
        },
        "/v1/service-points/{id}": {
            "put": {
                "operationId": "putServicePoint", "summary": "Register a service point, and put its plan in force",
                "parameters": id_parameter("The service point's id."),
                "requestBody": body(reference("ServicePoint"), Value::Null),
                "responses": with_problems(json!({
                    "200": answer("It is in force.", reference("PutPoint")),
                    "201": answer("It is new, and in force.", reference("PutPoint")),
                }), &problems(&[("409", "What is in force is not older, or no policy is in force.")])),
            },
            "get": {
                "operationId": "servicePoint", "summary": "A service point, as it was uploaded",
                "parameters": id_parameter("The service point's id."),
                "responses": with_problems(json!({ "200": answer("The service point.", json!({ "type": "object" })) }), &[("404", "There is no such service point.")]),
            },
        },
        "/v1/service-points/{id}/plan": { "get": {
            "operationId": "plan", "summary": "The plan in force, for terminals",
            "parameters": [
                { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
                { "name": "If-None-Match", "in": "header", "description": "The ETag of the plan that the terminal has.", "schema": { "type": "string" } },
            ],
            "responses": with_problems(json!({
                "200": { "description": "The plan.", "headers": {
                    "ETag": { "schema": { "type": "string" } },
                    "Poscond-Revision": { "description": "Keep the highest, and open no plan below it.", "schema": { "type": "string" } },
                }, "content": { "application/octet-stream": { "schema": { "type": "string", "format": "binary" } } } },
                "304": { "description": "The terminal has it." },
            }), &[("404", "No plan is in force for it.")]),
        } },
        "/v1/log": { "get": {
            "operationId": "log", "summary": "Decisions on record, as `poscond replay` reads them",
            "parameters": [
                { "name": "from_utc_s", "in": "query", "schema": { "type": "integer", "format": "int64" } },
                { "name": "to_utc_s", "in": "query", "description": "Up to just before this.", "schema": { "type": "integer", "format": "int64" } },
            ],
            "responses": with_problems(json!({ "200": { "description": "A line each.", "content": { "application/x-ndjson": { "schema": { "type": "string" } } } } }), &[("422", "A time is none.")]),
        } },
        "/health": { "get": {
            "operationId": "health", "summary": "Whether the store answers",
            "responses": with_problems(json!({ "200": answer("It does.", reference("Health")) }), &[]),
        } },
        "/metrics": { "get": {
            "operationId": "metrics", "summary": "Metrics in the OpenMetrics format",
            "responses": with_problems(json!({ "200": { "description": "The metrics.", "content": { "application/openmetrics-text": { "schema": { "type": "string" } } } } }), &[]),
        } },
        "/openapi.json": { "get": {
            "operationId": "openapi", "summary": "This document",
            "responses": with_problems(json!({ "200": answer("The document.", json!({ "type": "object" })) }), &[]),
        } },
    })
}

fn object(required: &[&str], properties: Value) -> Value {
    json!({ "type": "object", "required": required, "properties": properties, "additionalProperties": false })
}

fn forms() -> Value {
    let digest = json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" });
    let number = json!({ "type": "integer", "minimum": 0, "maximum": 999_999 });
    let instant = json!({ "type": "integer", "format": "int64" });
    let explain = object(
        &["reader", "language"],
        json!({ "reader": { "enum": ["cardholder", "merchant", "engineer"] }, "language": { "enum": ["zh-CN", "en"] } }),
    );
    let service_point = json!({ "type": "string", "minLength": 1, "maxLength": 40 });
    let original = object(&["batch", "trace"], json!({ "batch": number, "trace": number }));
    let card_key = json!({ "type": ["string", "null"], "pattern": "^[A-Za-z0-9_-]{8,64}$",
        "description": "A key that stands for the card, made up by the host; never a card number." });
    let or_null = |schema: &Value| json!({ "anyOf": [schema, { "type": "null" }] });
    json!({
        "DecisionBody": object(&["service_point", "batch", "trace", "request"], json!({
            "service_point": service_point, "batch": number, "trace": number,
            "request": { "allOf": [reference("Request")], "description": "What the terminal knows. `merchant_id` and `terminal_id` are required; counters, and what the original was, are the service's own. Where `now_utc_s`, `clock` or `host` are missing, the service's own are taken." },
            "original": or_null(&original), "card_key": card_key, "explain": or_null(&explain),
        })),
        "ReversalBody": object(&["service_point", "batch", "trace", "request"], json!({
            "service_point": service_point, "batch": number, "trace": number,
            "request": { "allOf": [reference("Request")], "description": "`merchant_id` and `terminal_id` are required; an amount, where there is one, must be the original's." },
            "original": { "type": "null" }, "card_key": card_key, "explain": or_null(&explain),
        })),
        "Answer": object(
            &["id", "service_point", "recorded_at_utc_s", "is_retry", "plan", "module", "counted", "decision"],
            json!({
                "id": { "type": "string" }, "service_point": { "type": "string" }, "recorded_at_utc_s": instant,
                "is_retry": { "type": "boolean", "description": "Whether it was on record before." },
                "plan": digest, "module": digest,
                "counted": { "type": "array", "items": object(&["counter", "window_day", "amount_minor", "count"], json!({
                    "counter": { "type": "string" }, "window_day": { "type": "integer" },
                    "amount_minor": instant, "count": { "type": "integer" },
                })) },
                "decision": reference("Report"),
                "explanation": { "type": "object" },
                "since": object(&["undone_by", "refunded_minor"], json!({
                    "undone_by": { "type": ["string", "null"] }, "refunded_minor": instant,
                })),
            }),
        ),
        "Tombstone": object(&["id", "state", "since_utc_s"], json!({
            "id": { "type": "string" }, "state": { "const": "awaits_original" }, "since_utc_s": instant,
        })),
        "Referral": object(&["id", "service_point", "waited_ms", "left_ms", "decision"], json!({
            "id": { "type": "string" }, "service_point": { "type": "string" },
            "waited_ms": { "type": "integer" }, "left_ms": { "type": "integer" }, "decision": reference("Report"),
        })),
        "Settle": object(&[], json!({
            "facts": { "type": ["object", "null"], "description": "Fields of a request; none: it will not get any better." },
        })),
        "PutPolicy": object(&["is_trial", "plans", "put", "version"], json!({
            "is_trial": { "type": "boolean" }, "plans": { "type": "integer" },
            "put": { "enum": ["created", "replaced", "same"] }, "version": { "type": "integer" },
        })),
        "PutPoint": object(&["plan", "put", "revision"], json!({
            "plan": digest, "put": { "enum": ["created", "replaced", "same"] }, "revision": { "type": "integer" },
        })),
        "Health": object(&["module", "plans", "policy_version", "status"], json!({
            "module": digest, "plans": { "type": "integer" }, "policy_version": { "type": ["integer", "null"] },
            "status": { "const": "ok" },
        })),
        "Problem": {
            "type": "object", "required": ["status", "code", "title", "detail"],
            "description": "RFC 9457, with a stable code for programs.",
            "properties": {
                "status": { "type": "integer" }, "code": { "type": "string" }, "title": { "type": "string" },
                "detail": { "type": "string" }, "path": { "type": "string" },
                "errors": { "type": "array", "items": { "type": "string" } },
            },
        },
    })
}

fn write() -> Value {
    let mut schemas: Map<String, Value> =
        poscond::schema::definitions().into_iter().map(|(name, schema)| (name, moved(schema))).collect();
    if let Value::Object(own) = forms() {
        schemas.extend(own);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "poscond acceptance service", "version": env!("CARGO_PKG_VERSION"),
            "description": "Are the conditions met for this transaction at this service point? It never authorises a payment.",
        },
        "paths": paths(),
        "components": { "schemas": schemas },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every reference names a schema that is there.
    #[test]
    fn references_are_there() {
        fn visit(value: &Value, schemas: &Map<String, Value>) {
            match value {
                Value::Object(fields) => {
                    if let Some(Value::String(target)) = fields.get("$ref") {
                        let name = target.strip_prefix("#/components/schemas/").expect("a schema of the document");
                        assert!(schemas.contains_key(name), "{target}");
                    }
                    fields.values().for_each(|value| visit(value, schemas));
                }
                Value::Array(values) => values.iter().for_each(|value| visit(value, schemas)),
                _ => {}
            }
        }
        let document = document();
        visit(document, document["components"]["schemas"].as_object().expect("schemas"));
    }
}
