//! The committed vectors are current, lack nothing, and are what the native host decides.

use poscond_host_tests::{author, file, host, lint, native};

#[test]
fn committed_vectors_and_schema_are_those_that_the_tool_writes() {
    let stale = author::stale().unwrap();
    assert!(stale.is_empty(), "run `cargo run -p poscond-host-tests --bin vectors -- write`: {stale:?}");
}

#[test]
fn the_vectors_lack_nothing() {
    let lint = lint::lint(&file::read_all().unwrap()).unwrap();
    assert!(lint.complaints.is_empty(), "{}", lint.complaints.join("\n"));
}

#[test]
fn the_native_host_decides_as_the_vectors_say() {
    let run = host::run(&mut native::Native, &file::read_all().unwrap()).unwrap();
    println!("{run}");
    assert!(run.passed(), "{run}");
}

/// A runner that finds nothing wrong is worth something only if it finds what is wrong.
#[test]
fn the_runner_tells_a_host_that_differs() {
    struct Deaf(native::Native);

    impl host::Host for Deaf {
        fn name(&self) -> &str {
            "deaf"
        }

        fn compile(&mut self, policy: &str, service_point: &str) -> Option<Result<Vec<u8>, String>> {
            self.0.compile(policy, service_point)
        }

        fn open(&mut self, _: &[u8], _: &file::Insist) -> Result<(), file::Refusal> {
            Ok(())
        }

        fn decode(&mut self, record: &[u8]) -> Result<String, file::Refusal> {
            self.0.decode(record)
        }

        /// Tells everybody what only the merchant is told.
        fn says(
            &mut self,
            plan: &[u8],
            asked: host::Asked<'_>,
            says: &file::Says,
            _: &str,
            language: &str,
        ) -> Result<Vec<String>, String> {
            self.0.says(plan, asked, says, "merchant", language)
        }

        fn report(&mut self, plan: &[u8], asked: host::Asked<'_>) -> Result<String, String> {
            self.0.report(plan, asked).map(|report| report.replace("LOCATION_OUTSIDE_AREA", "HOURS_CLOSED"))
        }
    }

    let files = file::read_all().unwrap();
    let run = host::run(&mut Deaf(native::Native), &files).unwrap();
    assert_eq!(run.executed, run.number_of_tests);
    assert!(!run.passed());
    assert!(run.differences.iter().any(|difference| difference.starts_with("open-")));
    assert!(run.differences.iter().any(|difference| difference.starts_with("location-")));
    assert!(run.differences.iter().any(|difference| difference.starts_with("texts-")));
    assert!(!run.differences.iter().any(|difference| difference.starts_with("hours-")));
}
