//! For any organization and any page cap the listing is the organization; with one fault it is that or an error.

use proptest::prelude::*;

use super::*;

/// What one page, or every page from there on, does wrong.
#[derive(Clone, Debug)]
enum Wrong {
    Set(&'static str, i64),
    Remove(&'static str),
    DropUser(usize),
    RepeatUser(usize),
    CopyUser(usize, usize),
    WithoutField(usize, &'static str),
    OtherState(usize),
    OtherPage(usize),
    Status(u16),
    NotJson,
    CutOff,
    HangUp,
}

#[derive(Clone, Copy, Debug)]
enum Lasting {
    Once,
    Always,
}

fn wrong() -> impl Strategy<Value = Wrong> {
    let envelope = prop::sample::select(vec!["total", "pageSize", "pageNumber", "pageCount"]);
    let field = prop::sample::select(vec!["id", "email", "version", "state"]);
    let index = 0_usize..8;
    prop_oneof![
        (envelope.clone(), -1_i64..60).prop_map(|(key, value)| Wrong::Set(key, value)),
        envelope.prop_map(Wrong::Remove),
        Just(Wrong::Remove("entities")),
        index.clone().prop_map(Wrong::DropUser),
        index.clone().prop_map(Wrong::RepeatUser),
        (index.clone(), 0_usize..60).prop_map(|(at, of)| Wrong::CopyUser(at, of)),
        (index.clone(), field).prop_map(|(at, key)| Wrong::WithoutField(at, key)),
        index.clone().prop_map(Wrong::OtherState),
        (1_usize..6).prop_map(Wrong::OtherPage),
        prop::sample::select(vec![400_u16, 403, 413, 429, 500, 503]).prop_map(Wrong::Status),
        Just(Wrong::NotJson),
        Just(Wrong::CutOff),
        Just(Wrong::HangUp),
    ]
}

/// The bent page as a reply.
fn bend(wrong: &Wrong, all: &[Value], number: usize, size: usize) -> Reply {
    let mut page = page(all, number, size);
    let held = page["entities"].as_array().unwrap().len();
    let users = |page: &mut Value| page["entities"].as_array_mut().unwrap().clone();
    match wrong {
        Wrong::Set(key, value) => page[*key] = (*value).into(),
        Wrong::Remove(key) => drop(page.as_object_mut().unwrap().remove(*key)),
        Wrong::DropUser(at) if *at < held => drop(page["entities"].as_array_mut().unwrap().remove(*at)),
        Wrong::RepeatUser(at) if *at < held => {
            let again = users(&mut page)[*at].clone();
            page["entities"].as_array_mut().unwrap().push(again);
        }
        Wrong::CopyUser(at, of) if *at < held && *of < all.len() => page["entities"][*at] = all[*of].clone(),
        Wrong::WithoutField(at, key) if *at < held => drop(page["entities"][*at].as_object_mut().unwrap().remove(*key)),
        Wrong::OtherState(at) if *at < held => page["entities"][*at]["state"] = "inactive".into(),
        Wrong::OtherPage(other) => page["entities"] = super::page(all, *other, size)["entities"].clone(),
        Wrong::Status(status) => return Reply::text(*status, ""),
        Wrong::NotJson => return Reply::text(200, "<html>"),
        Wrong::CutOff => return Reply::json(200, &page).cut_off(),
        Wrong::HangUp => return Reply::hang_up(),
        _ => {}
    }
    Reply::json(200, &page)
}

fn listed(count: usize, cap: usize, fault: Option<(Wrong, Lasting, usize)>) -> Result<Vec<String>, DirectoryError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let mut asked = 0;
        let fake = api(move |seen| {
            asked += 1;
            let all: Vec<Value> = (0..count).map(user).collect();
            let (number, size) = (seen.number("pageNumber"), seen.number("pageSize").min(cap));
            match &fault {
                Some((wrong, Lasting::Once, at)) if asked == *at => bend(wrong, &all, number, size),
                Some((wrong, Lasting::Always, at)) if asked >= *at => bend(wrong, &all, number, size),
                _ => Reply::json(200, &page(&all, number, size)),
            }
        })
        .await;
        let users = open(&fake).0.directory.active_users().await.map(|read| read.users)?;
        Ok(ids(&users).into_iter().map(str::to_owned).collect())
    })
}

fn truth(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("u{n}")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_listing_is_the_organization(count in 0_usize..60, cap in 1_usize..40) {
        prop_assert_eq!(listed(count, cap, None).unwrap(), truth(count));
    }

    #[test]
    fn with_one_fault_the_listing_is_the_organization_or_an_error(
        count in 0_usize..40,
        cap in 1_usize..12,
        wrong in wrong(),
        lasting in prop_oneof![Just(Lasting::Once), Just(Lasting::Always)],
        at in 1_usize..6,
    ) {
        match listed(count, cap, Some((wrong, lasting, at))) {
            Ok(users) => prop_assert_eq!(users, truth(count)),
            Err(fault) => prop_assert!(!fault.message.is_empty()),
        }
    }
}
