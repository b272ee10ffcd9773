//! The self test of the page, which loads it for `?selftest`.

fn main() {
    camcheck_web::self_test::mount();
}
