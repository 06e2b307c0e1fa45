//! The slip that a refused sale leaves: what was decided, why, what helps, and the digests by which it can be decided again.

use super::lines::Write;
use super::{Encoding, Lines, Reader, Texts, both};
use crate::canonical::{Full, Sink, put_integer};
use crate::evaluate::Guard;
use crate::finding::Finding;
use crate::reason::Reason;
use crate::request::Request;
use crate::words::{Action, Outcome};
use sha2::{Digest, Sha256};

/// Columns of a slip of 58 mm.
pub const RECEIPT_COLUMNS: usize = 32;

/// The digest of a request: SHA-256 (FIPS 180-4) of its wire form.
#[must_use]
#[inline(never)] // A whole record stands on the stack meanwhile.
pub fn request_digest(request: &Request) -> [u8; 32] {
    Sha256::digest(request.encode()).into()
}

impl Texts<'_> {
    /// Writes the slip of the request, in lines of [`RECEIPT_COLUMNS`]; each ends with a line feed.
    ///
    /// It says what merchant and cardholder may both see: the causes by the reader's texts, and of foresight what is
    /// disclosed. Errs only where the sink does.
    #[inline]
    pub fn receipt(&self, encoding: Encoding, sink: &mut dyn Sink) -> Result<(), Full> {
        self.slip(Slip { sink, write: encoding.write() })
    }

    fn slip(&self, mut slip: Slip<'_>) -> Result<(), Full> {
        let (plan, request) = (self.plan, self.request);
        let decision = plan.evaluate(request);
        slip.line(&|line| self.put(both!("服务点条件核查凭条", "SERVICE POINT CHECK"), line))?;
        if let Some(now_utc_s) = request.now_utc_s() {
            slip.line(&|line| self.instant(now_utc_s, line))?;
        }
        for (name, id) in [
            (both!("商户 ", "Merchant "), request.merchant_id().map(|id| id.as_slice())),
            (both!("终端 ", "Terminal "), request.terminal_id().map(|id| id.as_slice())),
        ] {
            if let Some(id) = id {
                slip.line(&|line| {
                    self.put(name, line)?;
                    line.put(id.split(|&byte| byte == 0).next().unwrap_or_default().trim_ascii_end())
                })?;
            }
        }
        if let Some(minor) = request.amount_minor() {
            slip.line(&|line| {
                self.put(both!("金额 ", "Amount "), line)?;
                self.amount(minor, line)
            })?;
        }
        slip.line(&|line| {
            self.outcome(decision.outcome, line)?;
            match decision.de39 {
                // It tells of limits and risk what the cause does not.
                de39 if de39 == [0, 0] || !self.knows(decision.reason) => Ok(()),
                de39 => {
                    line.put(b" DE39:")?;
                    line.put(&de39)
                }
            }
        })?;
        self.causes(&mut slip)?;
        if self.reader != Reader::Cardholder && decision.outcome != Outcome::Proceed {
            self.foreseen(&mut slip)?;
        }
        slip.line(&|line| {
            self.put(both!("规则 ", "Policy "), line)?;
            line.put(plan.policy_id().as_bytes())?;
            line.put(b" v")?;
            put_integer(line, plan.policy_version().into())
        })?;
        slip.line(&|line| {
            self.put(both!("服务点 ", "Service point "), line)?;
            line.put(plan.service_point_id().as_bytes())?;
            line.put(b" r")?;
            put_integer(line, plan.revision().into())
        })?;
        slip.line(&|line| self.put(both!("服务点资料摘要", "Plan digest"), line))?;
        slip.digest(plan.digest())?;
        slip.line(&|line| self.put(both!("交易信息摘要", "Request digest"), line))?;
        slip.digest(&request_digest(request))
    }

    /// What keeps the request from proceeding, each with its usual step. Apart from the rest, since what it needs of a
    /// terminal's stack is given back before foresight takes its own.
    #[inline(never)]
    fn causes(&self, slip: &mut Slip<'_>) -> Result<(), Full> {
        let (plan, request) = (self.plan, self.request);
        let mut is_hidden_said = false;
        for finding in plan.findings(request).filter(is_cause) {
            let hidden = finding.internal && self.reader != Reader::Engineer;
            if hidden && core::mem::replace(&mut is_hidden_said, true) {
                continue;
            }
            slip.line(&|line| self.finding(&finding, line))?;
            let steps = finding.reason.map_or(&[][..], Reason::steps);
            if let Some(&step) = steps.first().filter(|_| !hidden && self.reader != Reader::Cardholder) {
                slip.line(&|line| {
                    line.put(b"- ")?;
                    self.remedy(&finding, step, line)
                })?;
            }
        }
        Ok(())
    }

    /// When and up to which amount the request would proceed, as far as the reader may know.
    #[inline(never)]
    fn foreseen(&self, slip: &mut Slip<'_>) -> Result<(), Full> {
        let (plan, request) = (self.plan, self.request);
        let foresight = match self.reader {
            Reader::Engineer => plan.foresee(request),
            _ => plan.disclosed(request, plan.foresee(request)),
        };
        if let Some(at_utc_s) = foresight.next_allowed_at_utc_s {
            slip.line(&|line| {
                self.put(both!("最早可受理时间 ", "Next allowed at "), line)?;
                self.instant(at_utc_s, line)
            })?;
        }
        if let Some(minor) = foresight.max_amount_minor {
            slip.line(&|line| {
                self.put(both!("最高可受理金额 ", "Greatest amount "), line)?;
                self.amount(minor, line)
            })?;
        }
        Ok(())
    }
}

/// Whether a finding belongs on a slip: what keeps the request from proceeding, and what stands beside that.
fn is_cause(finding: &Finding<'_>) -> bool {
    finding.action >= Action::Refer || finding.rule == Guard::HostUnreachable.name()
}

struct Slip<'a> {
    sink: &'a mut dyn Sink,
    write: Write,
}

impl Slip<'_> {
    /// A paragraph, on as many lines as it needs. Once for all of them: lines take much of a terminal's stack.
    #[inline(never)]
    fn line(&mut self, write: &dyn Fn(&mut dyn Sink) -> Result<(), Full>) -> Result<(), Full> {
        let mut lines = Lines::written_by(self.write, self.sink, RECEIPT_COLUMNS, usize::MAX);
        write(&mut lines)?;
        lines.finish()?;
        self.sink.put(b"\n")
    }

    /// A digest as hex, on two lines.
    fn digest(&mut self, digest: &[u8; 32]) -> Result<(), Full> {
        for half in digest.chunks(RECEIPT_COLUMNS / 2) {
            for &byte in half {
                for four in [byte >> 4, byte & 15] {
                    let letter = char::from_digit(four.into(), 16).unwrap_or('0');
                    self.sink.put(letter.encode_utf8(&mut [0; 4]).as_bytes())?;
                }
            }
            self.sink.put(b"\n")?;
        }
        Ok(())
    }
}
