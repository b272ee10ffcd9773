//! The Camcheck page.

fn main() {
    camcheck_web::mount();
}
