//! `poscond schema`: the JSON Schemas of what people and programs write and read.

use crate::args::{self, Form};
use crate::exit::{Exit, Failure};
use crate::output;
use poscond::schema;

pub(crate) fn run(args: &args::Schema) -> Result<Exit, Failure> {
    let schema = match args.form {
        Form::Policy => schema::policy(),
        Form::ServicePoint => schema::service_point(),
        Form::Request => schema::request(),
        Form::Decision => schema::decision(),
        Form::Readiness => schema::readiness(),
    };
    // OK because a schema holds nothing that JSON cannot.
    let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    output::print(&format!("{text}\n"))?;
    Ok(Exit::Done)
}
