//! The Camcheck page.

fn main() {}
