//! A call of the Windows API that the standard library does not offer.

use windows_sys::Win32::System::Console::GetConsoleProcessList;

/// Whether no other process uses this one's console: no shell, so it was opened for this one.
#[expect(
    unsafe_code,
    reason = "windows-sys declares the system's functions as they are"
)]
pub(super) fn is_own() -> bool {
    let mut processes = [0_u32; 2];
    // SAFETY: the pointer is to as many writable elements as the length beside it; the call
    // writes no more, whatever it returns, and keeps nothing.
    let attached = unsafe { GetConsoleProcessList(processes.as_mut_ptr(), 2) };
    attached == 1
}
