//! What a linker has to know of macOS: which library exports which symbol. Apple's SDK lists them all; this program
//! needs a few from three frameworks, so their names are enough, and it can be linked on any machine. A dependency that
//! calls another one fails at the link with its name. Add it here if Apple's documentation has it in the oldest system
//! that the program runs on. zig brings the rest (`libSystem`).

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The oldest macOS that the program runs on, as its major and minor version. Rust's own oldest for Apple silicon is
/// the same.
pub(super) const OLDEST_SYSTEM: (u16, u8) = (11, 0);

/// A framework of macOS, with the symbols that the program uses.
struct Framework {
    name: &'static str,
    symbols: &'static [&'static str],
}

const FRAMEWORKS: [Framework; 3] = [
    // Of core-foundation-sys, by sys-locale, rustls-native-certs and system-configuration.
    Framework {
        name: "CoreFoundation",
        symbols: &[
            "_CFArrayCreate",
            "_CFArrayGetCount",
            "_CFArrayGetValueAtIndex",
            "_CFDataGetBytePtr",
            "_CFDataGetLength",
            "_CFDictionaryCreate",
            "_CFDictionaryGetTypeID",
            "_CFDictionaryGetValueIfPresent",
            "_CFEqual",
            "_CFGetTypeID",
            "_CFLocaleCopyPreferredLanguages",
            "_CFNumberGetValue",
            "_CFRelease",
            "_CFRetain",
            "_CFStringCreateWithBytes",
            "_CFStringCreateWithBytesNoCopy",
            "_CFStringGetBytes",
            "_CFStringGetCStringPtr",
            "_CFStringGetLength",
            "_kCFAllocatorDefault",
            "_kCFAllocatorNull",
            "_kCFBooleanFalse",
            "_kCFTypeArrayCallBacks",
            "_kCFTypeDictionaryKeyCallBacks",
            "_kCFTypeDictionaryValueCallBacks",
        ],
    },
    // Of security-framework-sys, by rustls-native-certs: the roots that this Mac trusts.
    Framework {
        name: "Security",
        symbols: &[
            "_SecCertificateCopyData",
            "_SecCopyErrorMessageString",
            "_SecTrustSettingsCopyCertificates",
            "_SecTrustSettingsCopyTrustSettings",
        ],
    },
    // Of system-configuration-sys: the resolvers, by hickory-resolver, and the kinds of the interfaces.
    Framework {
        name: "SystemConfiguration",
        symbols: &[
            "_SCDynamicStoreCopyValue",
            "_SCDynamicStoreCreateWithOptions",
            "_SCNetworkInterfaceCopyAll",
            "_SCNetworkInterfaceGetBSDName",
            "_SCNetworkInterfaceGetInterfaceType",
            "_kSCDynamicStoreUseSessionKeys",
            "_kSCNetworkInterfaceType6to4",
            "_kSCNetworkInterfaceTypeBluetooth",
            "_kSCNetworkInterfaceTypeBond",
            "_kSCNetworkInterfaceTypeEthernet",
            "_kSCNetworkInterfaceTypeFireWire",
            "_kSCNetworkInterfaceTypeIEEE80211",
            "_kSCNetworkInterfaceTypeIPSec",
            "_kSCNetworkInterfaceTypeIPv4",
            "_kSCNetworkInterfaceTypeL2TP",
            "_kSCNetworkInterfaceTypeModem",
            "_kSCNetworkInterfaceTypePPP",
            "_kSCNetworkInterfaceTypePPTP",
            "_kSCNetworkInterfaceTypeSerial",
            "_kSCNetworkInterfaceTypeVLAN",
            "_kSCNetworkInterfaceTypeWWAN",
        ],
    },
];

/// Where the programs look for a framework at run time; part of every macOS.
const INSTALLED: &str = "/System/Library/Frameworks";

/// Writes the lists as a linker reads them (text-based stubs, `.tbd`) and returns the folder, for `SDKROOT`.
///
/// # Errors
/// If the folder cannot be written.
pub(super) fn write_sdk(target_dir: &Path) -> io::Result<PathBuf> {
    let sdk = target_dir.join("macos-symbols");
    for folder in ["usr/lib", "usr/include"] {
        fs::create_dir_all(sdk.join(folder))?;
    }
    for framework in &FRAMEWORKS {
        let folder = sdk.join(format!(
            "System/Library/Frameworks/{}.framework",
            framework.name
        ));
        fs::create_dir_all(&folder)?;
        fs::write(
            folder.join(format!("{}.tbd", framework.name)),
            framework.stub(),
        )?;
    }
    Ok(sdk)
}

/// The frameworks, by the paths that a program names them with.
pub(super) fn frameworks() -> impl Iterator<Item = String> {
    FRAMEWORKS.iter().map(Framework::path)
}

impl Framework {
    fn path(&self) -> String {
        format!("{INSTALLED}/{0}.framework/Versions/A/{0}", self.name)
    }

    fn stub(&self) -> String {
        format!(
            "--- !tapi-tbd\n\
             tbd-version: 4\n\
             targets: [ x86_64-macos, arm64-macos ]\n\
             install-name: '{}'\n\
             exports:\n  - targets: [ x86_64-macos, arm64-macos ]\n    symbols: [ {} ]\n\
             ...\n",
            self.path(),
            self.symbols.join(", ")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_framework_has_a_stub_where_a_linker_looks_for_it() {
        let folder = std::env::temp_dir().join(format!("camcheck-apple-{}", std::process::id()));
        let sdk = write_sdk(&folder).expect("written");
        let read = |name: &str| {
            let path = format!("System/Library/Frameworks/{name}.framework/{name}.tbd");
            fs::read_to_string(sdk.join(path)).expect(name)
        };
        let stub = read("Security");
        assert!(stub.contains(
            "install-name: '/System/Library/Frameworks/Security.framework/Versions/A/Security'"
        ));
        assert!(stub.contains("_SecCertificateCopyData, _SecCopyErrorMessageString"));
        assert!(read("CoreFoundation").contains("_CFRelease"));
        assert!(read("SystemConfiguration").contains("_SCDynamicStoreCopyValue"));
        fs::remove_dir_all(&folder).expect("removed");
    }
}
