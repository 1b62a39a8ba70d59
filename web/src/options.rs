//! The options of a run, under the names of the command line.

use pith::bundle::time::Time;
use pith::keys::{KeyTextError, TrustStore, TrustedKey};
use pith::verify::Policy;
use pith::verify::expect::{Expectation, ExpectationError, ExpectedState, Older};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

/// The largest input that is read, as on the command line.
const MAX_BYTES: u64 = 64 << 20;

/// Everything that verdicts depend on besides the input. Each function refuses what the command line refuses.
#[wasm_bindgen]
pub struct Options {
    now: Option<Time>,
    max_bytes: u64,
    strict: bool,
    keys: Vec<TrustedKey>,
    is_pinned: bool,
    trust_embedded: bool,
    /// In the order of the command line's report, not in that of the calls.
    expected: [Option<Expectation>; 6],
    /// The older bundle is verified when all keys are known.
    since: Option<(String, Vec<u8>)>,
    max_age: Option<Expectation>,
}

#[wasm_bindgen]
impl Options {
    /// The built-in key and no expectations, at a time in seconds since 1970.
    #[wasm_bindgen(constructor)]
    pub fn new(seconds: u32) -> Self {
        Self {
            now: Time::from_unix(seconds.into()),
            max_bytes: MAX_BYTES,
            strict: false,
            keys: Vec::new(),
            is_pinned: false,
            trust_embedded: false,
            expected: Default::default(),
            since: None,
            max_age: None,
        }
    }

    /// `--key KEY`
    pub fn key(&mut self, text: &str) -> Result<(), JsError> {
        self.pin(TrustedKey::parse(text).map(|key| vec![key]))
    }

    /// `--key @FILE`
    #[wasm_bindgen(js_name = keyFile)]
    pub fn key_file(&mut self, contents: &str) -> Result<(), JsError> {
        self.pin(TrustedKey::parse_file(contents, self.now))
    }

    /// `--keyring FILE`
    pub fn keyring(&mut self, contents: &str) -> Result<(), JsError> {
        self.pin(TrustedKey::parse_keyring(contents))
    }

    fn pin(&mut self, keys: Result<Vec<TrustedKey>, KeyTextError>) -> Result<(), JsError> {
        self.keys.extend(keys?);
        self.is_pinned = true;
        Ok(())
    }

    /// `--trust-embedded`
    #[wasm_bindgen(js_name = trustEmbedded)]
    pub fn trust_embedded(&mut self) {
        self.trust_embedded = true;
    }

    /// `--strict`
    pub fn strict(&mut self) {
        self.strict = true;
    }

    /// `--max-bytes N`
    #[wasm_bindgen(js_name = maxBytes)]
    pub fn max_bytes(&mut self, text: &str) -> Result<(), JsError> {
        self.max_bytes = text.parse().map_err(|_| JsError::new("expected a number of bytes, such as 67108864"))?;
        Ok(())
    }

    /// `--expect-number N`
    #[wasm_bindgen(js_name = expectNumber)]
    pub fn expect_number(&mut self, text: &str) -> Result<(), JsError> {
        self.expect(0, Expectation::number(text))
    }

    /// `--expect-source SOURCE`
    #[wasm_bindgen(js_name = expectSource)]
    pub fn expect_source(&mut self, text: &str) -> Result<(), JsError> {
        self.expect(1, Expectation::source(text))
    }

    /// `--expect-bundle HEX`
    #[wasm_bindgen(js_name = expectBundle)]
    pub fn expect_bundle(&mut self, text: &str) -> Result<(), JsError> {
        self.expect(2, Expectation::bundle(text))
    }

    /// `--title TEXT`
    pub fn title(&mut self, text: &str) -> Result<(), JsError> {
        self.expect(3, Expectation::title(text))
    }

    /// `--abstract FILE`
    #[wasm_bindgen(js_name = abstract)]
    pub fn abstract_text(&mut self, name: String, text: String) -> Result<(), JsError> {
        self.expect(4, Ok(Expectation::Abstract { name, text }))
    }

    /// `--state FILE`
    pub fn state(&mut self, name: &str, contents: Vec<u8>) -> Result<(), JsError> {
        self.expect(5, ExpectedState::read(name, contents).map(Expectation::State))
    }

    /// `--since FILE`
    pub fn since(&mut self, name: String, contents: Vec<u8>) {
        self.since = Some((name, contents));
    }

    /// `--max-age DAYS`
    #[wasm_bindgen(js_name = maxAge)]
    pub fn max_age(&mut self, text: &str) -> Result<(), JsError> {
        self.max_age = Some(Expectation::max_age(text)?);
        Ok(())
    }

    fn expect(&mut self, place: usize, given: Result<Expectation, ExpectationError>) -> Result<(), JsError> {
        let given = given?;
        if let Some(known) = self.expected.get_mut(place) {
            *known = Some(given);
        }
        Ok(())
    }
}

impl Options {
    pub const fn limit(&self) -> u64 {
        self.max_bytes
    }

    /// The policy of a run with these options. Fails if the older bundle cannot be judged.
    pub fn into_policy(self) -> Result<Policy, String> {
        let trust = if self.is_pinned { TrustStore::pinned(self.keys) } else { TrustStore::builtin() };
        let trust = if self.trust_embedded { trust.and_embedded() } else { trust };
        let policy = Policy { trust, ..Policy::new(self.now) };
        let older = self.since.map(|(name, contents)| Older::read(&name, &contents, &policy)).transpose()?;
        let expected = self.expected.into_iter().flatten();
        let expectations = expected.chain(older.map(Expectation::Since)).chain(self.max_age).collect();
        Ok(Policy { strict: self.strict, expectations, ..policy })
    }
}
