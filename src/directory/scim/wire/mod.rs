//! The answers of SCIM services in their wire format (RFC 7643, RFC 7644). Every attribute is optional, and names of
//! attributes are compared without regard to case (RFC 7643 section 2.1): two spellings of one name in an object are a flaw.

mod list;
mod listed;
mod object;
mod record;
mod scalar;
mod service;
mod user;

pub(super) use list::{ListBody, NextCursor};
pub(super) use listed::{AddressRule, ListedUser, ReportedState};
pub(super) use object::{Object, Shape};
pub(super) use record::{UserBody, folded};
pub(super) use service::{Advertised, PaginationSupport, ServiceDescription};
