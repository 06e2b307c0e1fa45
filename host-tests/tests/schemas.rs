//! The JSON Schemas against everything that is committed: vectors and examples.

use jsonschema::Validator;
use poscond::schema;
use poscond_cli::text::{Document, Format};
use poscond_host_tests::file::{self, Decoded, Vectors};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn validator(schema: &schemars::Schema) -> Validator {
    jsonschema::draft7::new(schema.as_value()).expect("a schema of draft-07")
}

#[track_caller]
fn is_valid(validator: &Validator, what: &str, value: &Value) {
    let errors = validator.iter_errors(value).map(|error| format!("{what}: {}: {error}", error.instance_path()));
    let errors: Vec<String> = errors.take(5).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn the_vectors_are_valid() {
    let (policy, service_point) = (validator(&schema::policy()), validator(&schema::service_point()));
    let (request, decision) = (validator(&schema::request()), validator(&schema::decision()));
    // How often each key of a decision held something, so that a schema that is never asked is seen.
    let mut told = BTreeSet::new();
    for file in file::read_all().expect("the vectors") {
        match file {
            Vectors::Decisions(file) => {
                for group in &file.groups {
                    is_valid(&policy, &group.id, &json(group.policy.get()));
                    is_valid(&service_point, &group.id, &json(group.service_point.get()));
                    for case in &group.cases {
                        is_valid(&request, &case.id, &json(case.request.get()));
                        let expected = json(case.expected.get());
                        is_valid(&decision, &case.id, &expected);
                        for (key, value) in expected.as_object().expect("an object") {
                            if value.as_array().is_some_and(|list| !list.is_empty()) || value.is_string() {
                                told.insert(key.clone());
                            }
                        }
                        let mut with_more = expected.clone();
                        with_more["extra"] = Value::Null;
                        assert!(!decision.is_valid(&with_more));
                    }
                }
            }
            Vectors::Records(file) => {
                for case in file.groups.iter().flat_map(|group| &group.cases) {
                    if let Decoded::Request(decoded) = &case.expected {
                        is_valid(&request, &case.id, &json(decoded.get()));
                    }
                }
            }
            Vectors::Open(_) | Vectors::Texts(_) => {}
        }
    }
    let told: Vec<&str> = told.iter().map(String::as_str).collect();
    let all = ["accrual", "advice", "de39", "failed", "findings", "guards", "outcome", "reason", "unknown"];
    assert_eq!(told, all);
}

/// Files with one of these endings in a folder of the repository, or in a folder of its own.
fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, ending, found);
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
}

fn read(path: &Path) -> Value {
    let (name, text) = (path.display().to_string(), std::fs::read_to_string(path).expect("a text"));
    Document::parse(&name, text, Format::of_path(path)).and_then(|document| document.model()).expect("TOML or JSON")
}

#[test]
fn the_examples_are_valid() {
    let (policy, service_point) = (validator(&schema::policy()), validator(&schema::service_point()));
    let request = validator(&schema::request());
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let (mut policies, mut points, mut requests) = (Vec::new(), Vec::new(), Vec::new());
    files(&examples, "policy.toml", &mut policies);
    files(&examples, ".json", &mut points);
    files(&examples, ".toml", &mut points);
    points.retain(|path| path.parent().is_some_and(|folder| folder.ends_with("service-points")));
    files(&examples, "requests.ndjson", &mut requests);
    assert!(!policies.is_empty() && points.len() >= 33 && !requests.is_empty());
    for path in &policies {
        is_valid(&policy, &path.display().to_string(), &read(path));
    }
    for path in &points {
        is_valid(&service_point, &path.display().to_string(), &read(path));
    }
    for path in &requests {
        for (number, line) in std::fs::read_to_string(path).expect("a text").lines().enumerate() {
            is_valid(&request, &format!("{}:{}", path.display(), number + 1), &json(line));
        }
    }
}
