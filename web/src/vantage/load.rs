//! Transfers of bulk data, which measure the available bandwidth of the line.

use camcheck_core::limits::{HTTP_DEADLINE, LOAD_BYTES, LOAD_TIME};
use camcheck_core::model::failure::Cause;
use camcheck_core::probe::{LoadMeter, LoadOutcome, LoadProbe};
use gloo_net::http::Request;
use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStreamDefaultReader};

use super::fetch::{self, AbortOnDrop};
use super::time::{Moment, within};

/// The length of the random part that a blob repeats; `crypto.getRandomValues` gives no more at
/// once.
const CHUNK: u32 = 64 << 10;

/// Transfers for [`LOAD_TIME`], or [`LOAD_BYTES`]. It has no deadline of its own.
pub(super) async fn transfer(probe: &LoadProbe) -> LoadOutcome {
    let done = if probe.is_upload {
        upload(probe).await
    } else {
        download(probe).await
    };
    done.unwrap_or(LoadOutcome::Failed)
}

/// Cut off when the time is over; the run's receipts then show what arrived. `None` if the browser refuses.
async fn upload(probe: &LoadProbe) -> Option<LoadOutcome> {
    let url = probe.endpoint.url(&probe.path());
    Some(
        match fetch::upload(&url, incompressible()?, LOAD_TIME).await {
            Ok(reply) if reply.status == 200 => LoadOutcome::of_answer(&reply.body),
            Ok(reply) => refused(reply.status),
            Err(failure) if failure.cause != Cause::Timeout => LoadOutcome::Failed,
            Err(_) => {
                let receipts = fetch::call(&probe.upload_so_far(), HTTP_DEADLINE).await;
                LoadOutcome::of_upload(receipts)
            }
        },
    )
}

/// `None` if the transfer does not begin.
async fn download(probe: &LoadProbe) -> Option<LoadOutcome> {
    let abort = AbortOnDrop::new();
    let request = fetch::plain(Request::get(&probe.endpoint.url(&probe.path())), &abort);
    let response = request.send().await.ok()?;
    if !response.ok() {
        return Some(refused(response.status()));
    }
    let reader: ReadableStreamDefaultReader = response.body()?.get_reader().unchecked_into();
    let mut meter = LoadMeter::default();
    let began = Moment::now();
    // The rest of the body is dropped with the request.
    let whole = async {
        while let Ok(piece) = JsFuture::from(reader.read()).await {
            // It is present unless the body is complete.
            let value = Reflect::get(&piece, &JsValue::from_str("value")).unwrap_or_default();
            let Some(bytes) = value.dyn_ref::<Uint8Array>() else {
                break;
            };
            meter.add(began.elapsed(), u64::from(bytes.length()));
        }
    };
    within(LOAD_TIME, whole).await;
    Some(meter.received().into())
}

fn refused(status: u16) -> LoadOutcome {
    if status == 429 {
        LoadOutcome::Busy
    } else {
        LoadOutcome::Failed
    }
}

/// Data that no device on the path can compress, because nothing repeats within the reach of the usual algorithms.
fn incompressible() -> Option<JsValue> {
    let chunk = Uint8Array::new_with_length(CHUNK);
    let crypto = web_sys::window()?.crypto().ok()?;
    crypto
        .get_random_values_with_array_buffer_view(&chunk)
        .ok()?;
    let chunks = Array::new();
    for _ in 0..LOAD_BYTES / CHUNK {
        chunks.push(&chunk);
    }
    Blob::new_with_u8_array_sequence(&chunks)
        .ok()
        .map(JsValue::from)
}
