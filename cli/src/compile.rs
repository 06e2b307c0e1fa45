//! `poscond compile`: a policy and service points become plans.

use crate::args::Compile;
use crate::exit::{Exit, Failure};
use crate::input::{self, Source};
use crate::key;
use crate::money::grouped;
use crate::output::{self, Staged};
use crate::table::{pad_left, pad_right};
use poscond::{Expect, Plan};
use std::collections::HashMap;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Compiles every service point, and signs what comes of it where a key is given.
fn compile(args: &Compile) -> Result<Vec<Source>, Failure> {
    let key = args.sign.as_deref().map(key::read_private).transpose()?;
    let mut sources = input::compile_all(&args.policy, &args.service_points, args.export)?;
    if let Some(key) = key {
        for source in &mut sources {
            source.bytes = poscond::sign(&source.bytes, &key).expect("what was just compiled opens");
        }
    }
    Ok(sources)
}

pub(crate) fn run(args: &Compile) -> Result<Exit, Failure> {
    let Some(output) = &args.output else {
        if io::stdout().is_terminal() {
            return Err(Failure::usage("a plan is not for a terminal: name a file with '--output <PLAN>'"));
        }
        let sources = compile(args)?;
        let [source] = sources.as_slice() else {
            return Err(Failure::usage(
                "several plans do not fit standard output: name a folder with '--output <DIR>/'",
            ));
        };
        output::to_stdout(&mut source.bytes.as_slice(), false)?;
        // OK because nothing is lost with a line that nobody can read.
        let _ = io::stderr().write_all(report(&[(source, "stdout".into())])?.as_bytes());
        return Ok(Exit::Done);
    };

    let is_folder = output.is_dir() || output.as_os_str().as_encoded_bytes().ends_with(b"/");
    if !is_folder {
        output::check_folder(output)?;
    }
    let sources = compile(args)?;
    if !is_folder && sources.len() > 1 {
        return Err(Failure::usage(format!(
            "{} service points do not fit one plan: name a folder with '--output {}/'",
            sources.len(),
            output.display()
        )));
    }
    let targets = if is_folder { targets_in(output, &sources)? } else { vec![output.clone()] };
    if is_folder {
        fs::create_dir_all(output).map_err(|error| Failure::written(output, &error))?;
    }
    let staged =
        sources.iter().zip(&targets).map(|(source, target)| Staged::write(target, &mut source.bytes.as_slice()));
    for staged in staged.collect::<Result<Vec<_>, _>>()? {
        staged.commit()?;
    }
    let shown = targets.iter().map(|target| target.display().to_string());
    output::print(&report(&sources.iter().zip(shown).collect::<Vec<_>>())?)?;
    Ok(Exit::Done)
}

/// A file for each plan, named after its service point.
fn targets_in(folder: &Path, sources: &[Source]) -> Result<Vec<PathBuf>, Failure> {
    let mut first: HashMap<String, &Path> = HashMap::new();
    Failure::gather(sources.iter().map(|source| {
        let point = source.service_point.as_ref().expect("compiled from a service point");
        let id = point.model.id.to_string();
        // Some file systems take upper and lower case for the same.
        if let Some(other) = first.insert(id.to_lowercase(), &source.path) {
            let message = format!("`{id}` is also the id of {}; accepted: an id of its own", other.display());
            return Err(Failure::input(&point.document.at("id", message)));
        }
        Ok(folder.join(format!("{id}.plan")))
    }))
}

/// A line a plan: where it is, whose, how big, and its digest; then which key signed them all, if one did.
fn report(plans: &[(&Source, String)]) -> Result<String, Failure> {
    let mut rows = Vec::new();
    let mut signed_by = None;
    for (source, target) in plans {
        let plan = source.open(Expect::default())?;
        signed_by = plan.signed_by();
        rows.push([
            target.clone(),
            format!("{} revision {}", plan.service_point_id(), plan.revision()),
            format!("{} bytes", grouped(source.bytes.len() as u64)),
            format!("sha256 {}", digest(&plan)),
        ]);
    }
    let width =
        |column: usize| rows.iter().map(|row| unicode_width::UnicodeWidthStr::width(row[column].as_str())).max();
    let widths = [0, 1, 2].map(|column| width(column).unwrap_or(0));
    let line = |[target, whose, bytes, digest]: &[String; 4]| {
        let (target, whose) = (pad_right(target, widths[0]), pad_right(whose, widths[1]));
        format!("{target}  {whose}  {}  {digest}\n", pad_left(bytes, widths[2]))
    };
    let mut out: String = rows.iter().map(line).collect();
    if let Some(id) = signed_by {
        out.push_str(&format!("signed by key {id}\n"));
    }
    Ok(out)
}

/// The digest of a plan, in hexadecimal.
pub(crate) fn digest(plan: &Plan<'_>) -> String {
    plan.digest().iter().map(|byte| format!("{byte:02x}")).collect()
}
