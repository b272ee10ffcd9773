//! QR codes, for the terminal and for the page.

use qrcodegen::{QrCode, QrCodeEcc};

/// Modules of quiet zone on each side (ISO/IEC 18004 section 6.3.8 asks for four).
const QUIET: i32 = 4;

/// A QR code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qr {
    /// Modules on each side, without the quiet zone.
    side: i32,
    /// Row by row, whether a module is dark.
    dark: Vec<bool>,
}

impl Qr {
    /// The code of a text, with the lowest error correction, which keeps the modules large: a code on a
    /// screen is not damaged. `None` if the text is too long, beyond about 2,900 bytes.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let code = QrCode::encode_text(text, QrCodeEcc::Low).ok()?;
        let side = code.size();
        let dark = (0..side)
            .flat_map(|y| (0..side).map(move |x| (x, y)))
            .map(|(x, y)| code.get_module(x, y))
            .collect();
        Some(Self { side, dark })
    }

    /// Modules on each side, with the quiet zone.
    #[must_use]
    pub fn size(&self) -> usize {
        usize::try_from(self.side + 2 * QUIET).unwrap_or_default()
    }

    /// The dark modules as the `d` of an SVG `path`, in a view box of [`Self::size`] square.
    #[must_use]
    pub fn svg_path(&self) -> String {
        let mut path = String::new();
        for y in 0..self.side {
            let mut x = 0;
            while x < self.side {
                let run = (x..self.side).take_while(|x| self.is_dark(*x, y));
                let length = i32::try_from(run.count()).unwrap_or_default();
                if length > 0 {
                    let (left, top) = (x + QUIET, y + QUIET);
                    path.push_str(&format!("M{left} {top}h{length}v1h-{length}z"));
                }
                x += length + 1;
            }
        }
        path
    }

    /// Lines of half blocks, two modules a character, [`Self::size`] columns wide. The blocks are
    /// the light modules: to be shown white on black, whatever the terminal's colours.
    #[must_use]
    pub fn half_blocks(&self) -> Vec<String> {
        let range = -QUIET..self.side + QUIET;
        let light = |x, y| range.contains(&y) && !self.is_dark(x, y);
        let block = |x, y| match (light(x, y), light(x, y + 1)) {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => ' ',
        };
        let rows = range.clone().step_by(2);
        rows.map(|y| range.clone().map(|x| block(x, y)).collect())
            .collect()
    }

    fn is_dark(&self, x: i32, y: i32) -> bool {
        let inside = 0..self.side;
        let index = usize::try_from(y * self.side + x).ok();
        inside.contains(&x)
            && inside.contains(&y)
            && index.and_then(|index| self.dark.get(index)) == Some(&true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_drawings_show_the_same_modules() {
        let qr = Qr::new("https://check.example/#r=abc").expect("a short text");
        let lines = qr.half_blocks();
        assert_eq!(lines.len(), qr.size().div_ceil(2));
        assert!(lines.iter().all(|line| line.chars().count() == qr.size()));
        let dark: i32 = qr
            .svg_path()
            .split('h')
            .filter_map(|part| part.split_once('v')?.0.parse::<i32>().ok())
            .sum();
        let light: usize = lines
            .iter()
            .flat_map(|line| line.chars())
            .map(|block| match block {
                '█' => 2,
                ' ' => 0,
                _ => 1,
            })
            .sum();
        let all = qr.size() * qr.size();
        assert_eq!(usize::try_from(dark).expect("modules") + light, all);
    }

    #[test]
    fn a_text_beyond_any_code_is_refused() {
        assert_eq!(Qr::new(&"x".repeat(4000)), None);
    }
}
