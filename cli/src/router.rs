//! Whose plan decides a request: by its merchant id, where there are several.

use crate::exit::{Exit, Failure};
use crate::input::Source;
use crate::requests::Place;
use crate::text::Located;
use crate::wording::text;
use poscond::{Plan, Request};
use std::collections::HashMap;

/// Merchant ids that an error names.
const NAMED_MAX: usize = 8;

/// Which plan decides a request.
pub(crate) enum Router {
    /// The only one, so that its guard may say that the request belongs elsewhere.
    Only,
    /// That of its merchant id.
    ByMerchant { plans: HashMap<[u8; 15], usize>, accepted: String },
}

impl Router {
    pub(crate) fn new(sources: &[Source], plans: &[Plan<'_>]) -> Result<Self, Failure> {
        if plans.len() == 1 {
            return Ok(Self::Only);
        }
        let mut by_merchant: HashMap<[u8; 15], usize> = HashMap::new();
        let results = plans.iter().enumerate().map(|(at, plan)| {
            let Some(first) = by_merchant.insert(*plan.merchant_id(), at) else { return Ok(()) };
            let id = text(plan.merchant_id());
            let message = format!(
                "`{id}` is also the merchant id of {}; accepted: an id of its own, so that requests find their plan",
                sources[first].path.display()
            );
            Err(match &sources[at].service_point {
                Some(point) => Failure::input(&point.document.at("merchant_id", message)),
                None => Failure::new(Exit::Plan, format!("{}: merchant_id: {message}", sources[at].path.display())),
            })
        });
        Failure::gather(results)?;
        let ids = plans.iter().take(NAMED_MAX).map(|plan| format!("`{}`", text(plan.merchant_id())));
        let mut accepted = ids.collect::<Vec<_>>().join(", ");
        if plans.len() > NAMED_MAX {
            accepted.push_str(&format!(" and {} more", plans.len() - NAMED_MAX));
        }
        Ok(Self::ByMerchant { plans: by_merchant, accepted })
    }

    pub(crate) fn find(&self, request: &Request, place: &Place<'_>) -> Result<usize, Located> {
        let Self::ByMerchant { plans, accepted } = self else { return Ok(0) };
        let Some(id) = request.merchant_id() else {
            let message = format!("missing field `merchant_id`, without which no plan is found; accepted: {accepted}");
            return Err(place.at("", &message));
        };
        id.first_chunk().and_then(|id| plans.get(id)).copied().ok_or_else(|| {
            let message = format!("`{}` is the merchant id of no plan here; accepted: {accepted}", text(id));
            place.at("merchant_id", &message)
        })
    }
}
