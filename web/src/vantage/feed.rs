//! A feed over a data channel of its own, which is unordered and does not retransmit.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use camcheck_core::feed::{Stream, measured};
use camcheck_core::limits::{FEED_LATE_FRAME, FEED_QUEUE, FEED_START, PAUSE};
use camcheck_core::model::feed::Feed;
use camcheck_core::probe::{FeedCarrier, FeedOutcome, FeedProbe};
use camcheck_core::wire::feed::Packet;
use gloo_utils::document;
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{MessageEvent, RtcDataChannel, RtcDataChannelState, RtcDataChannelType};

use super::dtls::Attempt;
use super::peer::{Peer, Watch};
use super::time::{Deadline, Moment, Stopwatch, sleep};

/// Streams, and shows each second when it is over.
pub(super) async fn stream(
    probe: &FeedProbe,
    deadline: Deadline,
    show: &dyn Fn(Feed),
) -> FeedOutcome {
    let FeedCarrier::Channel(fingerprint) = probe.carrier else {
        return FeedOutcome::NotPossible;
    };
    let peer = Peer::streaming(&probe.token, probe.server, fingerprint).await;
    let Ok((peer, channel)) = peer else {
        return FeedOutcome::NotPossible;
    };
    let mut attempt = Attempt::default();
    let is_open = || channel.ready_state() == RtcDataChannelState::Open;
    let starts = deadline.or_after(FEED_START + FEED_START);
    peer.watch(starts, &mut |snapshot| match attempt.note(snapshot) {
        _ if is_open() => Watch::Enough,
        Watch::Enough if attempt.has_failed() => Watch::Enough,
        Watch::Enough => Watch::AtMost(FEED_START),
        watch => watch,
    })
    .await;
    if is_open() {
        Sender::new(probe, channel).run(show).await
    } else {
        attempt.feed_outcome()
    }
}

/// The page's side of an open channel.
struct Sender<'a> {
    probe: &'a FeedProbe,
    channel: RtcDataChannel,
    began: Moment,
    /// Continues while the device sleeps, unlike the clock of the stream in most browsers.
    awake: Stopwatch,
    stream: Rc<RefCell<Stream>>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
}

impl<'a> Sender<'a> {
    fn new(probe: &'a FeedProbe, channel: RtcDataChannel) -> Self {
        let began = Moment::now();
        let stream = Rc::new(RefCell::new(Stream::client(probe.windows)));
        let receiver = Rc::clone(&stream);
        let on_message = Closure::new(move |message: MessageEvent| {
            let buffer = message.data().dyn_into::<ArrayBuffer>();
            let bytes = buffer.map(|buffer| Uint8Array::new(&buffer).to_vec());
            if let Some(packet) = bytes.ok().and_then(|bytes| Packet::decode(&bytes)) {
                receiver.borrow_mut().receive(began.elapsed(), &packet);
            }
        });
        channel.set_binary_type(RtcDataChannelType::Arraybuffer);
        channel.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        Self {
            probe,
            channel,
            began,
            awake: Stopwatch::started_now(),
            stream,
            _on_message: on_message,
        }
    }

    async fn run(self, show: &dyn Fn(Feed)) -> FeedOutcome {
        let mut due = Duration::ZERO;
        let mut shown = 0;
        loop {
            let now = self.began.elapsed();
            {
                let mut stream = self.stream.borrow_mut();
                // Browsers hold back the timers of a page that is not visible.
                if now.saturating_sub(due) > FEED_LATE_FRAME || document().hidden() {
                    stream.note_late();
                }
                if let Some(outcome) = self.ended(&stream, now) {
                    return outcome;
                }
                let has_room = self.channel.buffered_amount() <= FEED_QUEUE;
                stream.send(now, has_room, |packet| {
                    // What the channel does not take is missing at the far end.
                    let _ = self.channel.send_with_u8_array(&packet.encode());
                });
                due = stream.next_due();
                if stream.windows_over() > shown {
                    // Packets and accounts of the last one are still on their way.
                    show(measured(self.probe.server, &stream.streamed(), shown));
                    shown = stream.windows_over();
                }
            }
            sleep(due.saturating_sub(self.began.elapsed())).await;
        }
    }

    fn ended(&self, stream: &Stream, now: Duration) -> Option<FeedOutcome> {
        if stream.is_refused() {
            Some(FeedOutcome::Busy)
        } else if self.awake.elapsed().saturating_sub(now) > PAUSE {
            Some(FeedOutcome::NotPossible)
        } else if self.channel.ready_state() != RtcDataChannelState::Open {
            // An association that this browser or the far end has given up proves nothing.
            Some(FeedOutcome::NotPossible)
        } else if !stream.has_begun() && now > FEED_START {
            Some(FeedOutcome::NoStart)
        } else {
            stream
                .is_over(now)
                .then(|| FeedOutcome::Streamed(stream.streamed()))
        }
    }
}

impl Drop for Sender<'_> {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
    }
}
