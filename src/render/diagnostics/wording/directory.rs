//! Values below `directory`.

use super::{Sentences, did_you_mean, sentences};
use crate::roster::DirectoryProblem;

pub(super) fn directory(problem: &DirectoryProblem) -> Sentences {
    const REGION: &str = "write an AWS region such as `eu-central-1`, or a domain such as `mypurecloud.de`";
    const URL: &str = "write it as in `https://api.mypurecloud.de`";
    sentences!(problem, DirectoryProblem {
        TypeNotSupported => "this version of rosterctl does not support SCIM",
            "use `genesys-cloud` or `sandbox`; SCIM directories come in a later version";
        UnknownType { name, suggestion } => "unknown directory type {name}",
            did_you_mean(suggestion, "the types are `genesys-cloud` and `sandbox`");
        KeyOfOtherType { key, kind } => "{key} has no meaning for a directory of type {kind}", "remove it, or change `type`";
        StripRolesAlone => "`strip_roles` has a meaning only with `deactivation: active`",
            "remove it: the API's own deactivation removes the roles by itself";
        BadRegion { region } => "{region} is not a region", REGION;
        UnknownRegion { region, suggestion } => "unknown Genesys Cloud region {region}", did_you_mean(suggestion, REGION);
        UrlWithoutScheme { url } => "{url} does not start with `https://`", URL;
        UrlCharacter { url } => "{url} has a character that is not allowed in a URL", URL;
        UrlQuery { url } => "{url} has a query or a fragment", "end it with the host or a path";
        UrlUserName { url } => "{url} has a user name in it", "write the host only: credentials come from the environment";
        UrlWithoutHost { url } => "{url} has no host", URL;
        UrlHost { url } => "{url} has an invalid host or port", URL;
        UrlPortZero { url } => "{url} has the port 0, which cannot be reached", URL;
        UrlNotEncrypted { url } => "{url} is not encrypted",
            "write `https://`; `http://` is for this machine (127.0.0.1) only";
    })
}
