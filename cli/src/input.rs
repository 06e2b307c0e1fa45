//! Reading what decides: policies, service points and plans, with errors that name file, line and path.

use crate::exit::{Exit, Failure};
use crate::expression;
use crate::text::{Document, Format};
use poscond::{Expect, Input, OpenError, Plan, Policy, Problems, ServicePoint};
use serde::de::DeserializeOwned;
use std::fs;
use std::path::{Path, PathBuf};

/// A policy or service point, and the text that it was read from.
#[derive(Clone, Debug)]
pub struct Read<T> {
    /// What the text describes.
    pub model: T,
    /// The text, for errors that are found later.
    pub document: Document,
}

/// Reads a policy: TOML in a file named `.toml`, else JSON.
///
/// Errs where the file cannot be read or is not a policy in form; what only a service point brings to light is found by
/// [`compile`].
pub fn read_policy(path: &Path) -> Result<Read<Policy>, Failure> {
    read(path)
}

/// Reads a service point: TOML in a file named `.toml`, else JSON.
///
/// Errs where the file cannot be read or is not a service point in form; what only a policy brings to light is found by
/// [`compile`].
pub fn read_service_point(path: &Path) -> Result<Read<ServicePoint>, Failure> {
    read(path)
}

pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> Result<Read<T>, Failure> {
    let name = path.display().to_string();
    let bytes = fs::read(path).map_err(|error| Failure::read(path, &error))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|&&byte| byte == b'\n').count();
        Failure::new(Exit::Input, format!("{name}:{}: the text is not UTF-8", line + 1))
    })?;
    let document = Document::parse(&name, text, Format::of_path(path)).map_err(|error| Failure::input(&error))?;
    let model = document.model().map_err(|error| Failure::input(&error))?;
    Ok(Read { model, document })
}

/// The plan of a service point under a policy.
///
/// Errs with all that is wrong in either, each with its place.
pub fn compile(policy: &Read<Policy>, service_point: &Read<ServicePoint>) -> Result<Vec<u8>, Failure> {
    located(policy, service_point, poscond::compile(&policy.model, &service_point.model))
}

/// What was made of a policy and a service point, or what is wrong in either, each with its place.
pub(crate) fn located<T>(
    policy: &Read<Policy>,
    service_point: &Read<ServicePoint>,
    made: Result<T, Problems>,
) -> Result<T, Failure> {
    made.map_err(|problems| {
        let lines = problems.0.into_iter().flat_map(|problem| {
            let document = match problem.input {
                Input::Policy => &policy.document,
                Input::ServicePoint => &service_point.document,
            };
            let Some(excerpt) = problem.excerpt else {
                return vec![document.at(&problem.path, problem.message).to_string()];
            };
            let located = document.at_excerpt(&problem.path, &excerpt, problem.message);
            [vec![located.to_string()], expression::marked(&excerpt)].concat()
        });
        Failure { exit: Exit::Input, lines: lines.collect() }
    })
}

/// The files that paths name: a file itself, a folder all its files with one of these extensions, sorted.
pub(crate) fn files(paths: &[PathBuf], extensions: &[&str]) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        if !path.is_dir() {
            found.push(path.clone());
            continue;
        }
        let failure = |error| Failure::read(path, &error);
        let entries = fs::read_dir(path).map_err(failure)?.collect::<Result<Vec<_>, _>>().map_err(failure)?;
        let is_one = |path: &PathBuf| {
            let extension = path.extension().and_then(|extension| extension.to_str());
            path.is_file() && extension.is_some_and(|text| extensions.iter().any(|one| text.eq_ignore_ascii_case(one)))
        };
        let mut inside: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).filter(is_one).collect();
        if inside.is_empty() {
            let accepted: Vec<String> = extensions.iter().map(|extension| format!("`.{extension}`")).collect();
            let accepted = accepted.join(" or ");
            return Err(Failure::usage(format!("no file named {accepted} in folder `{}`", path.display())));
        }
        inside.sort();
        found.append(&mut inside);
    }
    Ok(found)
}

/// A plan's bytes, with what the tool knows beside them.
#[derive(Debug)]
pub(crate) struct Source {
    /// The file that it comes from.
    pub(crate) path: PathBuf,
    pub(crate) bytes: Vec<u8>,
    /// The service point, where the plan was compiled here.
    pub(crate) service_point: Option<Read<ServicePoint>>,
}

impl Source {
    /// Opens the plan.
    pub(crate) fn open(&self, expect: Expect<'_>) -> Result<Plan<'_>, Failure> {
        Plan::open(&self.bytes, expect).map_err(|error| {
            let name = self.path.display();
            let whose = Plan::open(&self.bytes, Expect::default());
            let line = match (error, whose, expect.service_point) {
                (OpenError::ServicePoint, Ok(plan), Some(expected)) => {
                    format!(
                        "{name}: the plan is for service point `{}`; accepted: `{expected}`",
                        plan.service_point_id()
                    )
                }
                _ => format!("{name}: {error}"),
            };
            Failure::new(Exit::Plan, line)
        })
    }

    /// What people call the service point.
    pub(crate) fn name(&self) -> Option<&str> {
        self.service_point.as_ref().and_then(|point| point.model.name.as_deref())
    }
}

/// Compiles every service point under a policy, or errs with all that is wrong in any of them.
pub(crate) fn compile_all(policy: &Path, service_points: &[PathBuf], is_export: bool) -> Result<Vec<Source>, Failure> {
    let (policy, points) = read_all(policy, service_points)?;
    compile_read(&policy, points, is_export)
}

/// Compiles service points that were read.
pub(crate) fn compile_read(
    policy: &Read<Policy>,
    points: Vec<(PathBuf, Read<ServicePoint>)>,
    is_export: bool,
) -> Result<Vec<Source>, Failure> {
    Failure::gather(points.into_iter().map(|(path, point)| {
        let bytes = match is_export {
            false => compile(policy, &point)?,
            true => located(policy, &point, poscond::compile_for_export(&policy.model, &point.model))?,
        };
        Ok(Source { path, bytes, service_point: Some(point) })
    }))
}

/// A policy, and service points with their files.
pub(crate) type All = (Read<Policy>, Vec<(PathBuf, Read<ServicePoint>)>);

/// Reads a policy and service points, or errs with all that is wrong in any of them.
pub(crate) fn read_all(policy: &Path, service_points: &[PathBuf]) -> Result<All, Failure> {
    let paths = files(service_points, &["json", "toml"])?;
    let policy = read_policy(policy);
    let points = Failure::gather(paths.iter().map(|path| read_service_point(path)));
    match (policy, points) {
        (Ok(policy), Ok(points)) => Ok((policy, paths.into_iter().zip(points).collect())),
        (Err(failure), Ok(_)) | (Ok(_), Err(failure)) => Err(failure),
        (Err(policy), Err(points)) => Err(Failure { exit: policy.exit, lines: [policy.lines, points.lines].concat() }),
    }
}

/// Reads the bytes of every plan.
pub(crate) fn read_plans(paths: &[PathBuf]) -> Result<Vec<Source>, Failure> {
    Failure::gather(files(paths, &["plan"])?.into_iter().map(|path| {
        let bytes = fs::read(&path).map_err(|error| Failure::read(&path, &error))?;
        Ok(Source { path, bytes, service_point: None })
    }))
}
